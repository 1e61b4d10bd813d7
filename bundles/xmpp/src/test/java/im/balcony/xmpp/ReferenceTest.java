package im.balcony.xmpp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferenceTest {

  @ParameterizedTest
  @CsvSource({
    "amp;, ''",
    "lt;, ''",
    "gt;, ''",
    "quot;, ''",
    "apos;, ''",
    "#9;, ''",
    "#xA;, ''",
    "#x10FFFF;, ''",
    "#1114111;, ''",
    "#000000000000065;, ''",
    ";, not-well-formed",
    "#;, not-well-formed",
    "#x;, not-well-formed",
    "#xG;, not-well-formed",
    "#A;, not-well-formed",
    "#X41;, not-well-formed",
    "#0;, not-well-formed",
    "#xD800;, not-well-formed",
    "#x110000;, not-well-formed",
    "#99999999999;, not-well-formed",
    "a b;, not-well-formed",
    "a<;, not-well-formed",
    "a>;, not-well-formed",
    "a&;, not-well-formed",
    "a';, not-well-formed",
    "AMP;, restricted-xml",
    "nbsp;, restricted-xml",
    "abcdefghijklmnop;, restricted-xml",
    "abcdefghijklmnopq, restricted-xml",
    "#00000000000000000000000065;, ''",
    "#x00000000000000000000000041;, ''",
    "#00000000000000000000000000;, not-well-formed",
    "#0x41;, not-well-formed",
    "#12345678901234567, not-well-formed",
  })
  void onlyThePredefinedOnesAndCharactersPass(String octets, String condition) {
    assertThat(read(octets, false)).isEqualTo(condition);
    assertThat(read(octets, true)).isEqualTo(condition);
  }

  /** The condition that ended it, or the one at its end; exchanged at each octet if wanted. */
  private static String read(String octets, boolean exchanged) {
    var reference = new Reference();
    reference.begin();
    for (var i = 0; i < octets.length(); i++) {
      assertThat(reference.isOpen()).isTrue();
      if (exchanged) {
        var next = new Reference();
        next.begin();
        next.next('z');
        next.resume(reference.state());
        reference = next;
      }
      var condition = reference.next(octets.charAt(i));
      if (!condition.isEmpty()) {
        return condition;
      }
    }
    assertThat(reference.isOpen()).isFalse();
    return "";
  }

  @Test
  void noneIsOpenBeforeTheFirstAndBehindTheLast() {
    var reference = new Reference();
    assertThat(reference.isOpen()).isFalse();
    assertThat(reference.state()).isEmpty();
    reference.begin();
    reference.next('l');
    reference.next('t');
    assertThat(reference.state()).isEqualTo("&lt");
    reference.next(';');
    assertThat(reference.state()).isEmpty();
    reference.resume("");
    assertThat(reference.isOpen()).isFalse();
  }
}
