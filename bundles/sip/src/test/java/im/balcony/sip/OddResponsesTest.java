package im.balcony.sip;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipParty;
import im.balcony.testkit.Requirement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A response that can be understood is heard, whatever else is odd about it. */
class OddResponsesTest {

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

  private Seen send(String method) throws Exception {
    var request = Texts.toRomeo(method, romeo.port(), "", 5);
    edge.port.send(edge.port.prepare(new SipCommand.Request("effect", "verona", request)));
    return romeo.receive();
  }

  private Seen sendAndRing() throws Exception {
    var seen = send("INVITE");
    romeo.send(Texts.response(seen, 180, "t", "Record-Route: <<\r\nContact: <>\r\n"));
    assertThat(edge.intake.answered().response().status()).isEqualTo(180);
    return seen;
  }

  /** Header lines that nobody needs, in order to know that the text arrived or why it did not. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Contact: <sip:romeo@127.0.0.1>, <",
        "Contact: <>",
        "Contact: *",
        "Record-Route: <sip:",
        "A line without a colon",
        ": no name",
        "Na me: y",
        "X: a\rb",
        "X: a\nb",
        "Max-Forwards: many",
        "Content-Type: application/sdp",
        "Content-Type: multipart/mixed",
        "Content-Type: multipart/mixed;boundary=\"",
        "Content-Type: a\r\nContent-Type: b",
        "Call-ID: another",
        "From: <",
        "Retry-After: (",
        "Content-Length: x"
      })
  void whatNobodyNeedsIsPassedOver(String line) throws Exception {
    for (var status : List.of(200, 486)) {
      var seen = send("MESSAGE");
      romeo.send(Texts.response(seen, status, "t", line + "\r\n").replaceFirst("l: 0", "l: 3"));
      var answered = edge.intake.answered().response();
      assertThat(answered.status()).isEqualTo(status);
      assertThat(answered.to().flatMap(SipParty::tag)).contains("t");
      // The retransmission that a lost answer would cause.
      timers.pass(1_000);
      romeo.hearsNothing(50);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"To: <", "To: ", "X: y", "To: \"odd <sip:romeo@example.net>;tag=t"})
  void aToThatCannotBeReadIsNotNeededEither(String to) throws Exception {
    var seen = send("MESSAGE");
    romeo.send(Texts.response(seen, 200, "t", "").replaceFirst("To: .*", to));
    assertThat(edge.intake.answered().response().status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ";rport=",
        ";received=",
        ";received=[::1]",
        ";x=\"",
        ";rport=99999999",
        ";;",
        ";=a"
      })
  void aViaThatHasItsBranchIsEnough(String more) throws Exception {
    var seen = send("MESSAGE");
    romeo.send(Texts.response(seen, 200, "t", "").replaceFirst("(branch=[^;\r]*)", "$1" + more));
    assertThat(edge.intake.answered().response().status()).isEqualTo(200);
  }

  @Test
  void tooManyAndTooLongFieldsArePassedOver() throws Exception {
    for (var more : List.of("X: y\r\n".repeat(400), "X: " + "x".repeat(17_000) + "\r\n")) {
      var seen = send("MESSAGE");
      romeo.send(Texts.response(seen, 200, "t", more));
      assertThat(edge.intake.answered().response().status()).isEqualTo(200);
    }
  }

  @Test
  void theStartLineMayBeInLowerCaseAndTheLastLineMissing() throws Exception {
    var seen = send("MESSAGE");
    var text = Texts.response(seen, 200, "t", "").replaceFirst("SIP/2.0", "sip/2.0");
    romeo.send(text.substring(0, text.length() - 2));
    assertThat(edge.intake.answered().response().status()).isEqualTo(200);
  }

  /** RFC 3261 §18.3: what was cut off on its way is dropped, for it is repeated. */
  @Test
  void whatWasCutOffIsDropped() throws Exception {
    var seen = send("MESSAGE");
    romeo.send(Texts.response(seen, 200, "t", "").replaceFirst("Length: 0", "Length: 9"));
    edge.intake.hearsNothing();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Contact: <>", "Contact: <sip:a@b>, <", "no colon", "Record-Route: <"})
  @Requirement(value = "SIP-13", partial = "fields that break the grammar only")
  void eachRefusalOfAnInviteIsAcknowledged(String line) throws Exception {
    var invite = sendAndRing();
    var refusal = Texts.response(invite, 486, "t", line + "\r\n");
    for (var copy = 0; copy < 2; copy++) {
      romeo.send(refusal);
      var ack = romeo.receive();
      assertThat(ack.start()).startsWith("ACK ");
      assertThat(ack.branch()).isEqualTo(invite.branch());
      assertThat(ack.header("To")).endsWith(";tag=t");
    }
    assertThat(edge.intake.answered().response().status()).isEqualTo(486);
    edge.intake.hearsNothing();
  }

  @Test
  void aRefusalWithoutToIsAcknowledgedWithThatOfTheInvite() throws Exception {
    var invite = sendAndRing();
    romeo.send(Texts.response(invite, 486, "", "").replaceFirst("To: .*\r\n", ""));
    assertThat(romeo.receive().header("To")).isEqualTo(invite.header("To"));
    assertThat(edge.intake.answered().response().status()).isEqualTo(486);
  }

  @Test
  void ofAnAcceptedInviteContactsAreReadOneByOne() throws Exception {
    var invite = sendAndRing();
    romeo.send(
        Texts.response(invite, 200, "t", "Contact: <>, <sip:romeo@127.0.0.1>\r\nContact: <>\r\n"));
    assertThat(edge.intake.answered().response().contact())
        .containsExactly(SipParty.of("sip:romeo@127.0.0.1"));
    romeo.send(
        Texts.response(invite, 200, "t", "Contact: <>\r\nContent-Type: application/sdp\r\n"));
    assertThat(edge.intake.answered().response().contact()).isEmpty();
  }

  /** Without To and route set there is no dialog in which to acknowledge. */
  @Test
  void ofAnAcceptedInviteToAndRecordRouteAreNeeded() throws Exception {
    var invite = sendAndRing();
    var good = Texts.response(invite, 200, "t", "Contact: <sip:romeo@127.0.0.1>\r\n");
    romeo.send(good.replaceFirst("To: .*\r\n", ""));
    romeo.send(good.replaceFirst("Contact", "Record-Route: <sip:\r\nContact"));
    edge.intake.hearsNothing();
    romeo.send(good);
    assertThat(edge.intake.answered().response().status()).isEqualTo(200);
  }
}
