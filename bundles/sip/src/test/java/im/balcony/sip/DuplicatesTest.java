package im.balcony.sip;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.sip.SipResponse;
import im.balcony.testkit.Requirement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Server transactions as a peer meets them, on a clock that the test turns. */
class DuplicatesTest {

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

  @Test
  @Requirement(value = "PAGE-31", partial = "records, not stanzas, are counted")
  void copiesAreAnsweredAlikeAndBroughtOnce() throws Exception {
    edge.answerAll(202);
    var message = Texts.message(romeo);
    romeo.send(message);
    var first = romeo.octets(3000);
    edge.intake.received();
    for (var i = 0; i < 4; i++) {
      timers.pass(7_000);
      romeo.send(message);
      assertThat(romeo.octets(3000)).isEqualTo(first);
    }
    edge.intake.hearsNothing();
  }

  @Test
  void copiesOfARequestThatIsBeingWorkedOnAreAbsorbed() throws Exception {
    var message = Texts.message(romeo);
    romeo.send(message);
    var received = edge.intake.received();
    romeo.send(message);
    romeo.hearsNothing();
    edge.respond(received.transaction(), SipResponse.of(202, "Accepted"));
    assertThat(romeo.receive().status()).isEqualTo(202);
    edge.intake.hearsNothing();
  }

  @Test
  void after32SecondsACopyIsANewRequest() throws Exception {
    edge.answerAll(202);
    var message = Texts.message(romeo);
    romeo.send(message);
    romeo.receive();
    edge.intake.received();
    timers.pass(32_000);
    romeo.send(message);
    assertThat(romeo.receive().status()).isEqualTo(202);
    edge.intake.received();
  }

  @Test
  @Requirement(value = "PAGE-32", partial = "records, not stanzas, are counted")
  void aCopyByAnotherWayIsMerged() throws Exception {
    edge.answerAll(202);
    var id = Texts.unique();
    for (var branch : new String[] {"one", "two"}) {
      var via = "UDP 127.0.0.1:" + romeo.port() + ";branch=z9hG4bK" + branch + id;
      romeo.send(Texts.request("MESSAGE", via, id, 1, "", ""));
      assertThat(romeo.receive().status()).isEqualTo(branch.equals("one") ? 202 : 482);
    }
    edge.intake.received();
    edge.intake.hearsNothing();
  }

  @Test
  @Requirement("PAGE-30")
  void messageGetsNo100BeforeTimerEHasReachedT2() throws Exception {
    romeo.send(Texts.message(romeo));
    edge.intake.received();
    timers.pass(3_499);
    romeo.hearsNothing();
    timers.pass(1);
    var trying = romeo.receive();
    assertThat(trying.status()).isEqualTo(100);
    assertThat(trying.toTag()).isEmpty();
  }

  @Test
  @Requirement("PAGE-30")
  void noProvisionalResponseToMessageEver() throws Exception {
    romeo.send(Texts.message(romeo));
    var received = edge.intake.received();
    edge.respond(received.transaction(), SipResponse.of(180, "Ringing"));
    edge.respond(received.transaction(), SipResponse.of(183, "Progress"));
    romeo.hearsNothing();
  }

  @Test
  @Requirement("SIP-69")
  void neverA408ToAMessage() throws Exception {
    romeo.send(Texts.message(romeo));
    var received = edge.intake.received();
    edge.respond(received.transaction(), SipResponse.of(408, "Request Timeout"));
    romeo.hearsNothing();
    timers.pass(3_499);
    romeo.hearsNothing();
  }

  @Test
  @Requirement("SIP-18")
  void inviteGets100After200Milliseconds() throws Exception {
    romeo.send(Texts.invite(romeo, ""));
    edge.intake.received();
    timers.pass(199);
    romeo.hearsNothing();
    timers.pass(1);
    var trying = romeo.receive();
    assertThat(trying.start()).isEqualTo("SIP/2.0 100 Trying");
    assertThat(trying.toTag()).isEmpty();
  }

  @Test
  @Requirement("SIP-18")
  void noTryingWhereAnAnswerCameFirst() throws Exception {
    edge.answerAll(180);
    romeo.send(Texts.invite(romeo, ""));
    assertThat(romeo.receive().status()).isEqualTo(180);
    timers.pass(1_000);
    romeo.hearsNothing();
  }

  @Test
  @Requirement("SIP-12")
  void aCopyOfAnAcceptedInviteIsAbsorbed() throws Exception {
    edge.answerAll(200);
    var invite = Texts.invite(romeo, "");
    romeo.send(invite);
    assertThat(romeo.receive().status()).isEqualTo(200);
    edge.intake.received();
    romeo.send(invite);
    romeo.hearsNothing();
    edge.intake.hearsNothing();
  }

