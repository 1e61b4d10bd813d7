package im.balcony.itests.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import im.balcony.api.data.Facts;
import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.tenant.Limits;
import im.balcony.api.tenant.Tenant;
import im.balcony.testkit.LimitsBuilder;
import im.balcony.testkit.PolicyBuilder;
import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.MsrpFrame;
import im.balcony.testkit.server.VirtualJuliet;
import im.balcony.testkit.virtual.Ledger;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reports that refuse, that are not asked for, and that never come, over MSRP and XMPP octets. */
class ReportsTest {

  private static final long SECOND = 1_000;

  private Stage stage = new Stage(1).open();

  @AfterEach
  void nobodyBrokeARule() {
    assertThat(stage.violations.all()).isEmpty();
  }

  /** A chat that Juliet began. */
  private void chat() {
    stage.juliet.says("romeo@example.net", "Art thou not Romeo?");
    stage.passes(2 * SECOND);
    assertThat(stage.romeo.ledger.hasHeard("Art thou not Romeo?")).isTrue();
  }

  @Test
  @Requirement("RCPT-13")
  void aFailureReportStopsTheMessageAndIsTold() {
    chat();
    stage.romeo.sends.clear();
    stage.romeo.refusingParts = true;
    var text = "x".repeat(60_000);
    stage.juliet.says("romeo@example.net", text);
    stage.passes(10 * SECOND);

    assertThat(stage.romeo.sends)
        .extracting(MsrpFrame::flag)
        .startsWith('+')
        .doesNotContain('$')
        .hasSizeLessThan(15);
    assertThat(stage.juliet.ledger.toldOf(text))
        .extracting(Ledger.Told::word, Ledger.Told::detail)
        .containsExactly(tuple(Ledger.Word.FAILED, "policy-violation"));

    stage.juliet.says("romeo@example.net", "Still here.");
    stage.passes(10 * SECOND);
    assertThat(stage.romeo.ledger.hasHeard("Still here.")).isTrue();
    assertThat(stage.romeo.calls()).hasSize(1);
  }

  @Test
  @Requirement("MSRP-49")
  void whatIsNotAnsweredInHalfAMinuteIsToldOnce() {
    chat();
    stage.romeo.media = false;
    stage.juliet.says("romeo@example.net", "Art thou there?");
    stage.passes(29 * SECOND);
    assertThat(stage.juliet.ledger.toldOf("Art thou there?")).isEmpty();
    stage.passes(2 * SECOND);
    isToldOf("Art thou there?");

    stage.romeo.media = true;
    stage.romeo.answersLate();
    stage.passes(60 * SECOND);
    isToldOf("Art thou there?");
    assertThat(stage.outcomes()).containsExactly("HANDED_OVER", "FAILED");
  }

  private void isToldOf(String text) {
    assertThat(stage.juliet.ledger.toldOf(text))
        .extracting(Ledger.Told::word, Ledger.Told::detail)
        .containsExactly(tuple(Ledger.Word.FAILED, "remote-server-timeout"));
  }

  @Test
  @Requirement("RCPT-02")
  void theTenantSaysWhichFailuresAreAskedFor() {
    chat();
    stage.romeo.answer = 403;
    stage.juliet.says("romeo@example.net", "With failures.");
    stage.passes(5 * SECOND);
    assertThat(stage.juliet.ledger.toldOf("With failures."))
        .extracting(Ledger.Told::word)
        .containsExactly(Ledger.Word.FAILED);
    assertThat(stage.romeo.sends)
        .hasSize(2)
        .allMatch(send -> send.header("Failure-Report").orElse("yes").equals("yes"));

    var policy = PolicyBuilder.defaults().failureReport(FailureReport.NO).build();
    stage = new Stage(1, policy, Limits.DEFAULT).open();
    chat();
    for (var i = 0; i < 3; i++) {
      stage.juliet.says("romeo@example.net", "text " + i);
    }
    stage.passes(300 * SECOND);

    assertThat(stage.romeo.sends)
        .hasSize(4)
        .allMatch(send -> send.header("Failure-Report").orElse("yes").equals("no"));
    for (var i = 0; i < 3; i++) {
      assertThat(stage.romeo.ledger.hasHeard("text " + i)).isTrue();
      assertThat(stage.juliet.ledger.toldOf("text " + i)).isEmpty();
    }
    assertThat(stage.romeo.calls()).hasSize(1);
    assertThat(stage.outcomes()).hasSize(4).containsOnly("HANDED_OVER");
  }

