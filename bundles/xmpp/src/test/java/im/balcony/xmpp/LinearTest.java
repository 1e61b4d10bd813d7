package im.balcony.xmpp;

import im.balcony.testkit.Linear;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** No stanza and no stream costs more than its length, however it arrives. */
@Tag("broad")
class LinearTest {

  /** The shortest text; the longest, sixteen times as long, is more than most stanzas. */
  private static final int SHORT = 7_000;

  private static final String MESSAGE =
      "<message from='juliet@example.com' to='romeo@example.net' id='1'";

  private static final List<String> PLACES =
      List.of(
          MESSAGE + "><body>~</body></message>",
          MESSAGE + "><body>~",
          MESSAGE + "><body><![CDATA[~]]></body></message>",
          MESSAGE + ">~</message>",
          MESSAGE + "~/>",
          MESSAGE + " ~/>",
          MESSAGE + " a='~'/>",
          MESSAGE + " a=\"~",
          MESSAGE + " type='~'><body>x</body></message>",
          MESSAGE + "><a ~/></message>",
          MESSAGE + "><a b='~'/></message>",
          MESSAGE + "><~/></message>",
          MESSAGE + "></~>",
          "<message from='~' to='romeo@example.net'/>",
          "<message from='juliet@~' to='romeo@example.net'/>",
          "<message from='juliet@example.com/~' to='romeo@example.net'/>",
          "<message from='juliet@example.com' to='~@example.net'/>",
          "<~",
          "~");

  private static final List<String> PIECES =
      List.of(
          "a",
          " ",
          "\n",
          "é",
          "&amp;",
          "&#65;",
          "&#x41;",
          "]",
          "]]",
          "<a/>",
          "<a>",
          "<b></b>",
          "<![CDATA[x]]>",
          "x<a/>",
          "<a>&lt;",
          "'",
          "a='b'",
          " a='b'",
          " xmlns='u'",
          " xmlns:a='u'",
          "<a xmlns='u'>",
          "<a:b xmlns:a='u'>",
          "=",
          ":",
          "/",
          "<a b='c' d='e'/>",
          "@",
          "\\20",
          "<?",
          "<!",
          "&",
          "-",
          ".");

  private static void hears(String text, int size) {
    var link = Link.up();
    var all = text.getBytes(StandardCharsets.UTF_8);
    for (var at = 0; at < all.length && !link.closed; at += size) {
      link.hears(Arrays.copyOfRange(all, at, Math.min(all.length, at + size)));
    }
  }

  @TestFactory
  Stream<DynamicTest> wholeStanzas() {
    return stanzas(1_000_000, SHORT);
  }

  @TestFactory
  Stream<DynamicTest> stanzasOctetByOctet() {
    return stanzas(1, SHORT / 4);
  }

  private static Stream<DynamicTest> stanzas(int size, int first) {
    return PLACES.stream()
        .map(
            place ->
                DynamicTest.dynamicTest(
                    place, () -> Linear.check(place, PIECES, first, text -> hears(text, size))));
  }

  /** Names that are all different, of which each has to be told from all others. */
  @TestFactory
  Stream<DynamicTest> differentNames() {
    return Stream.of("<a%d/>", "<a b%d='c'/>", "<a xmlns:p%d='u'/>", "<p%d:a xmlns:p%<d='u%<d'>x")
        .map(
            form ->
                DynamicTest.dynamicTest(
                    form,
                    () ->
                        Linear.check(
                            MESSAGE + ">~</message>",
                            List.of("x"),
                            500,
                            text -> hears(numbered(text, form), 1_000))));
  }

  private static String numbered(String text, String form) {
    var at = text.indexOf('>') + 1;
    var count = text.lastIndexOf('<') - at;
    return text.substring(0, at)
        + IntStream.range(0, count).mapToObj(form::formatted).collect(Collectors.joining())
        + text.substring(at + count);
  }

  /** Many in one open tag, and many levels that each declare as many as they may. */
  @TestFactory
  Stream<DynamicTest> manyInOneTag() {
    return Stream.of(" b%d='c'", " xmlns:p%d='u%<d'", "><p xmlns:q%d='u%<d'")
        .map(
            form ->
                DynamicTest.dynamicTest(
                    form,
                    () ->
                        Linear.check(
                            "~",
                            List.of("x"),
                            1_000,
                            text ->
                                hears(
                                    MESSAGE
                                        + IntStream.range(0, text.length())
                                            .mapToObj(form::formatted)
                                            .collect(Collectors.joining())
                                        + "/>",
                                    1_000))));
  }

  @TestFactory
  Stream<DynamicTest> streamHeaders() {
    return Stream.of("<?xml ~?>", "<stream:stream ~>", "<stream:stream a='~'>", "<~", "~")
        .map(
            place ->
                DynamicTest.dynamicTest(
                    place,
                    () ->
                        Linear.check(
                            place,
                            PIECES,
                            3_500,
                            text -> {
                              var link = Link.opened(Link.SETTINGS);
                              for (var octet : text.getBytes(StandardCharsets.UTF_8)) {
                                if (link.closed) {
                                  return;
                                }
                                link.hears(new byte[] {octet});
                              }
                            })));
  }
}
