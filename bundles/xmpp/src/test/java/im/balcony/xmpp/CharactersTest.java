package im.balcony.xmpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CharactersTest {

  private static final int[] EDGES = {0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF};

  /** The Char of XML 1.0 §2.2. */
  private static final Pattern CHAR =
      Pattern.compile("[\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]");

  @Test
  void whatXmlAllowsIsAllowedAndNothingElse() {
    for (var c = 0; c <= 0x11000; c++) {
      assertThat(Characters.allowed(c)).as("U+%04X", c).isEqualTo(isChar(c));
    }
    assertThat(Characters.allowed(0x10FFFF)).isTrue();
    assertThat(Characters.allowed(0x110000)).isFalse();
  }

  private static boolean isChar(int codePoint) {
    return (codePoint < 0xD800 || codePoint > 0xDFFF)
        && CHAR.matcher(Character.toString(codePoint)).matches();
  }

  @Test
  void octetsAreReadAsAStrictDecoderReadsThem() {
    for (var first = 0x80; first < 0x100; first++) {
      for (var second : EDGES) {
        same(first, second);
        for (var third : EDGES) {
          same(first, second, third);
          same(first, second, third, 0x80);
          same(first, second, third, 0xBF);
          same(first, second, third, 0xC0);
        }
      }
    }
  }

  /** Compares the octets up to where a character is whole, or known to be none. */
  private static void same(int... octets) {
    var characters = new Characters();
    var condition = "";
    var read = ByteBuffer.allocate(octets.length);
    for (var octet : octets) {
      read.put((byte) octet);
      condition = characters.next(octet);
      if (!condition.isEmpty() || !characters.isInside()) {
        var name = HexFormat.of().formatHex(read.array(), 0, read.position());
        assertThat(condition).as(name).isEqualTo(expected(read));
        return;
      }
    }
  }

  private static String expected(ByteBuffer octets) {
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(octets.flip()).toString();
      return isChar(text.codePointAt(0)) ? "" : "not-well-formed";
    } catch (CharacterCodingException e) {
      return "unsupported-encoding";
    }
  }

  @ParameterizedTest
  @CsvSource({"C3A9", "E282AC", "F09F8CB9", "E08080", "F08FBFBF", "EDA080", "F4908080", "EFBFBE"})
  void anotherInstanceGoesOnInsideACharacter(String hex) {
    var octets = HexFormat.of().parseHex(hex);
    var one = new Characters();
    var others = new Characters();
    for (var octet : octets) {
      var next = new Characters();
      next.resume(others.state());
      others = next;
      assertThat(others.isInside()).isEqualTo(one.isInside());
      assertThat(others.next(octet & 0xFF)).isEqualTo(one.next(octet & 0xFF));
    }
    assertThat(others.isInside()).isFalse();
  }
}
