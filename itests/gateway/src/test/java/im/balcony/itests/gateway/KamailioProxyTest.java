package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static im.balcony.testkit.server.ComponentServer.has;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.players.Kamailio;
import im.balcony.players.Ports;
import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.romeo.SipFrame;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Two Kamailios between the gateway and Romeo's phone, both in the route of each dialog. They let a
 * request in a dialog pass only along its route set; the outer one notes how the gateway wrote it.
 */
class KamailioProxyTest {

  private static final String STATES = "http://jabber.org/protocol/chatstates";
  private static final String ACTIVE = "<active xmlns='" + STATES + "'/>";
  private static final String GONE = "<gone xmlns='" + STATES + "'/>";

  private static Scene scene;
  private static Kamailio outer;
  private static Kamailio inner;
  private static Phone romeo;
  private static int people;

  private final String juliet = "juliet" + ++people + "@example.com";

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
    var outside = Ports.free();
    var inside = Ports.free();
    romeo =
        new Phone(
            "romeo",
            "example.net",
            new InetSocketAddress("127.0.0.1", inside),
            scene.ladder,
            scene.violations);
    var directory = Files.createTempDirectory("balcony-kamailio");
    outer =
        Kamailio.proxy(
            directory.resolve("outer"),
            outside,
            "example.net",
            "sip:127.0.0.1:" + inside,
            "sip:127.0.0.1:" + scene.sipPort);
    inner =
        Kamailio.proxy(
            directory.resolve("inner"),
            inside,
            "example.net",
            "sip:127.0.0.1:" + romeo.port(),
            "sip:127.0.0.1:" + outside);
    nextHop("");
  }

  private static void nextHop(String parameters) throws Exception {
    var uri = "sip:127.0.0.1:" + outer.port() + parameters + ";lr";
    scene.tenant("verona", "example.net", Map.of("sip.next-hop", uri));
    Thread.sleep(200);
  }

  @AfterAll
  static void close() throws Exception {
    romeo.close();
    scene.close();
    inner.close();
    outer.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  @AfterEach
  void empty() {
    scene.settle();
    romeo.messages.drain();
    romeo.invites.drain();
  }

  private void say(String id, String children) throws Exception {
    scene.say(juliet + "/balcony", "romeo@example.net", "chat", id, children);
  }

  /** A call that Juliet's first text started. */
  private Call called() throws Exception {
    say("first", "<body>first</body>" + ACTIVE);
    return romeo.invites.next(WAIT);
  }

  /** What the gateway sent to the outer proxy in the dialog of a call. */
  private static Sent sent(Call call, String method, long cseq) throws Exception {
    var number = cseq + " ";
    var fields =
        outer.received(
            WAIT,
            f ->
                f.get(0).equals(method)
                    && f.get(1).equals(call.callId())
                    && f.get(5).startsWith(number)
                    && !f.get(2).contains("example.com"));
    return new Sent(fields.get(2), List.of(fields.get(3).split("\\s*,\\s*")), fields.get(4));
  }

  /** A request of the gateway's, in the words of the proxy. */
  private record Sent(String uri, List<String> routes, String transport) {}

  /** The route set as the gateway has to have it: the proxies nearest first. */
  private static void follows(Sent request, Call call, List<String> routes) {
    assertThat(request.uri()).isEqualTo("sip:romeo@127.0.0.1:" + romeo.port());
    assertThat(request.routes()).isEqualTo(routes);
    assertThat(call.callId()).isNotEmpty();
  }

  private static List<String> outerFirst(List<String> recordRoutes) {
    var reversed = new java.util.ArrayList<>(recordRoutes);
    java.util.Collections.reverse(reversed);
    return reversed;
  }

  @Test
  void pagesPassBothWays() throws Exception {
    scene.say(juliet, "romeo@example.net", "", "p1", "<body>Art thou not Romeo?</body>");
    var message = romeo.messages.next(WAIT);
    assertThat(message.text()).isEqualTo("Art thou not Romeo?");
    assertThat(message.all("Via")).hasSize(3);
    assertThat(message.need("Max-Forwards")).isEqualTo("68");

    var response = romeo.message("sip:" + juliet, "Neither, fair saint.");

    assertThat(response.status()).isEqualTo(202);
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("Neither, fair saint.");
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  void aRefusalOfTheUserComesBackThroughBoth() throws Exception {
    romeo.answer = message -> List.of("404 Not Found");
    try {
      scene.say(juliet, "romeo@example.net", "", "p2", "<body>x</body>");

      var error = scene.server.stanzas.next(WAIT);
      assertThat(error.getAttribute("id")).isEqualTo("p2");
      assertThat(error.getElementsByTagNameNS("*", "item-not-found").getLength()).isEqualTo(1);
    } finally {
      romeo.answer = message -> List.of("200 OK");
    }
  }

  @Test
  @Requirement({"CHAT-07", "SIP-28"})
  void requestsInOurDialogFollowTheRouteSet() throws Exception {
    var call = called();
    var recorded = call.invite().recordRoutes();
    assertThat(recorded).hasSize(2);
    assertThat(recorded.get(0)).startsWith("<sip:127.0.0.1:" + inner.port() + ";");
    assertThat(recorded.get(1)).startsWith("<sip:127.0.0.1:" + outer.port() + ";");
    var routes = outerFirst(recorded);

    var line = call.accept(Call.Offer.PLAIN);

    assertThat(line.texts.next(WAIT).text()).isEqualTo("first");
    assertThat(call.invite().cseq()).isEqualTo(1);
    follows(sent(call, "ACK", 1), call, routes);
    line.send("by MSRP the proxies are not in the way");
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).startsWith("by MSRP");

    say("bye", GONE);

    var bye = call.expectBye(WAIT);
    assertThat(bye.requestUri()).isEqualTo("sip:romeo@127.0.0.1:" + romeo.port());
    assertThat(bye.header("Route")).isEmpty();
    follows(sent(call, "BYE", bye.cseq()), call, routes);
  }

  @Test
  @Requirement({"SIP-28", "SIP-30"})
  void requestsInRomeosDialogFollowTheRouteSet() throws Exception {
    var call = romeo.invite("sip:" + juliet, Call.Offer.PLAIN);
    assertThat(call.response().status()).isEqualTo(200);
    var recorded = call.response().recordRoutes();
    assertThat(recorded).hasSize(2);
    assertThat(recorded.get(0)).startsWith("<sip:127.0.0.1:" + outer.port() + ";");
    assertThat(recorded.get(1)).startsWith("<sip:127.0.0.1:" + inner.port() + ";");
    var line = call.connect();
    line.send("I take thee at thy word ...");
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).startsWith("I take thee");
    say("r1", "<body>What man art thou ...?</body>" + ACTIVE);
    assertThat(line.texts.next(WAIT).text()).isEqualTo("What man art thou ...?");

    say("r2", GONE);

    var bye = call.expectBye(WAIT);
    assertThat(bye.requestUri()).isEqualTo("sip:romeo@127.0.0.1:" + romeo.port());
    follows(sent(call, "BYE", bye.cseq()), call, recorded);
  }

  @Test
  void romeosByeArrivesByTheSameWay() throws Exception {
    var call = called();
    call.accept(Call.Offer.PLAIN).texts.next(WAIT);

    assertThat(call.bye().status()).isEqualTo(200);

    assertThat(has(scene.server.stanzas.next(WAIT), STATES, "gone")).isTrue();
  }

  @Test
  @Requirement({"CHAT-37"})
  void aLostConnectionIsOfferedAnewThroughTheProxies() throws Exception {
    var call = called();
    var routes = outerFirst(call.invite().recordRoutes());
    var oldPath = call.peerSdp().path();
    var line = call.accept(Call.Offer.PLAIN);
    line.texts.next(WAIT);
    line.answer = frame -> 0;
    say("lost", "<body>Wherefore art thou?</body>" + ACTIVE);
    var unconfirmed = line.texts.next(WAIT);

    line.close();
    var again = call.acceptConnection();

    assertThat(again.texts.next(WAIT).id()).isEqualTo(unconfirmed.id());
    assertThat(call.peerSdp().path()).isNotEqualTo(oldPath);
    var reinvite = call.invite();
    follows(sent(call, "INVITE", reinvite.cseq()), call, routes);
    follows(sent(call, "ACK", reinvite.cseq()), call, routes);
    assertThat(call.bye().status()).isEqualTo(200);
  }

  @Test
  void aProxyBetweenTcpAndUdpRecordsItselfTwice() throws Exception {
    nextHop(";transport=tcp");
    try {
      var call = called();
      var recorded = call.invite().recordRoutes();
      assertThat(recorded).hasSize(3);
      assertThat(recorded.get(2)).contains("transport=tcp");
      call.accept(Call.Offer.PLAIN).texts.next(WAIT);

      var ack = sent(call, "ACK", 1);

      follows(ack, call, outerFirst(recorded));
      assertThat(ack.transport()).isEqualTo("tcp");
      assertThat(call.bye().status()).isEqualTo(200);
      assertThat(has(scene.server.stanzas.next(WAIT), STATES, "gone")).isTrue();
    } finally {
      nextHop("");
    }
  }

  @Test
  void aRefusedInviteIsAcknowledgedAndTold() throws Exception {
    var call = called();

    call.refuse("486 Busy Here");

    var ack = sent(call, "ACK", 1);
    assertThat(ack.uri()).isEqualTo(call.invite().requestUri());
    assertThat(SipFrame.parameter(call.invite().need("From"), "tag")).isPresent();
    assertThat(scene.server.stanzas.next(WAIT).getAttribute("type")).isEqualTo("error");
  }
}
