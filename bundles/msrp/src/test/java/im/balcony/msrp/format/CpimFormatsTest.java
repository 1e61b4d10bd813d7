package im.balcony.msrp.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import im.balcony.api.data.Octets;
import im.balcony.api.msrp.Formats.FormatException;
import im.balcony.api.msrp.MsrpContent;
import im.balcony.api.msrp.MsrpContent.Header;
import im.balcony.testkit.Requirement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** message/cpim objects (RFC 3862) read and written. */
class CpimFormatsTest {

  private static final String IMDN = "urn:ietf:params:imdn";
  private static final List<String> TEXT = List.of("text/plain");
  private static final String CONTENT = "\r\nContent-Type: text/plain\r\n\r\nHi";
  private static final String FROM = "From: <sip:romeo@example.net>\r\n";

  private final CpimFormats formats = new CpimFormats();

  private MsrpContent read(String object) throws FormatException {
    return formats.unwrap("message/cpim", Octets.utf8(object), TEXT);
  }

  private List<Header> headers(String lines) throws FormatException {
    return read(lines + CONTENT).cpim().orElseThrow().headers();
  }

  private int refused(String object) {
    return catchThrowableOfType(FormatException.class, () -> read(object)).status();
  }

  private static Header header(String namespace, String name, String value) {
    return new Header(namespace, name, Optional.empty(), value);
  }

