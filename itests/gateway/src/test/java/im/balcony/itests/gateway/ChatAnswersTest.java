package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.romeo.SipFrame;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** The SIP user's answers to our INVITE, and MSRP that breaks (RFC 3261 §13.2.2, RFC 4975 §5.4). */
class ChatAnswersTest {

  private static final String PASSIVE = "passive";

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

  /** Each test has a Romeo of its own: what a peer refused is remembered. */
  private String romeo() {
    return "romeo" + people + "@example.net";
  }

  private Call invited(String id, String body) throws Exception {
    scene.say(juliet, romeo(), "chat", id, "<body>" + body + "</body>");
    return romeo.invites.next(WAIT);
  }

  private static boolean isAck(SipFrame frame) {
    return frame.method().equals("ACK");
  }

  private static Set<String> conditions(Element error) {
    var found = new HashSet<String>();
    var all = error.getElementsByTagNameNS("urn:ietf:params:xml:ns:xmpp-stanzas", "*");
    for (var i = 0; i < all.getLength(); i++) {
      found.add(all.item(i).getLocalName());
    }
    found.remove("text");
    return found;
  }

  @Test
  @Requirement({"CHAT-06"})
  void eachCopyOfA200IsAcknowledgedOnce() throws Exception {
    var call = invited("a1", "x");
    for (var i = 0; i < 4; i++) {
      call.answer(call.sdp(PASSIVE), "");
      assertThat(isAck(call.requests.next(WAIT))).isTrue();
    }
    var line = call.acceptConnection();
    assertThat(line.texts.next(WAIT).text()).isEqualTo("x");
    assertThat(line.texts.poll(SILENCE)).isEmpty();
    assertThat(call.requests.size()).isZero();
    call.bye();
  }

  @Test
  @Requirement({"CHAT-07", "SIP-14"})
  void theAckGoesToTheRemoteTargetAlongTheRouteSet() throws Exception {
    var call = invited("b1", "x");
    assertThat(call.invite().need("CSeq")).isEqualTo("1 INVITE");
    var near = "<sip:127.0.0.1:" + romeo.port() + ";lr>";
    var far = "<sip:far.example.net;lr>";

    call.answer(call.sdp(PASSIVE), "", "Record-Route: " + far, "Record-Route: " + near);

    var ack = call.requests.next(WAIT, ChatAnswersTest::isAck);
    assertThat(ack.need("CSeq")).isEqualTo("1 ACK");
    assertThat(ack.branch()).startsWith("z9hG4bK").isNotEqualTo(call.invite().branch());
    assertThat(ack.requestUri()).isEqualTo("sip:romeo@127.0.0.1:" + romeo.port());
    assertThat(String.join(",", ack.all("Route")).replace(" ", "")).isEqualTo(near + "," + far);
    assertThat(ack.header("Contact")).isEmpty();
    call.acceptConnection().texts.next(WAIT);
    call.bye();
  }

  @Test
  @Requirement({"CHAT-36"})
  void aRefusedStreamIsAcknowledgedEndedAndReplaced() throws Exception {
    var call = invited("c1", "Good morrow");
    var refusal =
        "v=0\r\no=romeo 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            + "m=message 0 TCP/MSRP *\r\n";

    call.answer(refusal, "");

    assertThat(isAck(call.requests.next(WAIT))).isTrue();
    assertThat(call.requests.next(WAIT).method()).isEqualTo("BYE");
    assertThat(romeo.messages.next(WAIT).text()).isEqualTo("Good morrow");
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement({"CHAT-38"})
  void ofTwoForksOneIsKept() throws Exception {
    var call = invited("d1", "once");
    call.answer(call.sdp(PASSIVE), "fork-one");
    call.answer(call.sdp(PASSIVE), "fork-two");

    var acked = new HashSet<String>();
    var ended = new HashSet<String>();
    for (var i = 0; i < 3; i++) {
      var request = call.requests.next(WAIT);
      var to = request.tag("To").orElse("");
      assertThat(isAck(request) ? acked.add(to) : ended.add(to)).isTrue();
    }
    assertThat(acked).containsExactlyInAnyOrder("fork-one", "fork-two");
    assertThat(ended).containsExactly("fork-two");
    var line = call.acceptConnection();
    assertThat(line.texts.next(WAIT).text()).isEqualTo("once");
    assertThat(line.texts.poll(SILENCE)).isEmpty();
    assertThat(call.requests.size()).isZero();
    assertThat(romeo.messages.size()).isZero();
  }

  @Test
  @Requirement({"CHAT-37"})
  void aLostConnectionIsReplacedAndItsMessageKeepsItsId() throws Exception {
    var call = invited("e1", "first");
    var line = call.accept(Call.Offer.PLAIN);
    line.texts.next(WAIT);
    line.answer = frame -> 0;
    var path = call.peerSdp().path();
    scene.say(juliet, romeo(), "chat", "e2", "<body>unconfirmed</body>");
    var lost = line.texts.next(WAIT);

    line.close();

    var again = call.acceptNewConnection();
    var resent = again.texts.next(WAIT);
    assertThat(call.peerSdp().path()).isNotEqualTo(path);
    assertThat(resent.text()).isEqualTo("unconfirmed");
    assertThat(resent.id()).isEqualTo(lost.id());
    call.bye();
  }

  @Test
  @Requirement({"CHAT-37"})
  void whatCannotBeSentAgainIsReported() throws Exception {
    var call = invited("f1", "first");
    var line = call.accept(Call.Offer.PLAIN);
    line.texts.next(WAIT);
    line.answer = frame -> 0;
    scene.say(juliet, romeo(), "chat", "f2", "<body>unconfirmed</body>");
    line.texts.next(WAIT);

    call.shut();
    line.close();

    call.requests.next(WAIT, r -> r.method().equals("INVITE"));
    call.expectBye(WAIT);
    var error = scene.server.stanzas.next(WAIT);
    assertThat(error.getAttribute("id")).isEqualTo("f2");
    assertThat(conditions(error))
        .containsAnyOf("remote-server-timeout", "recipient-unavailable")
        .hasSize(1);
  }

  @Test
  @Requirement({"CHAT-37"})
  void everySessionOfALostConnectionIsOfferedAnew() throws Exception {
    var one = romeo.invite("sip:" + juliet.replaceFirst("/.*", ""), Call.Offer.PLAIN);
    var two = romeo.invite("sip:nurse" + people + "@example.com", Call.Offer.PLAIN);
    var first = one.connect();
    var second = two.connect(first);
    assertThat(first.response(first.bind(), WAIT).status()).isEqualTo(200);
    assertThat(second.response(second.bind(), WAIT).status()).isEqualTo(200);
    var paths = Set.of(one.peerSdp().path(), two.peerSdp().path());

    first.close();

    for (var call : List.of(one, two)) {
      var offer = call.requests.next(WAIT);
      assertThat(offer.method()).isEqualTo("INVITE");
      assertThat(paths).noneMatch(path -> offer.text().contains(path.get(0)));
      call.acceptConnection();
      call.bye();
    }
  }

  @Test
  void aRefusedConnectionEndsTheSessionAndTheTextGoesAsAPage() throws Exception {
    var call = invited("g1", "never written");
    call.shut();

    call.answer(call.sdp(PASSIVE), "");

    call.expectBye(WAIT);
    assertThat(romeo.messages.next(WAIT).text()).isEqualTo("never written");
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }
}
