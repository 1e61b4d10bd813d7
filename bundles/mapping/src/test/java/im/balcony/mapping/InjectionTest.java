package im.balcony.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.Jid;
import im.balcony.api.data.Octets;
import im.balcony.api.mapping.AddressBook;
import im.balcony.api.sip.SipParty;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import im.balcony.mapping.address.AddressMapping;
import im.balcony.mapping.address.JidEscaping;
import im.balcony.mapping.content.StanzaText;
import im.balcony.mapping.error.ErrorMapping;
import im.balcony.mapping.text.Languages;
import im.balcony.mapping.text.TextRules;
import im.balcony.testkit.Requirement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever one side writes into any field, the other side's framing stays its own (SEC-17). */
class InjectionTest {

  private static final String CONTROLS = "[\\x00-\\x1F\\x7F-\\x9F\\u2028\\u2029]";

  @Requirement(value = "SEC-17", partial = "threads, ids and whole messages on the wire")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\r\nEvil: 1",
        "a\nb",
        "a\rb",
        "a\u0000b",
        "a\u0085b",
        "a\u2028b",
        "a>;tag=evil",
        "a\"<sip:evil@h>",
        "a\\\"b",
        "sip:a@h>\r\nVia: x",
        "sip:a@h\r\n\r\nbody",
        "xmpp:a@h/\r\nb",
        "xmpp:a%0d%0ab@h",
        "sip:a%0d%0ab@h.example",
        "a;b=c?d&e",
        "%0d%0aEvil: 1",
        "]]><x/>",
        "en\r\nEvil: 1",
        "\uD800",
        "\uFFFE",
        "\u001b[2J"
      })
  void noFieldBreaksOut(String hostile) {
    assertThat(towardsSip(hostile))
        .allSatisfy(value -> assertThat(value).doesNotContainPattern(CONTROLS));
    assertThat(uris(hostile)).allSatisfy(uri -> assertThat(uri).matches("[!#-;=?-~]+"));
    assertThat(towardsXmpp(hostile))
        .allSatisfy(value -> assertThat(TextRules.xml(value)).isEqualTo(value));
  }

  /** Every header value that text of an XMPP user becomes. */
  private static Stream<String> towardsSip(String hostile) {
    var refusal = refusal(hostile);
    var text =
        StanzaText.read(
            Vectors.message(
                Element.of(Stanza.NAMESPACE, "subject", hostile),
                Element.of(Stanza.NAMESPACE, "body", "x").with("xml:lang", hostile),
                Element.of(StanzaText.NICK, "nick", hostile)));
    return Stream.of(
            Stream.of(refusal.reason()),
            refusal.headers().stream().map(h -> h.name() + h.value()),
            Stream.of(text.subject(), text.nick(), text.language()).flatMap(Optional::stream),
            Languages.first(hostile).stream())
        .flatMap(s -> s);
  }

  private static SipResponse refusal(String hostile) {
    var error =
        Element.of(Stanza.NAMESPACE, "error")
            .with(Element.of(Stanza.ERRORS, "gone", hostile))
            .with(Element.of(Stanza.ERRORS, "text", hostile));
    var failure = ErrorMapping.fromStanzaError(Vectors.message(error));
    return ErrorMapping.toSipResponse(failure, true, false, AddressBook.EMPTY);
  }

  /** Every URI that addresses of an XMPP user become. */
  private static List<String> uris(String hostile) {
    var contacts = refusal(hostile).contact().stream().map(SipParty::uri);
    return Stream.concat(contacts, addresses(hostile)).toList();
  }

  private static Stream<String> addresses(String hostile) {
    try {
      var local = JidEscaping.escape(hostile);
      var jid = Jid.of(Optional.of(local), "example.com", Optional.of(hostile));
      return Stream.of(AddressMapping.toSipUri(jid, AddressBook.EMPTY).toString());
    } catch (AddressException e) {
      return Stream.empty();
    }
  }

  /** Every text that fields of a SIP user become. */
  private static Stream<String> towardsXmpp(String hostile) {
    var response =
        new SipResponse(
            302,
            hostile,
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(SipParty.of(hostile)),
            List.of(),
            Optional.empty(),
            Octets.EMPTY,
            Optional.empty());
    var error =
        ErrorMapping.toStanzaError(
            ErrorMapping.fromSipResponse(response.with("Retry-After", hostile)).orElseThrow(),
            Vectors.context(AddressBook.EMPTY));
    return Stream.concat(
        error.children().stream().map(Element::text),
        Stream.of(error.attribute("type").orElseThrow(), TextRules.headerLine(hostile)));
  }
}
