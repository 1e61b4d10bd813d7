package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static im.balcony.testkit.server.ComponentServer.has;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.players.Kamailio;
import im.balcony.players.Ports;
import im.balcony.players.wire.Capture;
import im.balcony.players.wire.WireJudge;
import im.balcony.players.wire.WirePorts;
import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.Phone;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
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

  /** What the plays below make the gateway send, at the least; some of it by TCP. */
  private static final Map<String, Integer> SEEN =
      Map.of(
          "SIP INVITE",
          2,
          "SIP ACK",
          2,
          "SIP BYE",
          1,
          "SIP 200 INVITE",
          1,
          "SDP",
          3,
          "MSRP SEND",
          2);

  private static Capture capture;
  private static Scene scene;
  private static Kamailio outer;
  private static Kamailio inner;
  private static Phone romeo;
  private static int people;

  private final String juliet = "juliet" + ++people + "@example.com";

  @BeforeAll
  static void open() throws Exception {
    capture = new Capture(Files.createTempDirectory("balcony-wire"));
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

  private static void nextHop(String parameters, String... more) throws Exception {
    var values = new HashMap<String, String>();
    values.put("sip.next-hop", "sip:127.0.0.1:" + outer.port() + parameters + ";lr");
    for (var i = 0; i < more.length; i += 2) {
      values.put(more[i], more[i + 1]);
    }
    scene.tenant("verona", "example.net", values);
    Thread.sleep(200);
  }

  @AfterAll
  static void close() throws Exception {
    romeo.close();
    scene.close();
    inner.close();
    outer.close();
    var ports =
        new WirePorts(scene.sipPort, Set.of(outer.port()), scene.msrpPort, scene.server.port());
    assertThat(new WireJudge(ports).judge(capture.end()).complaints(SEEN))
        .as("tshark's view")
        .isEmpty();
    assertThat(scene.violations.all()).isEmpty();
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

  /** To Romeo's own address, along these proxies, the nearest first. */
  private static void follows(Sent request, List<String> routes) {
    assertThat(request.uri()).isEqualTo("sip:romeo@127.0.0.1:" + romeo.port());
    assertThat(request.routes()).isEqualTo(routes);
  }

  private static List<String> outerFirst(List<String> recordRoutes) {
    var reversed = new ArrayList<>(recordRoutes);
    Collections.reverse(reversed);
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

      romeo.messages.next(WAIT);
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
    follows(sent(call, "ACK", 1), routes);
    line.send("by MSRP the proxies are not in the way");
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).startsWith("by MSRP");

    say("bye", GONE);

    var bye = call.expectBye(WAIT);
    assertThat(bye.requestUri()).isEqualTo("sip:romeo@127.0.0.1:" + romeo.port());
    assertThat(bye.header("Route")).isEmpty();
    follows(sent(call, "BYE", bye.cseq()), routes);
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
    follows(sent(call, "BYE", bye.cseq()), recorded);
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
    var again = call.acceptNewConnection();

    assertThat(again.texts.next(WAIT).id()).isEqualTo(unconfirmed.id());
    assertThat(call.peerSdp().path()).isNotEqualTo(oldPath);
    var reinvite = call.invite();
    follows(sent(call, "INVITE", reinvite.cseq()), routes);
    follows(sent(call, "ACK", reinvite.cseq()), routes);
    scene.hangUp(call);
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

      follows(ack, outerFirst(recorded));
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
    assertThat(scene.server.stanzas.next(WAIT).getAttribute("type")).isEqualTo("error");
  }

  @Test
  void aCancelMeetsItsInviteAtEachProxy() throws Exception {
    nextHop("", "setup-timeout", "1 s");
    try {
      var call = called();
      call.ring();

      call.requests.next(WAIT, r -> r.method().equals("CANCEL"));

      var cancel = sent(call, "CANCEL", 1);
      assertThat(cancel).isEqualTo(sent(call, "INVITE", 1));
      assertThat(sent(call, "ACK", 1).uri()).isEqualTo(cancel.uri());
      assertThat(scene.server.stanzas.next(WAIT).getAttribute("type")).isEqualTo("error");
    } finally {
      nextHop("");
    }
  }

  @Test
  @Requirement({"CHAT-54"})
  void aByeToOurContactNeedsNoProxy() throws Exception {
    var call = romeo.invite("sip:" + juliet, Call.Offer.PLAIN);
    var line = call.connect();
    line.send("first");
    scene.server.stanzas.next(WAIT);
    say("known", "<body>second</body>" + ACTIVE);
    line.texts.next(WAIT);
    var contact = call.response().uri("Contact");
    var address =
        URI.create("x://" + contact.replaceFirst("^sip:[^@]*@", "").replaceFirst(";.*", ""));

    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      socket.setSoTimeout((int) WAIT.toMillis());
      var bye =
          String.join(
              "\r\n",
              "BYE " + contact + " SIP/2.0",
              "Via: SIP/2.0/UDP 127.0.0.1:" + socket.getLocalPort() + ";branch=z9hG4bKanotherway",
              "Max-Forwards: 70",
              "From: " + call.response().need("From"),
              "To: " + call.response().need("To"),
              "Call-ID: " + call.callId(),
              "CSeq: 2 BYE",
              "Content-Length: 0",
              "",
              "");
      var octets = bye.getBytes(StandardCharsets.UTF_8);
      var to = new InetSocketAddress(address.getHost(), address.getPort());
      socket.send(new DatagramPacket(octets, octets.length, to));
      var answer = new DatagramPacket(new byte[65_536], 65_536);
      socket.receive(answer);
      assertThat(new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8))
          .startsWith("SIP/2.0 200 ");
    }

    assertThat(has(scene.server.stanzas.next(WAIT), STATES, "gone")).isTrue();
  }
}
