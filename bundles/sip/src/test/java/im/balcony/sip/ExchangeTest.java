package im.balcony.sip;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Octets;
import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.sip.SipTransaction;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What has to go on when the edge is stopped and another one starts: only values cross, copied as
 * if they had been stored.
 */
class ExchangeTest {

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

  private static Facts stored(Facts facts) {
    return Facts.of(Map.copyOf(facts.asMap()));
  }

  private static PreparedRequest stored(PreparedRequest request) {
    return new PreparedRequest(
        request.effectId(), Octets.of(request.octets().toArray()), stored(request.hop()));
  }

  private void exchange() throws Exception {
    edge.close();
    edge = edge.successor();
  }

  private PreparedRequest invite() {
    return edge.port.prepare(
        new SipCommand.Request("effect", "verona", Texts.toRomeo("INVITE", romeo.port(), "", 5)));
  }

  @Test
  void cancelItsAnswerAndTheAckComeFromTheStoredInvite() throws Exception {
    var prepared = invite();
    edge.port.send(prepared);
    var invite = romeo.receive();
    romeo.send(Texts.response(invite, 180, "early", ""));
    edge.intake.answered();
    exchange();

    edge.port.send(new SipCommand.Cancel("effect", stored(prepared)));
    var cancel = romeo.receive();
    assertThat(cancel.method()).isEqualTo("CANCEL");
    assertThat(cancel.all("Via")).isEqualTo(invite.all("Via"));
    assertThat(cancel.header("CSeq")).isEqualTo("1 CANCEL");
    romeo.send(Texts.response(cancel, 200, "early", ""));
    romeo.send(Texts.response(invite, 487, "early", ""));
    var ack = romeo.receive();
    assertThat(ack.method()).isEqualTo("ACK");
    assertThat(ack.all("Via")).isEqualTo(invite.all("Via"));
    assertThat(ack.toTag()).isEqualTo("early");
    var answered = edge.intake.answered();
    assertThat(answered.effectId()).isEqualTo("effect");
    assertThat(answered.response().status()).isEqualTo(487);
    timers.pass(2_000);
    romeo.hearsNothing(50);
  }

  @Test
  void anOpenRequestGoesOutAgainToTheLetter() throws Exception {
    var prepared = invite();
    edge.port.send(prepared);
    var before = romeo.octets(3000);
    exchange();
    edge.port.send(stored(prepared));
    assertThat(romeo.octets(3000)).isEqualTo(before);
    romeo.send(Texts.response(Seen.of(before), 486, "busy", ""));
    assertThat(romeo.receive().method()).isEqualTo("ACK");
    assertThat(edge.intake.answered().response().status()).isEqualTo(486);
  }

  @Test
  void anotherEdgeAnswersOverUdp() throws Exception {
    romeo.send(Texts.message(romeo));
    var transaction = edge.intake.received().transaction();
    exchange();
    var crossed = new SipTransaction(transaction.id(), stored(transaction.facts()));
    edge.respond(crossed, SipResponse.of(202, "Accepted"));
    var seen = romeo.receive();
    assertThat(seen.status()).isEqualTo(202);
    assertThat(seen.header("CSeq")).isEqualTo("1 MESSAGE");
  }

  @Test
  void whatAnotherEdgeHasAnsweredIsRemembered() throws Exception {
    var message = Texts.message(romeo);
    romeo.send(message);
    var transaction = edge.intake.received().transaction();
    exchange();
    edge.respond(transaction, SipResponse.of(202, "Accepted"));
    romeo.receive();
    romeo.send(message);
    assertThat(romeo.receive().status()).isEqualTo(202);
    edge.intake.hearsNothing();
  }

  @Test
  void theSame2xxIsSentByAnotherEdge() throws Exception {
    romeo.send(Texts.invite(romeo, ""));
    var transaction = edge.intake.received().transaction();
    edge.respond(transaction, SipResponse.of(200, "OK"));
    var before = romeo.octets(3000);
    exchange();
    edge.respond(transaction, SipResponse.of(200, "OK"));
    assertThat(romeo.octets(3000)).isEqualTo(before);
  }

  @Test
  void anotherEdgeRepeatsARefusalUntilTheAck() throws Exception {
    romeo.send(Texts.invite(romeo, ""));
    var transaction = edge.intake.received().transaction();
    exchange();
    edge.respond(transaction, SipResponse.of(486, "Busy"));
    assertThat(romeo.receive().status()).isEqualTo(486);
    timers.pass(500);
    assertThat(romeo.receive().status()).isEqualTo(486);
  }
}
