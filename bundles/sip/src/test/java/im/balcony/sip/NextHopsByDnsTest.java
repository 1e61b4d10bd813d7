package im.balcony.sip;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.message.Failure;
import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.tenant.Tenant;
import im.balcony.testkit.Requirement;
import im.balcony.testkit.Tenants;
import im.balcony.testkit.server.ScriptedDns;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Next hops that a name server names (RFC 3263), on a clock that the test turns. */
class NextHopsByDnsTest {

  private static final String DOMAIN = "sip.example.net";
  private static final String OPEN = "sip:" + DOMAIN + ";lr";
  private static final int SILENT = 8_000;
  private static final int PATIENCE = 10_000;

  private final VirtualTimers timers = new VirtualTimers();
  private final List<AutoCloseable> open = new ArrayList<>();
  private ScriptedDns dns;
  private UdpPeer first;
  private UdpPeer second;
  private Edge edge;

  @BeforeEach
  void open() throws Exception {
    first = peer();
    second = peer();
    dns = new ScriptedDns();
    open.add(dns);
    edge = edge(OPEN);
  }

  @AfterEach
  void close() throws Exception {
    for (var each : open) {
      each.close();
    }
  }

  private UdpPeer peer() throws Exception {
    var peer = new UdpPeer(0);
    open.add(peer);
    return peer;
  }

  private Edge edge(String nextHop) throws Exception {
    var t = Tenants.verona();
    var tenant =
        new Tenant(
            t.id(),
            false,
            t.sipDomains(),
            t.xmppDomains(),
            t.component(),
            List.of(nextHop),
            t.trustedPeers(),
            t.sipAdvertise(),
            t.msrpAdvertise(),
            t.msrpConnectAllow(),
            t.policy(),
            t.limits());
    var fresh = Edge.open(timers, tenant, dns.address());
    open.add(0, fresh);
    return fresh;
  }

  /** The first server has the lower priority, so it is asked first. */
  private void bothServe(int ttl) {
    dns.srv("_sip._udp." + DOMAIN, ttl, 2, 0, second.port(), "localhost")
        .srv("_sip._udp." + DOMAIN, ttl, 1, 0, first.port(), "localhost");
  }

  private PreparedRequest prepare(String method, int size) {
    var r = Texts.toRomeo(method, 5060, "", size);
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
    return edge.port.prepare(new SipCommand.Request("effect", "verona", request));
  }

  private PreparedRequest send(String method) {
    var prepared = prepare(method, 5);
    edge.port.send(prepared);
    return prepared;
  }