  /**
   * Not at its arrival, not when receipts are no longer owed, and not at the end of the session.
   */
  @Test
  @Requirement("RCPT-08")
  void whatNobodyAcknowledgesIsNeverReported() {
    stage.juliet.manner = VirtualJuliet.Manner.QUIET;
    chat();
    var call = stage.romeo.calls().get(0);
    call.says("Sleep'st thou?", true);
    for (var i = 0; i < 24; i++) {
      stage.passes(300 * SECOND);
      stage.juliet.says("romeo@example.net", "still here " + i);
    }
    assertThat(stage.juliet.ledger.hasHeard("Sleep'st thou?")).isTrue();
    assertThat(heardOf("Sleep'st thou?")).containsExactly(Ledger.Word.ACCEPTED);

    stage.juliet.manner = VirtualJuliet.Manner.POLITE;
    call.says("And now?", true);
    stage.passes(5 * SECOND);
    assertThat(heardOf("And now?")).containsExactly(Ledger.Word.ACCEPTED, Ledger.Word.DELIVERED);

    assertThat(stage.romeo.calls()).containsExactly(call);
    call.bye();
    stage.passes(300 * SECOND);
    assertThat(heardOf("Sleep'st thou?")).containsExactly(Ledger.Word.ACCEPTED);
  }

  /** What Romeo was told of a text of his. */
  private List<Ledger.Word> heardOf(String text) {
    return stage.romeo.ledger.toldOf(text).stream().map(Ledger.Told::word).toList();
  }

  /** What is kept of messages whose report never comes does not grow with their number. */
  @Test
  @Requirement("RCPT-22")
  void reportsThatNeverComeFillNothing() {
    stage = new Stage(1, Tenant.Policy.DEFAULT, outbox(Limits.DEFAULT, 10)).open();
    stage.romeo.reporting = false;
    chat();
    stage.juliet.says("romeo@example.net", "Ask.", "chat", true);
    stage.passes(SECOND);
    say(0, 1_000);
    var few = kept();
    say(1_000, 100_000);

    assertThat(stage.romeo.ledger.hasHeard("text 99999")).isTrue();
    assertThat(stage.juliet.ledger.toldOf("text 99999")).isEmpty();
    assertThat(kept()).isLessThan(few * 3 / 2);
    assertThat(stage.gateway.held()).allSatisfy((what, count) -> assertThat(count).isLessThan(10));
    stage.romeo.calls().get(0).bye();
    stage.passes(300 * SECOND);
    assertThat(kept()).isLessThan(few / 10);
    assertThat(stage.juliet.ledger.toldOf("text 99999")).isEmpty();
  }

  private static Limits outbox(Limits l, int messages) {
    return LimitsBuilder.from(l).outboxMessages(messages).build();
  }

  private void say(int from, int to) {
    for (var i = from; i < to; i++) {
      stage.juliet.says("romeo@example.net", "text " + i, "chat", true);
      stage.passes(60);
    }
  }

  /** How many values the conversations are written with. */
  private long kept() {
    return stage.store.kept("verona").stream()
        .flatMap(c -> Stream.concat(c.session().values().stream(), c.mapping().values().stream()))
        .mapToLong(ReportsTest::values)
        .sum();
  }

  private static long values(Object value) {
    if (value instanceof Facts facts) {
      return facts.asMap().values().stream().mapToLong(ReportsTest::values).sum();
    }
    return value instanceof List<?> list ? list.stream().mapToLong(ReportsTest::values).sum() : 1;
  }
}
