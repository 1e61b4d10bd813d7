package im.balcony.api.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.IDN;
import java.util.Locale;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import rocks.xmpp.precis.PrecisProfiles;

/** What the short way takes, the long way takes and leaves as it is. */
class AsciiTest {

  private static final int TEXTS = 20_000;
  private static final String CHARACTERS = "aZ09-.xn@[]:f/ ~!\u007f\u00e9\u2126%_";

  private final Random random = new Random(5891);

  private String text() {
    var text = new StringBuilder();
    for (var length = 1 + random.nextInt(9); length > 0; length--) {
      text.append(
          random.nextInt(8) == 0
              ? "xn--"
              : CHARACTERS.substring(random.nextInt(CHARACTERS.length())).substring(0, 1));
    }
    return text.toString();
  }

  private static String orNothing(String text, UnaryOperator<String> way) {
    try {
      return way.apply(text);
    } catch (IllegalArgumentException e) {
      return "refused: " + e.getMessage();
    }
  }

  @Test
  void precisLeavesVisibleTextsAsTheyAreInLowerCase() {
    for (var i = 0; i < TEXTS; i++) {
      var text = text();
      if (Ascii.isVisible(text)) {
        assertThat(orNothing(text, PrecisProfiles.USERNAME_CASE_MAPPED::enforce))
            .isEqualTo(text.toLowerCase(Locale.ROOT));
      }
      if (Ascii.isPrintable(text)) {
        assertThat(orNothing(text, PrecisProfiles.OPAQUE_STRING::enforce)).isEqualTo(text);
      }
    }
  }

  @Test
  void idnaLeavesHostNamesAsTheyAre() {
    var hosts = 0;
    for (var i = 0; i < TEXTS; i++) {
      var text = text();
      if (Ascii.isHostName(text)) {
        hosts++;
        var ascii = orNothing(text, t -> IDN.toASCII(t, IDN.USE_STD3_ASCII_RULES));
        assertThat(ascii).isEqualTo(text);
        assertThat(IDN.toUnicode(ascii, IDN.USE_STD3_ASCII_RULES)).isEqualTo(text);
      }
    }
    assertThat(hosts).isPositive();
  }

  @Test
  void hostsAreThoseOfTheGrammar() {
    var host = Pattern.compile("[0-9A-Za-z](?:[0-9A-Za-z.-]*[0-9A-Za-z])?\\.?");
    var literal = Pattern.compile("\\[[0-9A-Fa-f:.]+]");
    for (var i = 0; i < TEXTS; i++) {
      var text = text();
      var bracketed = '[' + text + ']';
      assertThat(Ascii.isHost(text)).as(text).isEqualTo(host.matcher(text).matches());
      assertThat(Ascii.isAddressLiteral(text)).as(text).isEqualTo(literal.matcher(text).matches());
      assertThat(Ascii.isAddressLiteral(bracketed))
          .as(bracketed)
          .isEqualTo(literal.matcher(bracketed).matches());
    }
  }
}