  private static Seen next(UdpPeer peer, String method) throws Exception {
    while (true) {
      var octets = peer.octets(PATIENCE);
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
          new DatagramPacket(
              octets, octets.length, InetAddress.getByName("127.0.0.1"), edge.udp()));
    }
  }

  private static void drain(UdpPeer peer) throws Exception {
    try {
      while (true) {
        peer.octets(50);
      }
    } catch (SocketTimeoutException e) {
      // Empty now.
    }
  }

  @Test
  @Requirement("SIP-48")
  void theFirstServerIsUnavailableAndTheSecondGetsAnotherBranch() throws Exception {
    bothServe(60);
    send("MESSAGE");
    var there = next(first, "MESSAGE");
    answer(first, there, 503, "");
    var here = next(second, "MESSAGE");

    assertThat(here.branch()).isNotEqualTo(there.branch()).startsWith("z9hG4bK");
    assertThat(here.all("Route")).containsExactly("<" + OPEN + ">");
    for (var field : List.of("Route", "From", "To", "Call-ID", "CSeq", "Subject")) {
      assertThat(here.header(field)).as(field).isEqualTo(there.header(field));
    }
    answer(second, here, 200, "");
    assertThat(edge.intake.answered().response().status()).isEqualTo(200);
    timers.pass(64_000);
    edge.intake.hearsNothing();
    assertThat(edge.port.transactions()).isZero();
  }

  @Test
  @Requirement("SIP-48")
  void theFirstServerIsSilentAndTheSecondGetsItAndIsThenTheFirst() throws Exception {
    bothServe(3600);
    send("MESSAGE");
    next(first, "MESSAGE");
    timers.pass(SILENT);
    answer(second, next(second, "MESSAGE"), 200, "");
    assertThat(edge.intake.answered().response().status()).isEqualTo(200);
    drain(first);
    send("MESSAGE");
    next(second, "MESSAGE");
    first.hearsNothing(30);
  }

  @Test
  @Requirement("SIP-47")
  void naptrMayChooseTcp() throws Exception {
    try (var server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
      server.setSoTimeout(PATIENCE);
      dns.naptr(DOMAIN, 1, 1, "SIP+D2T", "_sip._tcp." + DOMAIN)
          .srv("_sip._tcp." + DOMAIN, 60, 1, 0, server.getLocalPort(), "localhost");
      bothServe(60);
      send("MESSAGE");
      try (var peer = new TcpPeer(server.accept())) {
        assertThat(peer.receive().header("Via")).startsWith("SIP/2.0/TCP 127.0.0.1:" + edge.udp());
      }
      first.hearsNothing(30);
    }
  }

  /** RFC 3261 §18.1.1: what is large goes by TCP, and by its records where there are any. */
  @Test
  void aLargeRequestPrefersTheServersOfTcp() throws Exception {
    try (var server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
      server.setSoTimeout(PATIENCE);
      bothServe(60);
      dns.srv("_sip._tcp." + DOMAIN, 60, 1, 0, server.getLocalPort(), "localhost");
      edge.port.send(prepare("MESSAGE", 2000));
      try (var peer = new TcpPeer(server.accept())) {
        assertThat(peer.receive().header("Via")).startsWith("SIP/2.0/TCP ");
      }
    }
  }

  /** After an exchange or a crash each server gets what it got before, to the letter. */
  @Test
  void anotherEdgeAsksAnewAndRepeatsTheSameAtEachServer() throws Exception {
    // Of one weight, so that chance says who is the first.
    dns.srv("_sip._udp." + DOMAIN, 60, 1, 10, first.port(), "localhost")
        .srv("_sip._udp." + DOMAIN, 60, 1, 10, second.port(), "localhost");
    var prepared = send("MESSAGE");
    var early = heardByEither();
    timers.pass(SILENT);
    var late = other(early).octets(PATIENCE);
    edge.close();
    drain(first);
    drain(second);
    edge = edge.successor();
    open.add(0, edge);
    edge.port.send(prepared);
    assertThat(early.peer.octets(PATIENCE)).isEqualTo(early.octets);
    timers.pass(SILENT);
    assertThat(other(early).octets(PATIENCE)).isEqualTo(late);
  }

  private record Heard(UdpPeer peer, byte[] octets) {}

  private Heard heardByEither() throws Exception {
    for (var i = 0; i < 200; i++) {
      for (var peer : List.of(first, second)) {
        try {
          return new Heard(peer, peer.octets(50));
        } catch (SocketTimeoutException e) {
          // The other one, then.
        }
      }
    }
    throw new AssertionError("nobody heard anything");
  }

  private UdpPeer other(Heard heard) {
    return heard.peer == first ? second : first;
  }

  @Test
  void whatIsKnownIsUsedWhileTheDnsIsAway() throws Exception {
    bothServe(10);
    send("MESSAGE");
    answer(first, next(first, "MESSAGE"), 200, "");
    edge.intake.answered();
    dns.answers(2);
    timers.pass(60_000);
    send("MESSAGE");
    answer(first, next(first, "MESSAGE"), 200, "");
    assertThat(edge.intake.answered().response().status()).isEqualTo(200);
  }

  @Test
  @Requirement("SIP-60")
  void serversThatWantNoRequestsGetNone() throws Exception {
    bothServe(3600);
    send("MESSAGE");
    answer(first, next(first, "MESSAGE"), 503, "Retry-After: 10\r\n");
    answer(second, next(second, "MESSAGE"), 503, "Retry-After: 20\r\n");
    assertThat(edge.intake.answered().response().status()).isEqualTo(503);
    send("MESSAGE");
    var failure = edge.intake.next(SipEvent.NotAnswered.class).failure();
    assertThat(failure.sipStatus()).hasValue(503);
    assertThat(failure.retryAfter()).hasValue(10);
    first.hearsNothing(30);
    timers.pass(10_000);
    send("MESSAGE");
    next(first, "MESSAGE");
  }

  @Test
  void aDomainWithoutSipIsToldToTheSender() throws Exception {
    dns.srv("_sip._udp." + DOMAIN, 60, 0, 0, 0, "").srv("_sip._tcp." + DOMAIN, 60, 0, 0, 0, "");
    send("MESSAGE");
    var failure = edge.intake.next(SipEvent.NotAnswered.class).failure();
    assertThat(failure.cause()).isEqualTo(Failure.Cause.TRANSPORT);
    assertThat(failure.text().orElse("")).contains("no SIP");
    edge.intake.hearsNothing();
  }

  @Test
  void aCancelStaysBehindTheInviteThatWaitsForTheDns() throws Exception {
    bothServe(60);
    dns.hold();
    var invite = send("INVITE");
    edge.port.send(new SipCommand.Cancel("effect", invite));
    dns.release();
    var there = next(first, "INVITE");
    answer(first, there, 180, "");
    assertThat(next(first, "CANCEL").branch()).isEqualTo(there.branch());
  }

  @Test
  void aCancelGoesEvenToAServerThatWantsNoRequests() throws Exception {
    dns.srv("_sip._udp." + DOMAIN, 3600, 1, 0, first.port(), "localhost");
    var invite = send("INVITE");
    var there = next(first, "INVITE");
    answer(first, there, 180, "");
    assertThat(edge.intake.answered().response().status()).isEqualTo(180);
    send("MESSAGE");
    answer(first, next(first, "MESSAGE"), 503, "Retry-After: 600\r\n");
    assertThat(edge.intake.answered().response().status()).isEqualTo(503);
    edge.port.send(new SipCommand.Cancel("effect", invite));
    assertThat(next(first, "CANCEL").branch()).isEqualTo(there.branch());
    edge.intake.hearsNothing();
  }

  @Test
  void whoIsClosedMeanwhileSaysNothing() throws Exception {
    bothServe(60);
    dns.hold();
    var prepared = send("MESSAGE");
    edge.close();
    edge.intake.hearsNothing();
    dns.release();
    edge = edge.successor();
    open.add(0, edge);
    edge.port.send(prepared);
    next(first, "MESSAGE");
    second.hearsNothing(30);
  }

  @Test
  @Requirement("SIP-47")
  void wherePortOrAddressAreGivenTheDnsIsNotAskedForServices() throws Exception {
    bothServe(60);
    for (var hop : List.of("sip:127.0.0.1:%d;lr", "sip:localhost:%d;lr")) {
      edge = edge(hop.formatted(first.port()));
      send("MESSAGE");
      next(first, "MESSAGE");
      drain(first);
    }
    edge = edge("sip:" + DOMAIN + ":5070");
    assertThat(prepare("MESSAGE", 5).hop().number("port", 0)).isEqualTo(5070);
    edge = edge("sip:192.0.2.1");
    assertThat(prepare("MESSAGE", 5).hop().number("port", 0)).isEqualTo(5060);
    assertThat(dns.asked()).isEmpty();
  }
}
