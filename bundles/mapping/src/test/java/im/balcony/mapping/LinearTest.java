package im.balcony.mapping;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.Jid;
import im.balcony.api.address.SipUri;
import im.balcony.api.data.Octets;
import im.balcony.api.mapping.AddressBook;
import im.balcony.api.msrp.Formats.FormatException;
import im.balcony.api.msrp.MsrpUri;
import im.balcony.api.sip.SessionDescription;
import im.balcony.api.sip.SessionDescription.Attribute;
import im.balcony.api.sip.SessionDescription.MediaLine;
import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import im.balcony.mapping.address.AddressMapping;
import im.balcony.mapping.address.JidEscaping;
import im.balcony.mapping.content.IsComposing;
import im.balcony.mapping.content.XhtmlIm;
import im.balcony.mapping.error.Redirects;
import im.balcony.mapping.page.PageSplitter;
import im.balcony.mapping.route.AssertedIdentity;
import im.balcony.mapping.route.IqAnswers;
import im.balcony.mapping.route.PrivacyWish;
import im.balcony.mapping.sdp.SdpReading;
import im.balcony.mapping.text.Languages;
import im.balcony.mapping.text.TextRules;
import im.balcony.mapping.text.Timestamps;
import im.balcony.testkit.Linear;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** No text, document, address or description costs more than its length. */
@Tag("broad")
class LinearTest {

  private static final int FIRST = 3_500;

  /** Reads something that may be refused. */
  private interface Refusing {
    void read(String text) throws AddressException, FormatException;
  }

  private static Consumer<String> refusing(Refusing reading) {
    return text -> {
      try {
        reading.read(text);
      } catch (AddressException | FormatException e) {
        // To be refused has its price, too.
        if (e.getMessage() == null) {
          throw new AssertionError(e);
        }
      }
    };
  }

  private static Stream<DynamicTest> each(
      List<String> places, List<String> pieces, Consumer<String> reading) {
    return places.stream()
        .map(
            place ->
                DynamicTest.dynamicTest(place, () -> Linear.check(place, pieces, FIRST, reading)));
  }

  private static final List<String> IN_ADDRESSES =
      List.of(
          "a", " ", "@", ":", "/", ";", ";a", ";a=b", "=", "?", "&a=b", "%41", "%", "\\20", "\\",
          "+", "1", "*", "(0)", "(", ")", "-", ".", "a.", "[", "]", "é", "\"", "\u3000", "#", "\t");

  @TestFactory
  Stream<DynamicTest> sipUris() {
    return each(
        List.of("~", "sip:~", "sip:~@h", "sip:r@~", "sip:r@h~", "sip:r@h;a~", "tel:~", "im:~"),
        IN_ADDRESSES,
        refusing(
            text -> {
              SipUri.parse(text);
              AddressMapping.toJid(text, AddressBook.EMPTY);
            }));
  }

  @TestFactory
  Stream<DynamicTest> jids() {
    return each(
        List.of("~", "~@example.com", "juliet@~", "juliet@example.com/~"),
        IN_ADDRESSES,
        refusing(text -> AddressMapping.toSipUri(Jid.parse(text), AddressBook.EMPTY)));
  }

  @TestFactory
  Stream<DynamicTest> escaping() {
    return each(
        List.of("~", "x~"),
        IN_ADDRESSES,
        refusing(text -> JidEscaping.unescape(JidEscaping.escape(text))));
  }

  @TestFactory
  Stream<DynamicTest> msrpUris() {
    return each(
        List.of("~", "msrp://~/s;tcp", "msrp://h:1/~;tcp", "msrp://h:1/s;~", "msrp://~@h:1/s;tcp"),
        IN_ADDRESSES,
        refusing(MsrpUri::parse));
  }

  /** What people type, by jabber:iq:gateway. */
  @TestFactory
  Stream<DynamicTest> typedAddresses() {
    return each(
        List.of("~", "+~", "+49 ~ (0)", "tel:~", "tel:+49;~", "sip:~", "~@example.net", "+~x"),
        IN_ADDRESSES,
        text -> {
          var prompt = Element.of(IqAnswers.GATEWAY, "prompt", text);
          new Scene()
              .route(
                  new Stanza(
                      Stanza.Kind.IQ,
                      Vectors.jid(Scene.JULIET),
                      Vectors.jid("example.net"),
                      Optional.of("1"),
                      Optional.of("set"),
                      Optional.empty(),
                      List.of(Element.of(IqAnswers.GATEWAY, "query").with(prompt))));
        });
  }

  @TestFactory
  Stream<DynamicTest> redirects() {
    return each(
        List.of("~", "xmpp:~", "xmpp://~/a@b", "xmpp:a@b~", "sip:~", "im:~"),
        IN_ADDRESSES,
        refusing(
            text -> {
              Redirects.toSip(text, AddressBook.EMPTY);
              Redirects.toXmpp(text, Vectors.context(AddressBook.EMPTY));
            }));
  }

