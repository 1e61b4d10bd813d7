package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.romeo.Phone.Content;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A 2xx to our INVITE that names no place to send to (RFC 3261 §12.1.2, §13.2.2.4). */
class AnswersWithoutContactTest {

  private static Scene scene;
  private static Phone romeo;
  private static int people;

  private final String juliet = "juliet" + ++people + "@example.com/balcony";

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
    romeo = scene.nextHop("romeo", Map.of());
  }

  @AfterAll
  static void close() throws Exception {
    romeo.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  @AfterEach
  void empty() {
    romeo.contactUri = "";
    romeo.contactless = false;
    romeo.packing = sdp -> new Content("application/sdp", sdp);
  }

  /** Each test has a Romeo of its own: what a peer refused is remembered. */
  private String romeo() {
    return "romeo" + people + "@example.net";
  }

  private Call invited(String id, String body) throws Exception {
    scene.say(juliet, romeo(), "chat", id, "<body>" + body + "</body>");
    return romeo.invites.next(WAIT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tel:+49301234",
        "im:romeo@example.net",
        "sips:romeo@127.0.0.1:5061",
        "sip:romeo@127.0.0.1;transport=ws",
        "sip:romeo@127.0.0.1;transport=tls"
      })
  @Requirement("CHAT-06")
  void eachCopyIsAcknowledgedAndTheSessionGoesOn(String contact) throws Exception {
    romeo.contactUri = contact;
    romeo.contactless = contact.isEmpty();
    var call = invited("c1", "x");
    for (var i = 0; i < 3; i++) {
      call.answer(call.sdp("passive"), "");
      var ack = call.requests.next(WAIT);
      assertThat(ack.method()).isEqualTo("ACK");
      assertThat(ack.requestUri()).isEqualTo(call.invite().requestUri());
    }
    var line = call.acceptConnection();
    assertThat(line.texts.next(WAIT).text()).isEqualTo("x");

    scene.say(
        juliet, romeo(), "chat", "c2", "<gone xmlns='http://jabber.org/protocol/chatstates'/>");

    assertThat(call.expectBye(WAIT).requestUri()).isEqualTo(call.invite().requestUri());
    assertThat(call.requests.size()).isZero();
    call.close();
  }

  /**
   * Behind a proxy that stays in the way, the target is a name for the proxy. But one of sips would
   * make TLS of the way there (RFC 3261 §8.1.2), and is passed over.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sip:romeo@far.example.net;transport=tls",
        "sip:x@abc.invalid;transport=ws",
        "sips:romeo@far.example.net"
      })
  void aRouteSetLeadsToATargetThatWeCannotReach(String contact) throws Exception {
    romeo.contactUri = contact;
    var call = invited("r1", "x");
    var target = contact.startsWith("sips:") ? call.invite().requestUri() : contact;

    call.answer(call.sdp("passive"), "", "Record-Route: <sip:127.0.0.1:" + romeo.port() + ";lr>");

    var ack = call.requests.next(WAIT);
    assertThat(ack.method()).isEqualTo("ACK");
    assertThat(ack.requestUri()).isEqualTo(target);
    assertThat(call.acceptConnection().texts.next(WAIT).text()).isEqualTo("x");
    call.bye();
  }

  @ParameterizedTest
  @ValueSource(strings = {"garbage", "m=message x TCP/MSRP *", "v=0\r\nm=audio 4 RTP/AVP 0\r\n"})
  @Requirement("CHAT-36")
  void anUnusableDescriptionIsAcknowledgedEndedAndReplaced(String description) throws Exception {
    romeo.contactless = true;
    romeo.packing = sdp -> new Content("application/sdp", description);
    var call = invited("u1", "Good morrow");

    call.answer("x", "");

    assertThat(call.requests.next(WAIT).method()).isEqualTo("ACK");
    call.expectBye(WAIT);
    assertThat(romeo.messages.next(WAIT).text()).isEqualTo("Good morrow");
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
    call.close();
  }
}
