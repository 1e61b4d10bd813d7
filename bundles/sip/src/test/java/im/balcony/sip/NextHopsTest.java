package im.balcony.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.balcony.api.message.Failure;
import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.UnsendableException;
import im.balcony.api.tenant.Tenant;
import im.balcony.sip.transaction.HopHealth;
import im.balcony.testkit.Requirement;
import im.balcony.testkit.Tenants;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One request, several next hops (RFC 3263 §4.3), on a clock that the test turns. */
class NextHopsTest {

  private static final int SILENT = 8_000;

  private final VirtualTimers timers = new VirtualTimers();
  private final List<AutoCloseable> open = new ArrayList<>();
  private UdpPeer first;
  private UdpPeer second;
  private Edge edge;

  @BeforeEach
  void open() throws Exception {
    first = peer();
    second = peer();
    edge = edge(hop(first.port(), "udp"), hop(second.port(), "udp"));
  }

  @AfterEach
  void close() throws Exception {
    for (var each : open) {
      each.close();
    }
  }

  private UdpPeer peer() throws Exception {
    // It answers to wherever it was asked from; see answer().
    var peer = new UdpPeer(0);
    open.add(peer);
    return peer;
  }

  private Edge edge(String... nextHops) throws Exception {
    var fresh = Edge.open(timers, tenant(List.of(nextHops)));
    open.add(0, fresh);
    return fresh;
  }

  private static Tenant tenant(List<String> nextHop) {
    var t = Tenants.verona();
    return new Tenant(
        t.id(),
        false,
        t.sipDomains(),
        t.xmppDomains(),
        t.component(),
        nextHop,
        t.trustedPeers(),
        t.sipAdvertise(),
        t.msrpAdvertise(),
        t.msrpConnectAllow(),
        t.policy(),
        t.limits());
  }

  private static String hop(int port, String transport) {
    return "sip:127.0.0.1:" + port + ";transport=" + transport + ";lr";
  }