  @TestFactory
  Stream<DynamicTest> composing() {
    var xmlns = " xmlns='urn:ietf:params:xml:ns:im-iscomposing'";
    return each(
        List.of(
            "~",
            "<isComposing" + xmlns + ">~</isComposing>",
            "<isComposing" + xmlns + "><state>~</state></isComposing>",
            "<isComposing" + xmlns + "><refresh>~</refresh></isComposing>",
            "<isComposing" + xmlns + "~><state>idle</state></isComposing>",
            "<isComposing a='~'/>"),
        List.of(
            "a",
            " ",
            "0",
            "&amp;",
            "&#65;",
            "<a/>",
            "<a>",
            "<a xmlns='u'>",
            " a='b'",
            "]]>",
            "<![CDATA[x]]>",
            "<!--x-->",
            "<?p?>",
            "x<a/>"),
        text -> IsComposing.read(Octets.utf8(text)));
  }

  @TestFactory
  Stream<DynamicTest> html() {
    return each(
        List.of(
            "~",
            "<p>~",
            "<p ~>x</p>",
            "<a href='~'>x</a>",
            "<a href=~>x</a>",
            "<script>~",
            "<!--~",
            "<p>~</p>",
            "<a href='http://h/'>~</a>",
            "<~",
            "<a ~"),
        List.of(
            "a",
            " ",
            "<",
            ">",
            "<p>",
            "</p>",
            "<b>",
            "</b>",
            "<b>x",
            "<li>",
            "<ul>",
            "<br>",
            "<a href='http://h/'>x",
            "<a href='http://h/'>x</a>",
            "</script",
            "</script ",
            "</script x",
            "<script>",
            "<!--",
            "-->",
            "&",
            "&amp;",
            "&#65;",
            "\"",
            "'",
            "=",
            "a=",
            "a =",
            "a=b ",
            "a='",
            "/",
            "\n",
            "<td>",
            "<blockquote>",
            "<img alt='x'>",
            "a b"),
        XhtmlIm::read);
  }

  @TestFactory
  Stream<DynamicTest> texts() {
    return each(
        List.of("~"),
        List.of(
            "a",
            " ",
            "\r",
            "\r\n",
            "\n",
            "\t",
            "\u0001",
            "\u2028",
            "é",
            "\uD83D\uDE00",
            "\uD83D",
            "a ",
            "e\u0301",
            "-"),
        text -> {
          TextRules.headerLine(text);
          TextRules.crlf(TextRules.xml(text));
          PageSplitter.split(text, 50, part -> part.length() <= 1_000);
        });
  }

  @TestFactory
  Stream<DynamicTest> typesAndStamps() {
    return each(
        List.of("text/plain~", "text/plain;charset=~", "text/plain;charset=\"~", "~"),
        List.of(";", " ", ";charset", ";charset=", "\"", "=", "a", ";a=b", "; ", ",", "-", "a-b"),
        refusing(
            text -> {
              Languages.first(text);
              Timestamps.fromStamp(text);
              Timestamps.fromSipDate(text);
              TextRules.decode(Octets.utf8("x"), text);
            }));
  }

  @TestFactory
  Stream<DynamicTest> identities() {
    return each(
        List.of("~", "<sip:~>", "\"~\" <sip:r@e>", "<sip:r@e>~", "tel:+1~"),
        List.of("a", ",", ";", "<", ">", "\"", "\\", "\\\"", "<sip:a@b>,", " ", "<a", "\",\""),
        text -> {
          var request = Scene.with(Scene.page("x"), "P-Asserted-Identity", text);
          AssertedIdentity.sip(request);
          AssertedIdentity.number(request);
          PrivacyWish.of(Scene.with(request, "Privacy", text)).refusal();
        });
  }

  @TestFactory
  Stream<DynamicTest> descriptions() {
    var attributes = List.of("path", "accept-types", "accept-wrapped-types", "max-size", "setup");
    return attributes.stream()
        .flatMap(
            attribute ->
                each(
                    List.of("~", "msrp://h:1/s;tcp ~", "text/plain ~"),
                    List.of("a", " ", "*", "a/b ", "msrp://h:1/s;tcp ", "/", ";", "1", "\t"),
                    text -> SdpReading.offer(description(attribute, text), new Scene().context())));
  }

  private static SessionDescription description(String name, String value) {
    var attributes = new ArrayList<Attribute>();
    attributes.add(new Attribute(name, value));
    attributes.add(new Attribute("path", Scene.PEER_PATH));
    attributes.add(new Attribute("accept-types", "text/plain"));
    var line = new MediaLine("message", 2855, "TCP/MSRP", "*", Optional.empty(), attributes);
    return new SessionDescription("-", 1, 1, "h", Optional.empty(), List.of(line));
  }

  /** A stanza of many children, and an INVITE of many streams and attributes. */
  @TestFactory
  Stream<DynamicTest> manyOfThem() {
    return Stream.of(
            manyChildren(Scene.body("x")),
            manyChildren(Element.of(Stanza.NAMESPACE, "subject", "x").with("xml:lang", "de")),
            manyChildren(Scene.state("active")),
            manyChildren(Element.of("u", "x")))
        .map(
            reading ->
                DynamicTest.dynamicTest(
                    "many", () -> Linear.check("~", List.of("x"), FIRST, reading)));
  }

  private static Consumer<String> manyChildren(Element child) {
    return text ->
        new Scene()
            .in(
                new Scene()
                    .message(
                        "chat",
                        "1",
                        IntStream.range(0, text.length())
                            .mapToObj(i -> child)
                            .toArray(Element[]::new)));
  }
}