  @Test
  @Requirement(value = "CHAT-21", partial = "the schedule is the machine's")
  void everyRespondSendsThe2xxAgain() throws Exception {
    romeo.send(Texts.invite(romeo, ""));
    var received = edge.intake.received();
    edge.respond(received.transaction(), SipResponse.of(200, "OK"));
    var first = romeo.octets(3000);
    for (var i = 0; i < 3; i++) {
      edge.respond(received.transaction(), SipResponse.of(200, "OK"));
      assertThat(romeo.octets(3000)).isEqualTo(first);
    }
    timers.pass(20_000);
    romeo.hearsNothing();
  }

  @Test
  @Requirement(value = "SIP-11", partial = "timers G and H; the table has all")
  void aRefusedInviteIsRepeatedUntilTheAck() throws Exception {
    edge.answerAll(486);
    var invite = Texts.invite(romeo, "");
    romeo.send(invite);
    var refusal = romeo.receive();
    assertThat(refusal.status()).isEqualTo(486);
    for (var wait : new int[] {500, 1000, 2000, 4000, 4000}) {
      timers.pass(wait - 1);
      romeo.hearsNothing(50);
      timers.pass(1);
      assertThat(romeo.receive().status()).isEqualTo(486);
    }
    edge.intake.received();
    romeo.send(
        invite
                .substring(0, invite.indexOf("\r\n\r\n"))
                .replace("INVITE", "ACK")
                .replaceFirst("To: .*", "To: " + refusal.header("To"))
                .replaceFirst("Content-Type.*\r\n", "")
                .replaceFirst("Content-Length: .*", "Content-Length: 0")
            + "\r\n\r\n");
    edge.intake.hearsNothing();
    timers.pass(20_000);
    romeo.hearsNothing();
  }

  @Test
  @Requirement(value = "SIP-35", partial = "the 487 is asked for by the router")
  void cancelOfAPendingInvite() throws Exception {
    var invite = Texts.invite(romeo, "");
    romeo.send(invite);
    var received = edge.intake.received();
    romeo.send(cancelOf(invite));
    var ok = romeo.receive();
    assertThat(ok.status()).isEqualTo(200);
    assertThat(ok.header("CSeq")).endsWith("CANCEL");
    var cancelled = edge.intake.next(im.balcony.api.sip.SipEvent.Cancelled.class);
    assertThat(cancelled.transaction().id()).isEqualTo(received.transaction().id());
    edge.respond(cancelled.transaction(), SipResponse.of(487, "Request Terminated"));
    var terminated = romeo.receive();
    assertThat(terminated.status()).isEqualTo(487);
    assertThat(terminated.toTag()).isEqualTo(ok.toTag()).isNotEmpty();
  }

  @Test
  @Requirement("SIP-35")
  void cancelOfAnAnsweredInviteAndOfNone() throws Exception {
    edge.answerAll(200);
    var invite = Texts.invite(romeo, "");
    romeo.send(invite);
    var answer = romeo.receive();
    edge.intake.received();
    romeo.send(cancelOf(invite));
    var ok = romeo.receive();
    assertThat(ok.status()).isEqualTo(200);
    assertThat(ok.toTag()).isEqualTo(answer.toTag());
    edge.intake.hearsNothing();
    romeo.send(cancelOf(Texts.invite(romeo, "")));
    assertThat(romeo.receive().status()).isEqualTo(481);
    edge.intake.hearsNothing();
  }

  @Test
  @Requirement("SIP-10")
  void requestsWithoutTheCookieAreToldApartToo() throws Exception {
    edge.answerAll(202);
    var message = Texts.message(romeo).replaceFirst("branch=z9hG4bK\\w+", "branch=1");
    var other = Texts.message(romeo).replaceFirst(";branch=z9hG4bK\\w+", "");
    for (var text : new String[] {message, message, other, other}) {
      romeo.send(text);
      assertThat(romeo.receive().status()).isEqualTo(202);
    }
    edge.intake.received();
    edge.intake.received();
    edge.intake.hearsNothing();
  }

  private static String cancelOf(String invite) {
    return invite
            .substring(0, invite.indexOf("\r\n\r\n"))
            .replaceFirst("^INVITE", "CANCEL")
            .replaceFirst(" INVITE\r\n", " CANCEL\r\n")
            .replaceFirst("Content-Type.*\r\n", "")
            .replaceFirst("Content-Length: .*", "Content-Length: 0")
        + "\r\n\r\n";
  }
}
