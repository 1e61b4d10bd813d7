package im.balcony.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipParty;
import im.balcony.api.sip.SipRequest;
import im.balcony.testkit.Requirement;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests of ours as a peer sees them, on a clock that the test turns. */
class RequestsTest {

  private final VirtualTimers timers = new VirtualTimers();
  private Edge edge;
  private UdpPeer romeo;

  @BeforeEach
  void open() throws Exception {
    edge = Edge.open(timers);
    romeo = edge.udpPeer();
  }

  @AfterEach
  void close() {
    romeo.close();
    edge.close();
  }

  private PreparedRequest prepare(String method, int port, String parameters, int size) {
    return edge.port.prepare(
        new SipCommand.Request("effect", "verona", Texts.toRomeo(method, port, parameters, size)));
  }

  private Seen send(String method) throws Exception {
    edge.port.send(prepare(method, romeo.port(), "", 5));
    return romeo.receive();
  }

  @Test
  @Requirement({"SIP-08", "SIP-10", "SIP-15"})
  void aRequestIsWhole() throws Exception {
    var seen = send("MESSAGE");
    assertThat(seen.start()).isEqualTo("MESSAGE sip:romeo@127.0.0.1:" + romeo.port() + " SIP/2.0");
    assertThat(seen.all("Via"))
        .singleElement()
        .asString()
        .startsWith("SIP/2.0/UDP 127.0.0.1:" + edge.udp() + ";branch=z9hG4bK")
        .endsWith(";rport");
    assertThat(seen.header("Max-Forwards")).isEqualTo("70");
    assertThat(seen.header("From")).startsWith("<sip:juliet@example.com>;tag=g");
    assertThat(seen.header("To")).isEqualTo("<sip:romeo@example.net>");
    assertThat(seen.header("Call-ID")).startsWith("o");
    assertThat(seen.header("CSeq")).isEqualTo("1 MESSAGE");
    assertThat(seen.header("Subject")).isEqualTo("Hear me");
    assertThat(seen.header("Content-Length")).isEqualTo("5");
    assertThat(send("MESSAGE").branch()).isNotEqualTo(seen.branch());
  }

  @Test
  @Requirement(value = "PAGE-11", partial = "only requests of ours")
  void aMessageHasNoContact() throws Exception {
    assertThat(send("MESSAGE").header("Contact")).isEmpty();
    assertThat(send("BYE").header("Contact")).isNotEmpty();
  }

  @Test
  void sizeIsThatOfTheWire() {
    var command =
        new SipCommand.Request("effect", "verona", Texts.toRomeo("MESSAGE", romeo.port(), "", 700));
    assertThat(edge.port.size(command)).isEqualTo(edge.port.prepare(command).octets().length());
  }

