package im.balcony.mapping.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import im.balcony.api.data.Octets;
import im.balcony.api.msrp.Formats.FormatException;
import im.balcony.testkit.Requirement;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextRulesTest {

  @Requirement(
      value = {"I18N-04", "I18N-05", "I18N-14"},
      partial = "the stanza on the wire")
  @ParameterizedTest
  @CsvSource({
    "text/plain, 64c3ad, dí",
    "text/plain;charset=ISO-8859-1, e9, é",
    "text/plain; format=flowed; Charset=\"iso-8859-1\", e9, é",
    "text/plain;charset=us-ascii, 64c3ad, dí",
    "text/plain;charset=UTF-8, efbbbf61, a",
    "text/plain;charset=UTF-16, feff0061, a",
    "text/plain, f09f9880, \uD83D\uDE00"
  })
  void decodesCharsets(String type, String hex, String text) throws FormatException {
    assertThat(TextRules.decode(octets(hex), type)).isEqualTo(text);
    assertThat(TextRules.decodeLeniently(octets(hex), type)).isEqualTo(text);
  }

  @Requirement(value = "I18N-05", partial = "the 415 on the wire")
  @ParameterizedTest
  @ValueSource(strings = {"text/plain;charset=x-foo", "text/plain;charset=\"a b\""})
  void refusesUnknownCharsets(String type) {
    for (var lenient : new boolean[] {false, true}) {
      var e =
          catchThrowableOfType(FormatException.class, () -> decode(octets("61"), type, lenient));
      assertThat(e.status()).isEqualTo(415);
    }
  }

  @Requirement(value = "I18N-08", partial = "the 400 on the wire")
  @Test
  void refusesOrReplacesWhatIsNoUtf8() throws FormatException {
    var e =
        catchThrowableOfType(
            FormatException.class, () -> TextRules.decode(octets("fffe"), "text/plain"));
    assertThat(e.status()).isEqualTo(400);
    assertThat(TextRules.decodeLeniently(octets("61fffe"), "text/plain"))
        .isEqualTo("a\uFFFD\uFFFD");
  }

  @Requirement(value = "I18N-06", partial = "Content-Length and Byte-Range")
  @Test
  void convertsLineEnds() throws FormatException {
    assertThat(TextRules.crlf("a\nb")).isEqualTo("a\r\nb");
    assertThat(TextRules.crlf("a\r\nb\rc\n")).isEqualTo("a\r\nb\r\nc\r\n");
    assertThat(TextRules.lf("a\r\nb\rc\n\r\n")).isEqualTo("a\nb\nc\n\n");
    assertThat(TextRules.decode(Octets.utf8(TextRules.crlf("a\nb")), "text/plain"))
        .isEqualTo("a\nb");
  }

  @Requirement(value = "I18N-07", partial = "the stream staying up")
  @Test
  void replacesWhatXmlForbids() throws FormatException {
    assertThat(TextRules.decode(Octets.utf8("a\u0000b\u0008c\uFFFEd\te"), "text/plain"))
        .isEqualTo("a\uFFFDb\uFFFDc\uFFFDd\te");
    assertThat(TextRules.xml("\uD83D\uDE00\uD83D!")).isEqualTo("\uD83D\uDE00\uFFFD!");
  }

  @Requirement(
      value = {"I18N-11", "SEC-17"},
      partial = "the header count on the wire")
  @Test
  void keepsHeaderValuesOnOneLine() {
    assertThat(TextRules.headerLine("a\r\nEvil: 1")).isEqualTo("a Evil: 1");
    assertThat(TextRules.headerLine("\r\n a\u0000\u0007b\u0085c\u2028d\n")).isEqualTo("ab c d");
    assertThat(TextRules.headerLine("Ahoj, světe")).isEqualTo("Ahoj, světe");
    assertThat(TextRules.headerLine("\r\n\u0001")).isEmpty();
  }

  @Test
  @Tag("broad")
  void neverLetsControlsThrough() throws FormatException {
    var random = new Random(6120);
    for (var i = 0; i < 3000; i++) {
      var bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      var text = new String(bytes, Charset.forName(i % 2 == 0 ? "UTF-8" : "UTF-16BE"));

      assertThat(TextRules.headerLine(text).codePoints())
          .noneMatch(c -> c < ' ' || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029);
      assertThat(TextRules.decodeLeniently(Octets.of(bytes), "text/plain").codePoints())
          .noneMatch(
              c ->
                  (c < ' ' && c != '\t' && c != '\n')
                      || (c >= 0xD800 && c < 0xE000)
                      || c == 0xFFFE
                      || c == 0xFFFF);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "en",
        "cs",
        "de-CH",
        "zh-Hant-TW",
        "sl-rozaj-biske",
        "de-1996",
        "es-419",
        "x-klingon",
        "en-a-bbb-x-a",
        "i-klingon",
        "zh-cmn-Hans-CN"
      })
  void knowsLanguageTags(String tag) {
    assertThat(Languages.checked(" " + tag + " ")).contains(tag);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "e", "en_US", "en-", "-en", "en\r\nX: y", "en'", "*", "a-b", "de-419-DE"})
  void refusesOtherTags(String tag) {
    assertThat(Languages.checked(tag)).isEmpty();
  }

  @Requirement(value = "I18N-03", partial = "the attribute on the wire")
  @Test
  void takesTheFirstWellFormedLanguage() {
    assertThat(Languages.first("fr, en")).contains("fr");
    assertThat(Languages.first("f_r, , en")).contains("en");
    assertThat(Languages.first("f_r")).isEmpty();
    assertThat(Languages.checked("en" + "-abcde".repeat(1000))).isEmpty();
  }

  @Test
  void convertsTimes() {
    var time = Instant.parse("2010-11-03T23:29:00Z");
    assertThat(Timestamps.sipDate(time)).isEqualTo("Wed, 03 Nov 2010 23:29:00 GMT");
    assertThat(Timestamps.fromSipDate(Timestamps.sipDate(time))).contains(time);
    assertThat(Timestamps.stamp(time)).isEqualTo("2010-11-03T23:29:00Z");
    assertThat(Timestamps.fromStamp("2010-11-04T01:29:00+02:00")).contains(time);
    assertThat(Timestamps.fromStamp(Timestamps.stamp(time.plusNanos(1)))).contains(time);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "now", "2010-11-04", "2010-13-04T00:00:00Z", "20101104T00:00:00"})
  void refusesOtherTimes(String text) {
    assertThat(Timestamps.fromStamp(text)).isEmpty();
    assertThat(Timestamps.fromSipDate(text)).isEmpty();
    assertThat(Timestamps.fromStamp("9".repeat(10_000))).isEmpty();
  }

  private static void decode(Octets body, String type, boolean lenient) throws FormatException {
    if (lenient) {
      TextRules.decodeLeniently(body, type);
    } else {
      TextRules.decode(body, type);
    }
  }

  private static Octets octets(String hex) {
    return Octets.of(HexFormat.of().parseHex(hex));
  }
}