  private static int closedUdpPort() throws Exception {
    try (var socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  private static int closedTcpPort() throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  private PreparedRequest prepare(String method, String effectId) {
    var r = Texts.toRomeo(method, 5060, "", 5);
    var request =
        new SipRequest(
            method,
            "sip:romeo@example.net",
            r.from(),
            r.to(),
            r.callId(),
            1,
            70,
            List.of(),
            r.contact(),
            r.headers(),
            r.contentType(),
            r.body(),
            Optional.empty());
    return edge.port.prepare(new SipCommand.Request(effectId, "verona", request));
  }

  private PreparedRequest send(String method) {
    var prepared = prepare(method, "effect");
    edge.port.send(prepared);
    return prepared;
  }

  private static Seen next(UdpPeer peer, String method) throws Exception {
    while (true) {
      var octets = peer.octets(3000);
      if (octets.length > 4) {
        var seen = Seen.of(octets);
        assertThat(seen.method()).isEqualTo(method);
        return seen;
      }
    }
  }

  private void answer(UdpPeer from, Seen request, int status, String more) throws Exception {
    var octets = Texts.response(request, status, "r" + from.port(), more).getBytes();
    try (var socket = new DatagramSocket()) {
      socket.send(
          new java.net.DatagramPacket(
              octets, octets.length, InetAddress.getByName("127.0.0.1"), edge.udp()));
    }
  }

  private static void drain(UdpPeer peer) throws Exception {
    try {
      while (true) {
        peer.octets(50);
      }
    } catch (java.net.SocketTimeoutException e) {
      // Empty now.
    }
  }

  @Test
  @Requirement("SIP-48")
  void aSilentHopIsLeftForTheNextWithAnotherBranch() throws Exception {
    send("MESSAGE");
    var there = next(first, "MESSAGE");
    timers.pass(SILENT - 1);
    second.hearsNothing(30);
    timers.pass(1);
    var here = next(second, "MESSAGE");

    assertThat(here.branch()).isNotEqualTo(there.branch()).startsWith("z9hG4bK");
    assertThat(here.header("Via")).contains(":" + edge.udp() + ";").endsWith(";rport");
    assertThat(there.all("Route")).containsExactly("<" + hop(first.port(), "udp") + ">");
    assertThat(here.all("Route")).containsExactly("<" + hop(second.port(), "udp") + ">");
    for (var field : List.of("From", "To", "Call-ID", "CSeq", "Subject", "Content-Length")) {
      assertThat(here.header(field)).as(field).isEqualTo(there.header(field));
    }
    answer(second, here, 200, "");
    assertThat(edge.intake.answered().response().status()).isEqualTo(200);
    drain(first);
    // The next request begins where somebody lives.
    send("MESSAGE");
    answer(second, next(second, "MESSAGE"), 200, "");
    assertThat(edge.intake.answered().response().status()).isEqualTo(200);
    first.hearsNothing(30);
    timers.pass(64_000);
    edge.intake.hearsNothing();
    assertThat(edge.port.transactions()).isZero();
  }

  @Test
  void aHopThatWasSilentIsTriedByOneAfterAWhileAndThenByAllIfItLives() throws Exception {
    send("MESSAGE");
    next(first, "MESSAGE");
    timers.pass(SILENT);
    answer(second, next(second, "MESSAGE"), 200, "");
    edge.intake.answered();
    timers.pass(HopHealth.REMEMBERED);
    drain(first);

    edge.port.send(prepare("MESSAGE", "one"));
    var there = next(first, "MESSAGE");
    edge.port.send(prepare("MESSAGE", "another"));
    answer(second, next(second, "MESSAGE"), 200, "");
    assertThat(edge.intake.answered().effectId()).isEqualTo("another");
    answer(first, there, 200, "");
    assertThat(edge.intake.answered().effectId()).isEqualTo("one");
    edge.port.send(prepare("MESSAGE", "a third"));
    answer(first, next(first, "MESSAGE"), 200, "");
    assertThat(edge.intake.answered().effectId()).isEqualTo("a third");
  }

  @Test
  void whoAnswersAnybodyIsNotSilent() throws Exception {
    edge.port.send(prepare("MESSAGE", "slow"));
    next(first, "MESSAGE");
    timers.pass(5_000);
    drain(first);
    edge.port.send(prepare("MESSAGE", "quick"));
    answer(first, next(first, "MESSAGE"), 200, "");
    assertThat(edge.intake.answered().effectId()).isEqualTo("quick");

    timers.pass(SILENT - 1);
    second.hearsNothing(30);
    timers.pass(1);
    next(second, "MESSAGE");
  }

  @Test
  void aProvisionalAnswerIsAnAnswer() throws Exception {
    send("MESSAGE");
    answer(first, next(first, "MESSAGE"), 100, "");
    Thread.sleep(100);
    timers.pass(32_000);
    second.hearsNothing(30);
    var failure = edge.intake.next(SipEvent.NotAnswered.class).failure();
    assertThat(failure.cause()).isEqualTo(Failure.Cause.TIMEOUT);
  }

  @Test
  void whatComesLateFromTheSilentHopCounts() throws Exception {
    send("MESSAGE");
    var there = next(first, "MESSAGE");
    timers.pass(SILENT);
    var here = next(second, "MESSAGE");
    answer(first, there, 202, "");
    assertThat(edge.intake.answered().response().status()).isEqualTo(202);
    answer(second, here, 404, "");
    timers.pass(64_000);
    edge.intake.hearsNothing();
    assertThat(edge.port.transactions()).isZero();
  }

  @Test
  void whoHasItAlreadyByTheSilentHopSaysSo() throws Exception {
    send("MESSAGE");
    next(first, "MESSAGE");
    timers.pass(SILENT);
    answer(second, next(second, "MESSAGE"), 482, "");
    assertThat(edge.intake.answered().response().status()).isEqualTo(202);
  }

  @Test
  @Requirement("SIP-48")
  void aHopThatIsUnavailableIsLeftAtOnceAndNeverAskedTwice() throws Exception {
    send("MESSAGE");
    answer(first, next(first, "MESSAGE"), 503, "");
    answer(second, next(second, "MESSAGE"), 503, "");
    var heard = edge.intake.answered();
    assertThat(heard.response().status()).isEqualTo(503);
    timers.pass(32_000);
    first.hearsNothing(30);
    second.hearsNothing(30);
    edge.intake.hearsNothing();
  }

  @Test
  void anyOtherRefusalIsTheAnswer() throws Exception {
    send("MESSAGE");
    answer(first, next(first, "MESSAGE"), 500, "");
    assertThat(edge.intake.answered().response().status()).isEqualTo(500);
    timers.pass(32_000);
    second.hearsNothing(30);
  }

  @Test
  @Requirement("SIP-48")
  void anInviteGoesOnAndItsLateRingingIsCancelled() throws Exception {
    send("INVITE");
    var there = next(first, "INVITE");
    timers.pass(SILENT);
    var here = next(second, "INVITE");
    drain(first);
    answer(first, there, 180, "");
    var cancel = next(first, "CANCEL");
    assertThat(cancel.branch()).isEqualTo(there.branch());
    answer(first, cancel, 200, "");
    answer(first, there, 487, "");
    assertThat(next(first, "ACK").branch()).isEqualTo(there.branch());
    answer(second, here, 200, "Contact: <sip:romeo@127.0.0.1>\r\n");
    assertThat(edge.intake.answered().response().status()).isEqualTo(200);
    edge.intake.hearsNothing();
  }

  /** Both are told, so that the conversation acknowledges both and ends the second. */
  @Test
  void twoHopsThatAcceptAnInviteAreTwoForks() throws Exception {
    send("INVITE");
    var there = next(first, "INVITE");
    timers.pass(SILENT);
    var here = next(second, "INVITE");
    answer(second, here, 200, "");
    answer(first, there, 200, "");
    var tags =
        List.of(edge.intake.answered(), edge.intake.answered()).stream()
            .map(a -> a.response().to().flatMap(to -> to.tag()).orElse(""))
            .toList();
    assertThat(tags).containsExactlyInAnyOrder("r" + first.port(), "r" + second.port());
  }

  @Test
  void whatIsCancelledGoesNowhereElse() throws Exception {
    var prepared = send("INVITE");
    next(first, "INVITE");
    edge.port.send(new SipCommand.Cancel("effect", prepared));
    timers.pass(31_000);
    second.hearsNothing(30);
  }

  @Test
  @Requirement("SIP-48")
  void aPortThatNobodyListensAtIsFoundOutAtOnce() throws Exception {
    edge = edge(hop(closedUdpPort(), "udp"), hop(second.port(), "udp"));
    send("MESSAGE");
    timers.pass(500);
    // Its machine says so within a moment; the clock of the looks is the test's.
    for (var i = 0; i < 10; i++) {
      Thread.sleep(20);
      timers.pass(40);
    }
    answer(second, next(second, "MESSAGE"), 200, "");
    assertThat(edge.intake.answered().response().status()).isEqualTo(200);
  }

  @Test
  @Requirement("SIP-48")
  void aConnectionThatIsRefusedIsLeftAtOnce() throws Exception {
    edge = edge(hop(closedTcpPort(), "tcp"), hop(second.port(), "udp"));
    send("MESSAGE");
    var here = next(second, "MESSAGE");
    assertThat(here.header("Via")).startsWith("SIP/2.0/UDP ");
  }

  @Test
  void whoReachesNobodySaysWhyAndHowManyWereAsked() throws Exception {
    edge = edge(hop(closedTcpPort(), "tcp"), hop(closedTcpPort(), "tcp"));
    send("MESSAGE");
    var failure = edge.intake.next(SipEvent.NotAnswered.class).failure();
    assertThat(failure.cause()).isEqualTo(Failure.Cause.TRANSPORT);
    assertThat(failure.sipStatus()).hasValue(503);
    assertThat(failure.text().orElse("")).contains("refused", "2 next hops");
    assertThat(failure.own()).isTrue();
  }

  /** After an exchange or a crash each hop gets what it got before, to the letter. */
  @Test
  void anotherEdgeRepeatsTheSameAtEachHop() throws Exception {
    var prepared = send("MESSAGE");
    var there = first.octets(3000);
    timers.pass(SILENT);
    var here = second.octets(3000);
    edge.close();
    drain(first);
    drain(second);
    edge = edge.successor();
    open.add(0, edge);
    edge.port.send(prepared);
    assertThat(first.octets(3000)).isEqualTo(there);
    timers.pass(SILENT);
    assertThat(second.octets(3000)).isEqualTo(here);
  }

  @Test
  @Requirement("SIP-60")
  void aServerThatWantsNoRequestsGetsNoneFromAnybody() throws Exception {
    send("MESSAGE");
    answer(first, next(first, "MESSAGE"), 503, "Retry-After: 10 (too much to do)\r\n");
    answer(second, next(second, "MESSAGE"), 200, "");
    edge.intake.answered();
    // Others go by the hop that takes them.
    timers.pass(9_000);
    send("MESSAGE");
    answer(second, next(second, "MESSAGE"), 503, "Retry-After: 7\r\n");
    assertThat(edge.intake.answered().response().status()).isEqualTo(503);
    first.hearsNothing(30);

    assertThatThrownBy(() -> send("MESSAGE"))
        .isInstanceOfSatisfying(
            UnsendableException.class,
            e -> {
              assertThat(e.failure().sipStatus()).hasValue(503);
              assertThat(e.failure().retryAfter()).hasValue(1);
            });
    timers.pass(1_000);
    send("MESSAGE");
    next(first, "MESSAGE");
  }

  @Test
  void sizeIsThatOfTheLongestWay() throws Exception {
    edge = edge("sip:127.0.0.1:5", "sip:a-much-longer-name.example.net:5070;transport=tcp;lr");
    var r = Texts.toRomeo("MESSAGE", 5060, "", 5);
    var command =
        new SipCommand.Request(
            "effect",
            "verona",
            new SipRequest(
                "MESSAGE",
                "sip:romeo@example.net",
                r.from(),
                r.to(),
                r.callId(),
                1,
                70,
                List.of(),
                Optional.empty(),
                r.headers(),
                r.contentType(),
                r.body(),
                Optional.empty()));
    var shorter = edge.port.prepare(command).octets().length();
    var more = "sip:a-much-longer-name.example.net:5070;transport=tcp;lr".length();
    assertThat(edge.port.size(command)).isEqualTo(shorter - "sip:127.0.0.1:5;lr".length() + more);
  }
}
