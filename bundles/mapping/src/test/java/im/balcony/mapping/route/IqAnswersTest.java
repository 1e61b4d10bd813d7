package im.balcony.mapping.route;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.mapping.AddressBook;
import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import im.balcony.mapping.Vectors;
import im.balcony.testkit.Requirement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IqAnswersTest {

  private static final String JULIET = "juliet@example.com/balcony";

  @Requirement(
      value = {"XMPP-15", "ADDR-39"},
      partial = "the component stream")
  @Test
  void describesTheGateway() {
    var query = result("get", "example.net", Element.of(IqAnswers.DISCO_INFO, "query"));

    assertThat(identity(query)).isEqualTo("gateway/simple");
    assertThat(features(query))
        .containsExactlyInAnyOrder(
            "http://jabber.org/protocol/disco#info",
            "http://jabber.org/protocol/disco#items",
            "urn:xmpp:ping",
            "jabber:iq:version",
            "jabber:iq:gateway",
            "jid\\20escaping");
  }

  @Requirement(
      value = {"XMPP-16", "STATE-30", "RCPT-17", "XEXT-19"},
      partial = "the component stream")
  @ParameterizedTest
  @CsvSource({
    "romeo@example.net, account/registered",
    "nobody@example.net, account/registered",
    "romeo@example.net/phone, client/phone"
  })
  void describesUsersAllAlike(String user, String identity) {
    var query = result("get", user, Element.of(IqAnswers.DISCO_INFO, "query"));

    assertThat(identity(query)).isEqualTo(identity);
    assertThat(features(query))
        .contains("http://jabber.org/protocol/chatstates", "urn:xmpp:receipts")
        .doesNotContain("urn:xmpp:message-correct:0", "jabber:iq:gateway", "jid\\20escaping");
  }

  @Requirement(value = "XMPP-17", partial = "the component stream")
  @ParameterizedTest
  @ValueSource(strings = {"example.net", "romeo@example.net"})
  void hasNoItems(String to) {
    assertThat(result("get", to, Element.of(IqAnswers.DISCO_ITEMS, "query")).children()).isEmpty();
  }

  @Test
  void knowsNoNodes() {
    var query = Element.of(IqAnswers.DISCO_INFO, "query").with("node", "http://caps#x");
    assertThat(refusal("get", "romeo@example.net", query)).isEqualTo("item-not-found");
  }

  @Requirement(
      value = {"XMPP-18", "XMPP-19"},
      partial = "the component stream")
  @Test
  void answersPingAndVersion() {
    var pong = answer("get", "romeo@example.net", Element.of(IqAnswers.PING, "ping")).orElseThrow();
    assertThat(pong.type()).contains("result");
    assertThat(pong.id()).contains("id-1");
    assertThat(pong.from()).hasToString("romeo@example.net");
    assertThat(pong.to()).hasToString(JULIET);
    assertThat(pong.children()).isEmpty();

    var version = result("get", "example.net", Element.of(IqAnswers.VERSION, "query"));
    assertThat(version.child(IqAnswers.VERSION, "version").orElseThrow().text()).isEqualTo("0.1.0");
  }

  @Requirement(value = "ADDR-40", partial = "the component stream")
  @ParameterizedTest
  @CsvSource({
    "sip:o'malley@example.net, o\\27malley@example.net",
    "o'malley@example.net, o\\27malley@example.net",
    "tel:+1-555, +1555@example.net",
    "SIP:Romeo@example.net;transport=tcp, romeo@example.net",
    "romeo, romeo@example.net"
  })
  void turnsTypedAddressesIntoJids(String typed, String jid) {
    var query =
        Element.of(IqAnswers.GATEWAY, "query").with(Element.of(IqAnswers.GATEWAY, "prompt", typed));
    var answer = result("set", "example.net", query);

    assertThat(answer.child(IqAnswers.GATEWAY, "jid").orElseThrow().text()).isEqualTo(jid);
  }

  @Test
  void asksForAnAddress() {
    var answer = result("get", "example.net", Element.of(IqAnswers.GATEWAY, "query"));
    assertThat(answer.child(IqAnswers.GATEWAY, "prompt")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "tel:x", "sip:%00@example.net", "a b@example.net", "sip:a\r\nb@example.net"})
  void refusesTypedTextThatIsNoAddress(String typed) {
    var query =
        Element.of(IqAnswers.GATEWAY, "query").with(Element.of(IqAnswers.GATEWAY, "prompt", typed));
    assertThat(refusal("set", "example.net", query)).isEqualTo("jid-malformed");
  }

  @Test
  void knowsOnlyItsOwnPeople() {
    var typed = Element.of(IqAnswers.GATEWAY, "prompt", "tybalt@other.example");
    var query = Element.of(IqAnswers.GATEWAY, "query").with(typed);
    assertThat(refusal("set", "example.net", query)).isEqualTo("item-not-found");
  }

  @Requirement(
      value = {"XMPP-13", "XEXT-29"},
      partial = "the component stream")
  @ParameterizedTest
  @CsvSource({
    "get, vcard-temp, vCard, service-unavailable",
    "set, urn:xmpp:mam:2, query, service-unavailable",
    "set, urn:xmpp:privilege:2, perms, service-unavailable",
    "get, jabber:iq:last, query, service-unavailable",
    "set, urn:xmpp:ping, ping, service-unavailable",
    "get, jabber:iq:gateway, query, service-unavailable",
    "odd, urn:xmpp:ping, ping, bad-request"
  })
  void refusesEverythingElse(String type, String namespace, String name, String condition) {
    assertThat(refusal(type, "romeo@example.net", Element.of(namespace, name)))
        .isEqualTo(condition);
    assertThat(answer(type, "romeo@example.net", Element.of(namespace, name)).orElseThrow().id())
        .contains("id-1");
  }

  @Test
  void refusesWhatAsksForNothingOrTwoThings() {
    var ping = Element.of(IqAnswers.PING, "ping");
    assertThat(refusal("get", "example.net")).isEqualTo("bad-request");
    assertThat(refusal("get", "example.net", ping, ping)).isEqualTo("bad-request");
  }

  @Requirement(value = "XMPP-14", partial = "the component stream")
  @ParameterizedTest
  @ValueSource(strings = {"result", "error"})
  void neverAnswersAnswers(String type) {
    assertThat(answer(type, "example.net", Element.of(IqAnswers.PING, "ping"))).isEmpty();
  }

  @Requirement(value = "XMPP-20", partial = "the component stream")
  @Test
  void refusesSubscriptions() {
    var answer = IqAnswers.presence(presence("subscribe")).orElseThrow();

    assertThat(answer.kind()).isEqualTo(Stanza.Kind.PRESENCE);
    assertThat(answer.type()).contains("unsubscribed");
    assertThat(answer.from()).hasToString("romeo@example.net");
    assertThat(answer.to()).hasToString("juliet@example.com");
    for (var type :
        List.of("", "unavailable", "unsubscribe", "unsubscribed", "subscribed", "error")) {
      assertThat(IqAnswers.presence(presence(type))).isEmpty();
    }
  }

  private static Stanza presence(String type) {
    return Vectors.stanza(Stanza.Kind.PRESENCE, type, JULIET, "romeo@example.net/x");
  }

  private static Optional<Stanza> answer(String type, String to, Element... children) {
    return IqAnswers.answer(
        Vectors.stanza(Stanza.Kind.IQ, type, JULIET, to, children),
        Vectors.context(AddressBook.EMPTY));
  }

  private static Element result(String type, String to, Element child) {
    var answer = answer(type, to, child).orElseThrow();
    assertThat(answer.type()).contains("result");
    assertThat(answer.children()).hasSize(1);
    assertThat(answer.children().get(0).is(child.namespace(), child.name())).isTrue();
    return answer.children().get(0);
  }

  private static String refusal(String type, String to, Element... children) {
    var answer = answer(type, to, children).orElseThrow();
    assertThat(answer.type()).contains("error");
    return answer.children().get(0).children().get(0).name();
  }

  private static String identity(Element query) {
    var identity = query.child(IqAnswers.DISCO_INFO, "identity").orElseThrow();
    return identity.attribute("category").orElseThrow()
        + "/"
        + identity.attribute("type").orElseThrow();
  }

  private static List<String> features(Element query) {
    return query.children().stream()
        .filter(c -> c.name().equals("feature"))
        .map(c -> c.attribute("var").orElseThrow())
        .toList();
  }
}
