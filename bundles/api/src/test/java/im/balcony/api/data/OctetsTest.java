package im.balcony.api.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Octets put together, and lines made safe for a log. */
class OctetsTest {

  @Test
  void whatIsPutBehindComesBehind() {
    var head = Octets.utf8("head ");
    assertThat(head.then(Octets.utf8("body")).utf8()).isEqualTo("head body");
    assertThat(head.then(Octets.EMPTY)).isSameAs(head);
    assertThat(Octets.EMPTY.then(head)).isEqualTo(head);
    assertThat(head.utf8()).isEqualTo("head ");
  }

  @Test
  void aLineHoldsNoControls() {
    assertThat(Masked.line("a\r\nb\u0000\u007fc\u0085é")).isEqualTo("a??b??c\u0085é");
    assertThat(Masked.line("as it is")).isEqualTo("as it is");
    assertThat(Masked.line("x".repeat(300))).hasSize(201).endsWith("…");
  }
}