  @Test
  void headersAreReadInTheirOrder() throws Exception {
    var content = read(FROM + "Subject:;lang=fr beau\r\nSubject: fair\r\n" + CONTENT);

    assertThat(content.body().utf8()).isEqualTo("Hi");
    assertThat(content.cpim().orElseThrow().headers())
        .containsExactly(
            header(Header.BASE, "From", "<sip:romeo@example.net>"),
            new Header(Header.BASE, "Subject", Optional.of("fr"), "beau"),
            header(Header.BASE, "Subject", "fair"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Subject:;LANG=de Hallo | de | Hallo",
        "Subject:;x=1;lang=de Hallo | de | Hallo",
        "Subject:;lang= Hallo | | Hallo",
        "Subject:;x=lang Hallo | | Hallo",
        "Subject:;lang=de | de | ''",
        "Subject:Hallo | | Hallo",
      })
  void aLanguageIsAParameter(String line, String language, String value) throws Exception {
    assertThat(headers(line + "\r\n"))
        .containsExactly(new Header(Header.BASE, "Subject", Optional.ofNullable(language), value));
  }

  @Test
  void prefixesStandForWhatWasDeclared() throws Exception {
    var read =
        headers(
            "imdn.Early: 1\r\n"
                + "NS: imdn <urn:ietf:params:imdn>\r\n"
                + "imdn.Message-ID: 34jk324j\r\n"
                + "other.Message-ID: x\r\n"
                + "NS: <urn:default>\r\n"
                + "Message-ID: y\r\n");

    assertThat(read)
        .containsExactly(
            header("", "imdn.Early", "1"),
            header(Header.BASE, "NS", "imdn <urn:ietf:params:imdn>"),
            header(IMDN, "Message-ID", "34jk324j"),
            header("", "other.Message-ID", "x"),
            header(Header.BASE, "NS", "<urn:default>"),
            header("urn:default", "Message-ID", "y"));
  }

  /** Whatever letters stand for it, and without any it is that of message/cpim itself. */
  @ParameterizedTest
  @ValueSource(strings = {"x", "imdn", "From", "a-b"})
  @Requirement("CPIM-08")
  void anyPrefixMayStandForNotifications(String prefix) throws Exception {
    var read =
        headers(
            "NS: %1$s <urn:ietf:params:imdn>\r\nRequire: %1$s.Message-ID\r\n".formatted(prefix)
                + prefix
                + ".Message-ID: 34jk324j\r\nSubject: x\r\n");
    assertThat(read)
        .contains(
            header(IMDN, "Message-ID", "34jk324j"),
            header("urn:ietf:params:cpim-headers:", "Subject", "x"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"NS: imdn urn:x", "NS: imdn <urn:x", "NS: imdn urn:x>"})
  void aNamespaceStandsInBrackets(String line) {
    assertThat(refused(line + "\r\n" + CONTENT)).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"<urn:a>", "a<u>", "x <>"})
  void aNamespaceMayBeWrittenTight(String value) throws Exception {
    assertThat(headers("NS: " + value + "\r\n")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "From, 200",
    "'To, cc ,DateTime', 200",
    "'Subject,NS,Require', 200",
    "imdn.Message-ID, 200",
    "'imdn.Disposition-Notification,From', 200",
    "Message-ID, 415",
    "imdn.From, 415",
    "'From,imdn.Nothing', 415",
    "other.From, 415",
    "Colour, 415",
  })
  void whatIsRequiredHasToBeKnown(String required, int status) throws Exception {
    var object = "NS: imdn <" + IMDN + ">\r\nRequire: " + required + "\r\n" + CONTENT;
    if (status == 200) {
      assertThat(read(object).body().utf8()).isEqualTo("Hi");
    } else {
      assertThat(refused(object)).isEqualTo(status);
    }
  }

  @Test
  void onlyTheBaseRequireRequires() throws Exception {
    assertThat(headers("NS: x <urn:x>\r\nx.Require: Colour\r\nRequired: Colour\r\n")).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ": no name",
        "no colon",
        "a b: space",
        "a(b: bracket",
        "a@b: at",
        "a\u007fb: delete",
        "a\u00e4b: umlaut",
        "Subject: a\u0007b",
        "Subject: a\u007fb",
      })
  void malformedHeadersAreRefused(String line) {
    assertThat(refused(line + "\r\n" + CONTENT)).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"!#$%&'*+-.^_`|~09azAZ: x", "S: a\tb"})
  void namesAndValuesMayHoldWhatTheGrammarAllows(String line) throws Exception {
    assertThat(headers(line + "\r\n")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a\\\\b | a\\b",
        "a\\tb | a>b",
        "a\\nb\\rc\\bd | a^b`c<d",
        "\\u0041\\u00e9\\u20aC | A\u00e9\u20ac",
        "\\u1234x | \u1234x",
        "\\ud83d\\ude00 | \ud83d\ude00",
        "\\ud83dx\\ude00 | \ufffdx\ufffd",
        "\\u12 | u12",
        "\\u12g4 | u12g4",
        "\\u123 | u123",
        "\\q\\\" | q\"",
        "end\\ | end",
        "plain | plain",
      })
  @Requirement("CPIM-09")
  void escapesAreUndone(String value, String meant) throws Exception {
    assertThat(headers("Subject: " + value + "\r\n").get(0).value())
        .isEqualTo(MimeTest.wire(meant).replace('>', '\t').replace('<', '\b'));
  }

  @Test
  void missingBlankLineAndBareLineFeedsAreForgiven() throws Exception {
    var joined = read(FROM + "Content-Type: text/plain\r\nContent-ID: <x>\r\n\r\nHi");
    assertThat(joined.body().utf8()).isEqualTo("Hi");
    assertThat(joined.cpim().orElseThrow().headers())
        .containsExactly(header(Header.BASE, "From", "<sip:romeo@example.net>"));

    var bare = read("From: <sip:a@b>\nTo: <sip:c@d>\n\nContent-Type: text/plain\n\nHi\n");
    assertThat(bare.body().utf8()).isEqualTo("Hi\n");
    assertThat(bare.cpim().orElseThrow().headers()).hasSize(2);
  }

  @Test
  void aTextThatLooksLikeHeadersStaysText() throws Exception {
    // MIME headers follow the blank line, so a Content-Type before it is a message header.
    var both = read(FROM + "Content-Type: image/png\r\n" + CONTENT);
    assertThat(both.body().utf8()).isEqualTo("Hi");
    assertThat(both.contentType()).isEqualTo("text/plain");

    var text = read(FROM + "Content-Type: text/plain\r\n\r\nNote: well\r\n\r\nthis");
    assertThat(text.body().utf8()).isEqualTo("Note: well\r\n\r\nthis");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\r\nContent-Type: text/plain\r\n\r\nHi",
        "From: <sip:a@b>",
        "From: <sip:a@b>\r\n",
        "From: <sip:a@b>\r\n\r\nSubject: no type\r\n\r\nHi",
        "From: <sip:a@b>\r\n\r\n",
        "From: <sip:a@b>\r\nContent-ID: <x>\r\n\r\nHi",
      })
  void whatIsNoCpimIsRefused(String object) {
    assertThat(refused(object)).isEqualTo(400);
  }

  @Test
  void headersAreBounded() throws Exception {
    var most = "Subject: " + "x".repeat(Mime.MAX_HEAD - 11) + "\r\n";
    assertThat(headers(most)).hasSize(1);
    assertThat(refused("a" + most + CONTENT)).isEqualTo(400);
    assertThat(headers("To: x\r\n".repeat(Mime.MAX_HEADERS))).hasSize(Mime.MAX_HEADERS);
    assertThat(refused("To: x\r\n".repeat(Mime.MAX_HEADERS + 1) + CONTENT)).isEqualTo(400);
  }

  @Test
  void nestingIsBounded() throws Exception {
    var inner = "To: x\r\n\r\nContent-Type: message/cpim\r\n\r\n";
    assertThat(read(inner.repeat(7) + "To: x\r\n" + CONTENT).body().utf8()).isEqualTo("Hi");
    assertThat(refused(inner.repeat(8) + "To: x\r\n" + CONTENT)).isEqualTo(400);
  }

  @Test
  void theInnermostHeadersCount() throws Exception {
    var nested = FROM + "\r\nContent-Type: text/cpim\r\n\r\nSubject: inside\r\n" + CONTENT;
    assertThat(read(nested).cpim().orElseThrow().header("Subject")).contains("inside");
    assertThat(read(nested).cpim().orElseThrow().header("From")).isEmpty();
  }

  @Test
  void whatIsAcceptedInsideIsTheCallersWish() {
    assertThat(refused(FROM + "\r\nContent-Type: text/html\r\n\r\nHi")).isEqualTo(415);
    assertThat(refused(FROM + "\r\nContent-Type: nothing\r\n\r\nHi")).isEqualTo(400);
  }

  @Test
  @Requirement("CPIM-02")
  void anObjectIsWrittenAsItIsMeant() {
    var headers =
        List.of(
            header(Header.BASE, "From", "Romeo <sip:romeo@example.net>"),
            header(Header.BASE, "NS", "x <urn:forged>"),
            new Header(Header.BASE, "Subject", Optional.of("en-GB"), "a\\b\r\nTo: forged\u0001"),
            header(IMDN, "Message-ID", "34jk324j"),
            header("urn:other", "NS", "1"),
            header(IMDN, "Original-To", "x"),
            header("urn:third", "A", "2"));

    assertThat(formats.wrap(headers, "text/plain;charset=utf-8", Octets.utf8("Hi \u2661")).utf8())
        .isEqualTo(
            "From: Romeo <sip:romeo@example.net>\r\n"
                + "Subject:;lang=en-GB a\\\\b\\r\\nTo: forged\\u0001\r\n"
                + "NS: imdn <urn:ietf:params:imdn>\r\n"
                + "imdn.Message-ID: 34jk324j\r\n"
                + "NS: x2 <urn:other>\r\n"
                + "x2.NS: 1\r\n"
                + "imdn.Original-To: x\r\n"
                + "NS: x3 <urn:third>\r\n"
                + "x3.A: 2\r\n"
                + "\r\n"
                + "Content-Type: text/plain;charset=utf-8\r\n"
                + "\r\n"
                + "Hi \u2661");
  }

  @Test
  @Requirement("CPIM-09")
  void whatWasWrittenIsReadAgain() throws Exception {
    var headers =
        List.of(
            new Header(Header.BASE, "Subject", Optional.of("x"), "\b\t\n\r\\ \u007f~\u001f \u20ac"),
            header(IMDN, "Message-ID", " 34jk 324j "));
    var read = read(formats.wrap(headers, "text/plain", Octets.utf8("Hi")).utf8());

    assertThat(read.body().utf8()).isEqualTo("Hi");
    assertThat(read.cpim().orElseThrow().headers())
        .containsExactly(
            headers.get(0), header(Header.BASE, "NS", "imdn <" + IMDN + ">"), headers.get(1));
  }

  @Test
  void whatCannotBeWrittenIsNotWritten() {
    var good = header(Header.BASE, "To", "x");
    for (var bad :
        List.of(
            header(Header.BASE, "T o", "x"),
            header(Header.BASE, "", "x"),
            header(Header.BASE, "To:", "x"),
            header("urn:\r\nx", "To", "x"),
            new Header(Header.BASE, "To", Optional.of("e n"), "x"))) {
      assertThatThrownBy(() -> formats.wrap(List.of(bad), "text/plain", Octets.EMPTY))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> formats.wrap(List.of(good), "text/plain\r\nTo: y", Octets.EMPTY))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
