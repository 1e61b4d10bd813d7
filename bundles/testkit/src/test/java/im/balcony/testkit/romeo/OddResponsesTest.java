package im.balcony.testkit.romeo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Inbox;
import im.balcony.testkit.Violations;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Responses that answer nothing, or answer it again, are for a test to take. */
class OddResponsesTest {

  private static final Duration QUIET = Duration.ofMillis(1);

  private final Violations violations = new Violations();
  private final Inbox<SipFrame> log = new Inbox<>("SIP message");
  private final Answers answers = new Answers(log, violations);

  private void arrive(String status, String method) {
    var text =
        "SIP/2.0 "
            + status
            + "\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKa\r\nFrom: <sip:r@e>;tag=f\r\n"
            + "To: <sip:j@e>;tag=t\r\nCall-ID: c\r\nCSeq: 1 "
            + method
            + "\r\nContent-Length: 0\r\n\r\n";
    answers.arrived(SipFrame.read(text.getBytes(UTF_8)));
  }

  private void ask(String method, int copies) {
    answers.ask("z9hG4bKa", method);
    for (var i = 0; i < copies; i++) {
      answers.sent("z9hG4bKa", method);
    }
  }

  private int odd() throws InterruptedException {
    return violations.untaken(QUIET).size();
  }

  @Test
  void aResponseToNothingIsOdd() throws Exception {
    arrive("200 OK", "MESSAGE");

    assertThat(odd()).isOne();
  }

  @Test
  void everyCopyOfARequestIsAnsweredOnce() throws Exception {
    ask("MESSAGE", 2);
    arrive("100 Trying", "MESSAGE");
    arrive("202 Accepted", "MESSAGE");
    arrive("202 Accepted", "MESSAGE");
    assertThat(odd()).isZero();

    arrive("202 Accepted", "MESSAGE");
    assertThat(odd()).isOne();
  }

  @Test
  void aRefusalThatNobodyWaitsForIsOdd() throws Exception {
    answers.sent("z9hG4bKa", "MESSAGE");
    arrive("100 Trying", "MESSAGE");
    arrive("404 Not Found", "MESSAGE");

    assertThat(odd()).isOne();
  }

  @Test
  void theAnswerToAnInviteIsRepeatedButDoesNotChange() throws Exception {
    ask("INVITE", 1);
    arrive("180 Ringing", "INVITE");
    arrive("200 OK", "INVITE");
    arrive("200 OK", "INVITE");
    assertThat(odd()).isZero();

    arrive("486 Busy Here", "INVITE");
    arrive("180 Ringing", "INVITE");
    assertThat(odd()).isEqualTo(2);
  }

  @Test
  void aSendIsAnsweredOnceAndAReportNever() throws Exception {
    var inbox = new Inbox<MsrpFrame>("MSRP response");
    violations.watch(inbox);
    var msrp = new MsrpAnswers(inbox);
    msrp.asked("MSRP send1 SEND\r\n...MSRP report1 REPORT\r\n".getBytes(UTF_8));
    for (var answer : new String[] {"send1 200 OK", "send1 200 OK", "report1 200 OK"}) {
      var end = "-------" + answer.replaceFirst(" .*", "") + "$\r\n";
      var octets = ("MSRP " + answer + "\r\n" + end).getBytes(UTF_8);
      msrp.arrived(MsrpFrame.read(new ByteArrayInputStream(octets), violations).orElseThrow());
    }

    assertThat(odd()).isEqualTo(2);
  }
}