  @Test
  void whatCannotBeWrittenIsRefused() {
    for (var uri :
        List.of("sip:a b@c", "sip:a@b\r\nX: y", "", "sip:", "tel:+1", "sips:a@b", "sip:a@b>;c")) {
      var request = Texts.toRomeo("MESSAGE", 5060, "", 0);
      var bad =
          new SipRequest(
              "MESSAGE",
              uri,
              request.from(),
              request.to(),
              request.callId(),
              1,
              70,
              List.of(),
              Optional.empty(),
              List.of(),
              Optional.empty(),
              request.body(),
              Optional.empty());
      assertThatThrownBy(() -> edge.port.prepare(new SipCommand.Request("effect", "verona", bad)))
          .as(uri)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  @Requirement("SIP-11")
  void timersEAndFRepeatAMessage() throws Exception {
    var prepared = prepare("MESSAGE", romeo.port(), "", 5);
    edge.port.send(prepared);
    assertThat(romeo.octets(3000)).isEqualTo(prepared.octets().toArray());
    var passed = 0;
    for (var wait : new int[] {500, 1000, 2000, 4000, 4000, 4000, 4000, 4000, 4000, 4000}) {
      timers.pass(wait);
      passed += wait;
      assertThat(romeo.octets(3000)).isEqualTo(prepared.octets().toArray());
    }
    timers.pass(32_000 - passed - 1);
    romeo.hearsNothing(50);
    edge.intake.hearsNothing();
    timers.pass(1);
    var failure = edge.intake.next(SipEvent.NotAnswered.class);
    assertThat(failure.effectId()).isEqualTo("effect");
    assertThat(failure.failure().sipStatus()).hasValue(408);
  }

  @Test
  @Requirement("SIP-11")
  void timersAAndBRepeatAnInvite() throws Exception {
    edge.port.send(prepare("INVITE", romeo.port(), "", 5));
    romeo.receive();
    for (var wait : new int[] {500, 1000, 2000, 4000, 8000, 16000}) {
      timers.pass(wait - 1);
      romeo.hearsNothing(30);
      timers.pass(1);
      if (wait < 16000) {
        romeo.receive();
      }
    }
    timers.pass(500);
    assertThat(edge.intake.next(SipEvent.NotAnswered.class).failure().sipStatus()).hasValue(408);
  }

  @Test
  void aProvisionalResponseSilencesAnInvite() throws Exception {
    edge.port.send(prepare("INVITE", romeo.port(), "", 5));
    romeo.send(Texts.response(romeo.receive(), 180, "early", ""));
    assertThat(edge.intake.answered().response().status()).isEqualTo(180);
    timers.pass(60_000);
    romeo.hearsNothing(50);
    edge.intake.hearsNothing();
  }

  @Test
  @Requirement("SIP-70")
  void reasonPhrasesAreNotInterpreted() throws Exception {
    for (var reason : List.of("", " ", " = 2**3 * 5**2 но сто", " not 486 at all")) {
      var seen = send("MESSAGE");
      romeo.send(Texts.response(seen, 200, "t", "").replaceFirst(" 200 Whatever", " 200" + reason));
      assertThat(edge.intake.answered().response().status()).isEqualTo(200);
    }
  }

  @Test
  @Requirement("SIP-63")
  void responsesThatAreNotOursAreDropped() throws Exception {
    var seen = send("MESSAGE");
    var good = Texts.response(seen, 200, "t", "");
    romeo.send(good.replaceFirst("From:", "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKx\r\nFrom:"));
    romeo.send(good.replaceFirst("branch=z9hG4bK", "branch=z9hG4bKno"));
    romeo.send(good.replaceFirst("1 MESSAGE", "1 BYE"));
    romeo.send(good.replaceFirst("1 MESSAGE", "99999999999 MESSAGE"));
    romeo.send(good.replaceFirst(" 200 ", " 4294967301 "));
    edge.intake.hearsNothing();
    romeo.send(good);
    assertThat(edge.intake.answered().effectId()).isEqualTo("effect");
    romeo.send(good);
    edge.intake.hearsNothing();
  }

  @Test
  @Requirement("SIP-13")
  void aRefusedInviteIsAcknowledgedInItsTransaction() throws Exception {
    var invite = send("INVITE");
    var refusal = Texts.response(invite, 486, "busy", "");
    for (var i = 0; i < 2; i++) {
      romeo.send(refusal);
      var ack = romeo.receive();
      assertThat(ack.start()).isEqualTo(invite.start().replace("INVITE", "ACK"));
      assertThat(ack.all("Via")).isEqualTo(invite.all("Via"));
      assertThat(ack.header("To")).isEqualTo(invite.header("To") + ";tag=busy");
      assertThat(ack.header("From")).isEqualTo(invite.header("From"));
      assertThat(ack.header("CSeq")).isEqualTo("1 ACK");
    }
    assertThat(edge.intake.answered().response().status()).isEqualTo(486);
    edge.intake.hearsNothing();
  }

  @Test
  @Requirement(
      value = {"SIP-12", "SIP-14", "CHAT-06", "CHAT-38"},
      partial = "which fork is kept is the machine's")
  void everyCopyAndForkOfA2xxIsReportedAndAcknowledged() throws Exception {
    var invite = send("INVITE");
    edge.intake.react(
        event -> {
          if (event instanceof SipEvent.Answered answered) {
            edge.port.send(new SipCommand.Ack("verona", ack(invite, answered)));
          }
        });
    var branches = new java.util.HashSet<String>();
    for (var tag : List.of("one", "one", "two", "one")) {
      romeo.send(Texts.response(invite, 200, tag, "Contact: <sip:fork@127.0.0.1>\r\n"));
      var answered = edge.intake.answered();
      assertThat(answered.response().to().orElseThrow().tag()).contains(tag);
      var ack = romeo.receive();
      assertThat(ack.method()).isEqualTo("ACK");
      assertThat(ack.toTag()).isEqualTo(tag);
      assertThat(ack.header("CSeq")).isEqualTo("1 ACK");
      assertThat(ack.header("Route")).isEqualTo("<sip:127.0.0.1:" + romeo.port() + ";lr>");
      assertThat(ack.header("Contact")).isEmpty();
      branches.add(ack.branch());
    }
    assertThat(branches).hasSize(4).doesNotContain(invite.branch());
    timers.pass(32_000);
    romeo.send(Texts.response(invite, 200, "late", ""));
    edge.intake.hearsNothing();
  }

  private SipRequest ack(Seen invite, SipEvent.Answered answered) {
    var to = answered.response().to().orElseThrow();
    var request = Texts.toRomeo("ACK", 9, "", 0);
    return new SipRequest(
        "ACK",
        "sip:fork@192.0.2.1",
        request.from(),
        new SipParty(to.uri(), Optional.empty(), to.parameters()),
        invite.header("Call-ID"),
        1,
        70,
        List.of("<sip:127.0.0.1:" + romeo.port() + ";lr>"),
        request.contact(),
        List.of(),
        Optional.empty(),
        request.body(),
        Optional.empty());
  }

  @Test
  @Requirement("SIP-34")
  void cancelWaitsForAProvisionalResponse() throws Exception {
    var prepared = prepare("INVITE", romeo.port(), "", 5);
    edge.port.send(prepared);
    var invite = romeo.receive();
    edge.port.send(new SipCommand.Cancel("effect", prepared));
    romeo.hearsNothing();
    romeo.send(Texts.response(invite, 100, "", ""));
    var cancel = romeo.receive();
    assertThat(cancel.start()).isEqualTo(invite.start().replace("INVITE", "CANCEL"));
    assertThat(cancel.all("Via")).isEqualTo(invite.all("Via"));
    for (var name : List.of("From", "To", "Call-ID")) {
      assertThat(cancel.header(name)).isEqualTo(invite.header(name));
    }
    assertThat(cancel.header("CSeq")).isEqualTo("1 CANCEL");
    timers.pass(500);
    assertThat(romeo.receive().method()).isEqualTo("CANCEL");
    romeo.send(Texts.response(cancel, 200, "t", ""));
    romeo.send(Texts.response(invite, 487, "t", ""));
    assertThat(edge.intake.answered().response().status()).isEqualTo(487);
    assertThat(romeo.receive().method()).isEqualTo("ACK");
    timers.pass(40_000);
    romeo.hearsNothing(50);
  }

  @Test
  @Requirement("SIP-34")
  void noCancelAfterAFinalResponse() throws Exception {
    var prepared = prepare("INVITE", romeo.port(), "", 5);
    edge.port.send(prepared);
    romeo.send(Texts.response(romeo.receive(), 200, "t", ""));
    edge.intake.answered();
    edge.port.send(new SipCommand.Cancel("effect", prepared));
    romeo.hearsNothing();
  }

  @Test
  @Requirement(value = "PAGE-17", partial = "the event; its mapping is tested there")
  void aRefusedConnectionIs503() throws Exception {
    int closed;
    try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      closed = socket.getLocalPort();
    }
    edge.port.send(prepare("MESSAGE", closed, ";transport=tcp", 5));
    var failure = edge.intake.next(SipEvent.NotAnswered.class).failure();
    assertThat(failure.sipStatus()).hasValue(503);
  }

  @Test
  @Requirement("SIZE-09")
  void aLargeRequestGoesOverTcpAndFallsBackToUdp() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      edge.port.send(prepare("INVITE", server.getLocalPort(), "", 1200));
      try (var peer = new TcpPeer(server.accept())) {
        var seen = peer.receive();
        assertThat(seen.header("Via")).startsWith("SIP/2.0/TCP ");
        peer.send(Texts.response(seen, 200, "t", ""));
        assertThat(edge.intake.answered().response().status()).isEqualTo(200);
      }
    }
    var prepared = prepare("INVITE", romeo.port(), "", 1200);
    edge.port.send(prepared);
    var seen = romeo.receive();
    assertThat(seen.header("Via")).startsWith("SIP/2.0/UDP ");
    assertThat(seen.branch()).isEqualTo(prepared.hop().text("branch", ""));
    romeo.send(Texts.response(seen, 200, "t", ""));
    assertThat(edge.intake.answered().response().status()).isEqualTo(200);
  }

  @Test
  @Requirement("SIZE-09")
  void theBoundIs1300Octets() {
    var base = prepare("MESSAGE", romeo.port(), "", 100).octets().length() - 100;
    var exact = prepare("MESSAGE", romeo.port(), "", 1300 - base);
    assertThat(exact.octets().length()).isEqualTo(1300);
    assertThat(transport(exact)).isEqualTo("UDP");
    assertThat(transport(prepare("MESSAGE", romeo.port(), "", 1301 - base))).isEqualTo("TCP");
    assertThat(transport(prepare("MESSAGE", romeo.port(), ";transport=udp", 2000)))
        .isEqualTo("UDP");
  }

  private static String transport(PreparedRequest request) {
    return request.hop().text("transport", "");
  }

  @Test
  @Requirement("SIP-65")
  void requestsToOneTargetShareAConnection() throws Exception {
    try (var server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
      for (var i = 0; i < 100; i++) {
        edge.port.send(prepare("MESSAGE", server.getLocalPort(), ";transport=tcp", 5));
      }
      try (var peer = new TcpPeer(server.accept())) {
        for (var i = 0; i < 100; i++) {
          assertThat(peer.receive().method()).isEqualTo("MESSAGE");
        }
      }
      server.setSoTimeout(100);
      assertThatThrownBy(server::accept).isInstanceOf(java.net.SocketTimeoutException.class);
    }
  }

  @Test
  void aHopThatBlocksHoldsUpNobodyElse() throws Exception {
    try (var stuck = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      for (var i = 0; i < 200; i++) {
        edge.port.send(prepare("MESSAGE", stuck.getLocalPort(), ";transport=tcp", 60_000));
      }
      try (var server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
        edge.port.send(prepare("MESSAGE", server.getLocalPort(), ";transport=tcp", 5));
        try (var peer = new TcpPeer(server.accept())) {
          assertThat(peer.receive().method()).isEqualTo("MESSAGE");
        }
      }
    }
  }

  @Test
  void aFullLaneIsToldAs503() throws Exception {
    try (var stuck = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      for (var i = 0; i < 1300; i++) {
        var size = i < 200 ? 60_000 : 5;
        edge.port.send(prepare("MESSAGE", stuck.getLocalPort(), ";transport=tcp", size));
      }
      assertThat(edge.intake.next(SipEvent.NotAnswered.class).failure().sipStatus()).hasValue(503);
    }
  }
}
