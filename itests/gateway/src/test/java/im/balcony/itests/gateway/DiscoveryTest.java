package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static im.balcony.testkit.server.ComponentServer.escape;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;

/** What XMPP clients learn of the gateway and of SIP users when they ask (XEP-0030, XEP-0100). */
class DiscoveryTest {

  private static final String INFO = "http://jabber.org/protocol/disco#info";

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
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
    return answer;
  }

  private static List<String> features(String jid) throws Exception {
    var answer = ask("get", jid, "<query xmlns='" + INFO + "'/>");
    assertThat(answer.getAttribute("type")).isEqualTo("result");
    var found = answer.getElementsByTagNameNS(INFO, "feature");
    var features = new ArrayList<String>();
    for (var i = 0; i < found.getLength(); i++) {
      features.add(((Element) found.item(i)).getAttribute("var"));
    }
    return features;
  }

  @Test
  @Requirement({"STATE-30", "RCPT-17"})
  void sipUsersKnowStatesAndReceipts() throws Exception {
    for (var jid : List.of("romeo@example.net", "romeo@example.net/dr4hcr0st3lup4c")) {
      assertThat(features(jid))
          .as(jid)
          .contains("http://jabber.org/protocol/chatstates", "urn:xmpp:receipts");
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
}
