package im.balcony.itests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.romeo.VirtualPhone;
import im.balcony.testkit.virtual.Ledger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Short plays: who says what, and what the others hear and are told. */
class PlayTest {

  private final Stage stage = new Stage(1).open();

  @AfterEach
  void nobodyBrokeARule() {
    assertThat(stage.violations.all()).isEmpty();
  }

  private void romeoHears(String... texts) {
    assertThat(stage.romeo.ledger.heard()).extracting(Ledger.Heard::text).containsExactly(texts);
  }

  private void julietHears(String... texts) {
    assertThat(stage.juliet.ledger.heard()).extracting(Ledger.Heard::text).containsExactly(texts);
  }

  private void julietIsTold(String text, Ledger.Word... words) {
    assertThat(stage.juliet.ledger.toldOf(text))
        .extracting(Ledger.Told::word)
        .containsExactly(words);
  }

  private void romeoIsTold(String text, Ledger.Word... words) {
    assertThat(stage.romeo.ledger.toldOf(text))
        .extracting(Ledger.Told::word)
        .containsExactly(words);
  }

  @Test
  void singleMessagesGoBothWays() {
    stage.juliet.says("romeo@example.net", "Art thou not Romeo?", "normal", false);
    stage.passes(2_000);
    romeoHears("Art thou not Romeo?");

    stage.romeo.pages("juliet@example.com", "Neither, fair saint.");
    stage.passes(2_000);
    julietHears("Neither, fair saint.");
    romeoIsTold("Neither, fair saint.", Ledger.Word.ACCEPTED);
    assertThat(stage.outcomes()).containsExactly("HANDED_OVER", "HANDED_OVER");
  }

  @Test
  void aChatOfJuliets() {
    stage.juliet.says("romeo@example.net", "Art thou not Romeo?", "chat", true);
    stage.passes(2_000);
    romeoHears("Art thou not Romeo?");
    julietIsTold("Art thou not Romeo?", Ledger.Word.DELIVERED);

    var call = stage.romeo.calls().get(0);
    call.says("Neither, fair saint.", true);
    stage.passes(2_000);
    julietHears("Neither, fair saint.");
    romeoIsTold("Neither, fair saint.", Ledger.Word.ACCEPTED, Ledger.Word.DELIVERED);

    call.composing();
    stage.passes(1_000);
    assertThat(stage.juliet.states()).contains("composing");

    call.bye();
    stage.passes(5_000);
    assertThat(stage.juliet.states()).endsWith("gone");
    assertThat(stage.outcomes()).containsExactly("DELIVERED", "DELIVERED");
  }

  @Test
  void aChatOfRomeosUntilJulietIsGone() {
    var call = stage.romeo.calls("juliet@example.com");
    stage.passes(1_000);
    call.says("I take thee at thy word.", false);
    stage.passes(1_000);
    julietHears("I take thee at thy word.");

    stage.juliet.says("romeo@example.net", "What man art thou?");
    stage.passes(1_000);
    romeoHears("What man art thou?");

    stage.juliet.state("romeo@example.net", "gone");
    stage.passes(5_000);
    assertThat(call.isOver()).isTrue();
  }

  @Test
  void aPhoneWithoutSessionsGetsThePage() {
    stage.romeo.manner = VirtualPhone.Manner.PAGER;
    stage.juliet.says("romeo@example.net", "Good morrow", "chat", false);
    stage.passes(5_000);
    romeoHears("Good morrow");
  }

  @Test
  void aRefusalIsToldOnce() {
    stage.romeo.manner = VirtualPhone.Manner.BUSY;
    stage.juliet.says("romeo@example.net", "Anybody there?", "chat", false);
    stage.passes(60_000);
    romeoHears();
    julietIsTold("Anybody there?", Ledger.Word.FAILED);
    assertThat(stage.outcomes()).containsExactly("FAILED");
  }

  @Test
  void aLostLinkLosesNothing() {
    stage.server.stop();
    stage.server.cut("example.net");
    stage.passes(2_000);
    stage.romeo.pages("juliet@example.com", "Neither, fair saint.");
    stage.passes(1_000);
    julietHears();

    stage.server.start();
    stage.passes(120_000);
    julietHears("Neither, fair saint.");
    assertThat(stage.outcomes()).containsExactly("HANDED_OVER");
  }

  @Test
  void aTenantThatIsRemovedTellsItsSenders() {
    stage.romeo.manner = VirtualPhone.Manner.DUMB;
    stage.juliet.says("romeo@example.net", "Art thou not Romeo?");
    stage.passes(1_000);
    stage.juliet.says("romeo@example.net", "Art thou there?");
    stage.passes(1_000);
    stage.removeTenant();
    stage.passes(120_000);
    julietIsTold("Art thou not Romeo?", Ledger.Word.FAILED);
    julietIsTold("Art thou there?", Ledger.Word.FAILED);
    assertThat(stage.gateway.held()).containsEntry("conversations", 0);
    assertThat(stage.server.isUp(Stage.DOMAIN)).isFalse();
  }

  @Test
  void aCutMsrpConnectionComesBack() {
    stage.juliet.says("romeo@example.net", "Art thou not Romeo?");
    stage.passes(2_000);
    stage.romeo.calls().get(0).cut();
    stage.passes(5_000);
    stage.juliet.says("romeo@example.net", "Art thou there?");
    stage.passes(120_000);
    romeoHears("Art thou not Romeo?", "Art thou there?");
  }
}
