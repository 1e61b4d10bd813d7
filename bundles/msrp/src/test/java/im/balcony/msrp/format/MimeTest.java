package im.balcony.msrp.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import im.balcony.api.data.Octets;
import im.balcony.api.msrp.Formats.FormatException;
import im.balcony.api.msrp.MsrpContent;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** MIME objects (RFC 2045) and multipart bodies (RFC 2046). */
class MimeTest {

  private static final String MIXED = "multipart/mixed;boundary=b";
  private static final List<String> TEXT = List.of("text/plain");

  private static MsrpContent read(String type, String body, List<String> accepted)
      throws FormatException {
    return new CpimFormats().unwrap(type, Octets.utf8(body), accepted);
  }

  private static String text(String type, String body) throws FormatException {
    return read(type, body, TEXT).body().utf8();
  }

  /** Tables hold {@code ~} for CRLF, {@code ^} for LF and a grave accent for CR. */
  static String wire(String text) {
    return text.replace("~", "\r\n").replace('^', '\n').replace('`', '\r');
  }

  private static int refused(String type, String body) {
    return catchThrowableOfType(FormatException.class, () -> read(type, body, TEXT)).status();
  }

  private static String encoded(String encoding, String text) {
    return "--b\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: "
        + encoding
        + "\r\n\r\n"
        + text
        + "\r\n--b--";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Caf=C3=A9=20noir | Caf\u00e9 noir",
        "Caf=c3=a9 | Caf\u00e9",
        "soft=~break | softbreak",
        "soft=^break | softbreak",
        "hard~break | hard~break",
        "a=b | a=b",
        "a=4 | a=4",
        "a=4G | a=4G",
        "a=G4 | a=G4",
        "a=41 | aA",
        "a=`b | a=`b",
        "a= | a=",
        "a=` | a=`",
        "=3D=3D | ==",
        "=7Ax | zx",
      })
  void quotedPrintableIsUndone(String written, String meant) throws Exception {
    assertThat(text(MIXED, encoded("Quoted-Printable", wire(written)))).isEqualTo(wire(meant));
  }

  @Test
  void aSoftBreakMayBeTheEnd() throws Exception {
    assertThat(text(MIXED, encoded("quoted-printable", "end=\r\n"))).isEqualTo("end");
    assertThat(text(MIXED, encoded("quoted-printable", "end=\n"))).isEqualTo("end");
  }

  @ParameterizedTest
  @CsvSource({"base64, SGVsbG8s~IOKZoQ==", "BASE64, SGVsbG8sIOKZoQ==", "8bit, 'Hello, \u2661'"})
  void otherEncodingsAreUndone(String encoding, String written) throws Exception {
    assertThat(text(MIXED, encoded(encoding, wire(written)))).isEqualTo("Hello, \u2661");
  }

  @Test
  void encodingsThatCannotBeUndoneAreRefused() {
    assertThat(refused(MIXED, encoded("uuencode", "x"))).isEqualTo(415);
    assertThat(refused(MIXED, encoded("base64", "A"))).isEqualTo(400);
  }

  @Test
  void headersAreFoldedAndTheFirstOfANameCounts() throws Exception {
    var body =
        "--b\r\nContent-Type:\r\n text/plain;\r\n\tcharset=utf-8\r\n"
            + "content-type: image/png\r\nContent-Disposition : render\r\n\r\nHi\r\n--b--";
    var read = read(MIXED, body, TEXT);

    assertThat(read.contentType()).isEqualTo(" text/plain; charset=utf-8");
    assertThat(read.disposition()).contains("render");
    assertThat(read.body().utf8()).isEqualTo("Hi");
  }

  @ParameterizedTest
  @ValueSource(strings = {"no colon", ": no name", " folded first"})
  void malformedHeadersAreRefused(String line) {
    assertThat(refused(MIXED, "--b\r\n" + line + "\r\n\r\nHi\r\n--b--")).isEqualTo(400);
  }

  @Test
  void headersAreBounded() throws Exception {
    var long1 = "X: " + "x".repeat(Mime.MAX_HEAD - 5);
    assertThat(text(MIXED, "--b\r\n" + long1 + "\r\n\r\nHi\r\n--b--")).isEqualTo("Hi");
    assertThat(refused(MIXED, "--b\r\n" + long1 + "x\r\n\r\nHi\r\n--b--")).isEqualTo(400);

    var many = new StringBuilder();
    for (var i = 0; i < Mime.MAX_HEADERS; i++) {
      many.append("X").append(i).append(": x\r\n");
    }
    assertThat(text(MIXED, "--b\r\n" + many + "\r\nHi\r\n--b--")).isEqualTo("Hi");
    assertThat(refused(MIXED, "--b\r\n" + many + "Y: x\r\n\r\nHi\r\n--b--")).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--b~~Hi~--b--~epilogue | Hi",
        "preamble~--b~~Hi~--b-- | Hi",
        "--b^^Hi^--b-- | Hi",
        "--b \t~~Hi~--b-- | Hi",
        "--b~~Hi | Hi",
        "--b~~Hi~--bc~--b-- | Hi~--bc",
        "--b~~Hi~--b x~--b-- | Hi~--b x",
        "--b~~Hi --b~--b-- | Hi --b",
        "--b~~Hi~--b- | Hi~--b-",
        "--b~~Hi~~--b-- | Hi~",
        "--b~~~--b-- | ''",
        "--b~~Hi~--b | Hi",
      })
  void aPartIsFoundBetweenItsDelimiters(String body, String text) throws Exception {
    assertThat(text(MIXED, wire(body))).isEqualTo(wire(text));
  }

  @Test
  void theTextsAreTakenAndNothingElse() throws Exception {
    var body =
        "--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--";
    assertThat(text(MIXED, body)).isEqualTo("one\r\ntwo");
    assertThat(refused(MIXED, "--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--")).isEqualTo(415);
  }

  @Test
  void ofAlternativesPlainTextIsTakenWhereverItStands() throws Exception {
    var type = "multipart/alternative;boundary=b";
    var html = "--b\r\nContent-Type: text/html\r\n\r\n<p>\r\n";
    var rich = "--b\r\nContent-Type: text/enriched\r\n\r\nrich\r\n";
    var plain = "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nplain\r\n";

    assertThat(read(type, html + plain + "--b--", List.of("text/*")).body().utf8())
        .isEqualTo("plain");
    assertThat(read(type, html + rich + "--b--", List.of("text/*")).body().utf8()).isEqualTo("<p>");
    assertThat(read(MIXED, html + plain + "--b--", List.of("*")).body().utf8()).isEqualTo("<p>");
  }

  @Test
  void partsAreBounded() throws Exception {
    var part = "--b\r\nContent-Type: image/png\r\n\r\nx\r\n";
    assertThat(text(MIXED, part.repeat(Multipart.MAX_PARTS - 1) + "--b\r\n\r\nHi\r\n--b--"))
        .isEqualTo("Hi");
    assertThat(refused(MIXED, part.repeat(Multipart.MAX_PARTS) + "--b\r\n\r\nHi\r\n--b--"))
        .isEqualTo(400);
  }

  @Test
  void aBoundaryHasToBeThere() throws Exception {
    var longest = "b".repeat(70);
    assertThat(text("multipart/mixed;boundary=" + longest, "--" + longest + "\r\n\r\nHi"))
        .isEqualTo("Hi");
    assertThat(refused("multipart/mixed;boundary=b" + longest, "--b" + longest + "\r\n\r\nHi"))
        .isEqualTo(400);
    assertThat(refused("multipart/mixed", "--\r\n\r\nHi\r\n----")).isEqualTo(400);
    assertThat(refused(MIXED, "no delimiter at all")).isEqualTo(400);
    assertThat(refused(MIXED, "")).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "multipart/mixed; boundary=\"b;c\" | b;c",
        "multipart/mixed; boundary=\"b\\\"c\" | b\"c",
        "multipart/mixed; x=\"a;boundary=z\"; boundary=b | b",
        "multipart/mixed; x=\"a\\\";boundary=z\"; boundary=b | b",
        "Multipart/Mixed; BOUNDARY = b | b",
        "multipart/mixed; boundary=b; boundary=c | b",
        "multipart/mixed; =x; y; boundary=\" | \"",
        "multipart/mixed;boundary=b | b",
      })
  void parametersAreReadWithTheirQuotes(String type, String boundary) throws Exception {
    assertThat(text(type, "--" + boundary + "\r\n\r\nHi\r\n--" + boundary + "--")).isEqualTo("Hi");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/plain | text/plain | true",
        "text/plain | TEXT/Plain ;q=1 | true",
        "TEXT/PLAIN;x=y | text/plain | true",
        "text/plain | text/* | true",
        "textile/plain | text/* | false",
        "text/plain | * | true",
        "text/plain | */* | true",
        "text/plain | text/html | false",
        "text/plain | text | false",
        "application/pkcs7-mime | * | false",
        "application/x-pkcs7-signature | * | false",
        "application/pgp-signature | * | false",
        "application/pgp-encrypted | * | false",
        "multipart/encrypted | * | false",
        "application/pgp | * | true",
      })
  void aListAllowsATypeOrNot(String type, String entry, boolean allowed) throws Exception {
    assertThat(MediaType.parse(type).orElseThrow().isIn(List.of("image/png", entry)))
        .isEqualTo(allowed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "text", "/plain", "text/", "te xt/plain", "text/pl ain", "text;a/b"})
  void whatIsNoTypeIsRefused(String type) {
    assertThat(MediaType.parse(type)).isEmpty();
  }
}
