package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static im.balcony.testkit.server.ComponentServer.escape;
import static im.balcony.testkit.server.ComponentServer.has;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

/**
 * What XMPP clients learn of the gateway and of SIP users when they ask (XEP-0030, XEP-0100), and
 * what is answered to whom asks for anything else (RFC 6120 §8.2.3).
 */
class DiscoveryTest {

  private static final String INFO = "http://jabber.org/protocol/disco#info";
  private static final String ITEMS = "http://jabber.org/protocol/disco#items";
  private static final String PING = "urn:xmpp:ping";
  private static final String VERSION = "jabber:iq:version";
  private static final String STATES = "http://jabber.org/protocol/chatstates";

  private static Scene scene;
  private static int questions;

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
  }

  @AfterAll
  static void close() throws Exception {
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  private static Element ask(String type, String to, String child) throws Exception {
    var id = "q" + ++questions;
    scene.server.send(
        "example.net",
        "<iq type='"
            + type
            + "' from='juliet@example.com/balcony' to='"
            + to
            + "' id='"
            + id
            + "'>"
            + child
            + "</iq>");
    var answer = scene.server.stanzas.next(WAIT);
    assertThat(answer.getLocalName()).isEqualTo("iq");
    assertThat(answer.getAttribute("id")).isEqualTo(id);
    assertThat(answer.getAttribute("from")).isEqualTo(to);
    assertThat(answer.getAttribute("to")).isEqualTo("juliet@example.com/balcony");
    return answer;
  }

  /** The answer to a question that has one; nothing more comes, or the test fails at its end. */
  private static Element result(String jid, String child) throws Exception {
    var answer = ask("get", jid, child);
    assertThat(answer.getAttribute("type")).isEqualTo("result");
    return answer;
  }

  private static Element info(String jid) throws Exception {
    return result(jid, "<query xmlns='" + INFO + "'/>");
  }

  private static List<Element> all(Element answer, String name) {
    var found = answer.getElementsByTagNameNS(INFO, name);
    return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i)).toList();
  }

  private static List<String> features(Element answer) {
    return all(answer, "feature").stream().map(feature -> feature.getAttribute("var")).toList();
  }

  private static List<String> features(String jid) throws Exception {
    return features(info(jid));
  }

  private static List<String> identities(Element answer) {
    return all(answer, "identity").stream()
        .map(identity -> identity.getAttribute("category") + "/" + identity.getAttribute("type"))
        .toList();
  }

  @Test
  @Requirement({"STATE-30", "RCPT-17"})
  void sipUsersKnowStatesAndReceipts() throws Exception {
    for (var jid : List.of("romeo@example.net", "romeo@example.net/dr4hcr0st3lup4c")) {
      assertThat(features(jid)).as(jid).contains(STATES, "urn:xmpp:receipts");
    }
  }

  @Test
  @Requirement("ADDR-39")
  void theGatewayEscapesAddresses() throws Exception {
    assertThat(features("example.net")).contains("jid\\20escaping");
  }

  @Test
  @Requirement("ADDR-40")
  void aTypedAddressBecomesAJid() throws Exception {
    var answer = typed("sip:o'malley@example.net");

    assertThat(answer.getAttribute("type")).isEqualTo("result");
    assertThat(answer.getElementsByTagNameNS("jabber:iq:gateway", "jid").getLength()).isEqualTo(1);
    assertThat(child(answer, "jid")).isEqualTo("o\\27malley@example.net");
  }

  private static Element typed(String address) throws Exception {
    return ask(
        "set",
        "example.net",
        "<query xmlns='jabber:iq:gateway'><prompt>" + escape(address) + "</prompt></query>");
  }

  @ParameterizedTest
  @CsvSource({
    "+49 30 1234, +49301234@example.net",
    "(030) 1234, 0301234@example.net",
    "tel:+49-30-1234, +49301234@example.net",
  })
  void aTypedNumberBecomesAJid(String typed, String jid) throws Exception {
    assertThat(child(typed(typed), "jid")).isEqualTo(jid);
  }

  @Test
  void aTypedAddressOfAnotherServerIsNotFoundHere() throws Exception {
    var answer = typed("tybalt@other.example");

    assertThat(answer.getAttribute("type")).isEqualTo("error");
    assertThat(answer.getElementsByTagNameNS("*", "item-not-found").getLength()).isEqualTo(1);
    assertThat(answer.getElementsByTagNameNS("jabber:iq:gateway", "jid").getLength()).isZero();
  }

  @Test
  @Requirement("XMPP-15")
  void theGatewayIsAGatewayToSip() throws Exception {
    var answer = info("example.net");

    assertThat(identities(answer)).containsExactly("gateway/simple");
    assertThat(features(answer))
        .containsExactlyInAnyOrder(
            INFO, ITEMS, PING, VERSION, "jabber:iq:gateway", "jid\\20escaping");
  }

  /** Nobody learns who exists: the phone answers nothing, and is not asked. */
  @Test
  @Requirement({"XMPP-16", "XEXT-19"})
  void sipUsersAreAllAlike() throws Exception {
    for (var resource : Map.of("", "account/registered", "/phone", "client/phone").entrySet()) {
      var known = info("romeo@example.net" + resource.getKey());
      var unknown = info("nobody@example.net" + resource.getKey());

      assertThat(identities(known)).containsExactly(resource.getValue());
      assertThat(features(known))
          .containsExactlyInAnyOrder(INFO, ITEMS, PING, VERSION, STATES, "urn:xmpp:receipts");
      assertThat(identities(unknown)).isEqualTo(identities(known));
      assertThat(features(unknown)).isEqualTo(features(known));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"example.net", "romeo@example.net", "romeo@example.net/phone"})
  @Requirement({"XMPP-17", "XMPP-18", "XMPP-19"})
  void itemsPingAndVersionAreAnswered(String jid) throws Exception {
    var items = (Element) result(jid, query(ITEMS)).getFirstChild();
    assertThat(items.getLocalName()).isEqualTo("query");
    assertThat(items.getNamespaceURI()).isEqualTo(ITEMS);
    assertThat(items.hasChildNodes()).isFalse();

    assertThat(features(jid)).contains(PING);
    assertThat(result(jid, "<ping xmlns='" + PING + "'/>").hasChildNodes()).isFalse();

    var version = result(jid, query(VERSION));
    assertThat(child(version, "name")).isEqualTo("Balcony");
    assertThat(child(version, "version")).isNotEmpty();
    for (var other : List.of(query("jabber:iq:last"), "<time xmlns='urn:xmpp:time'/>")) {
      isRefused(ask("get", jid, other));
    }
  }

  private static String query(String namespace) {
    return "<query xmlns='" + namespace + "'/>";
  }

  private static void isRefused(Element answer) {
    assertThat(answer.getAttribute("type")).isEqualTo("error");
    assertThat(has(answer, "urn:ietf:params:xml:ns:xmpp-stanzas", "service-unavailable")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "get, vCard, vcard-temp",
    "set, query, urn:xmpp:mam:2",
    "get, pubsub, http://jabber.org/protocol/pubsub",
    "set, query, jabber:iq:register",
    "set, privileged_iq, urn:xmpp:privilege:2",
    "get, query, urn:example:unknown",
    "set, query, urn:example:unknown"
  })
  @Requirement({"XMPP-13", "XEXT-29"})
  void whatIsNotKnownIsRefusedToWhoAsks(String type, String name, String namespace)
      throws Exception {
    for (var jid : List.of("example.net", "romeo@example.net", "romeo@example.net/phone")) {
      isRefused(ask(type, jid, "<" + name + " xmlns='" + namespace + "'/>"));
    }
  }

  /** Stanzas of a pair keep their order, so the ping's answer is the first if these have none. */
  @ParameterizedTest
  @CsvSource({
    "iq, result, <ping xmlns='urn:xmpp:ping'/>",
    "iq, error, <ping xmlns='urn:xmpp:ping'/>",
    "message, error, <body>x</body>",
    "presence, error, ''"
  })
  @Requirement({"XMPP-14", "XMPP-22"})
  void whatIsAnAnswerHasNone(String kind, String type, String child) throws Exception {
    for (var to : List.of("example.net", "romeo@example.net", "nobody@other.example", "@@")) {
      scene.server.send(
          "example.net",
          "<%s type='%s' id='a%d' from='juliet@example.com/balcony' to='%s'>%s<error type='cancel'>"
                  .formatted(kind, type, ++questions, to, child)
              + "<gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></"
              + kind
              + ">");
      result("example.net", "<ping xmlns='" + PING + "'/>");
    }
  }

  @Test
  @Requirement("XMPP-20")
  void aSubscriptionIsRefused() throws Exception {
    for (var type : List.of("", "unavailable", "unsubscribe", "subscribed", "subscribe")) {
      scene.server.send(
          "example.net",
          "<presence from='juliet@example.com' to='romeo@example.net'"
              + (type.isEmpty() ? "" : " type='" + type + "'")
              + "/>");
    }

    var answer = scene.server.stanzas.next(WAIT);
    assertThat(answer.getLocalName()).isEqualTo("presence");
    assertThat(answer.getAttribute("type")).isEqualTo("unsubscribed");
    assertThat(answer.getAttribute("from")).isEqualTo("romeo@example.net");
    assertThat(answer.getAttribute("to")).isEqualTo("juliet@example.com");
  }
}
