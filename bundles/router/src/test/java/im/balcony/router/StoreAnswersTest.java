package im.balcony.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.balcony.api.sip.SipEvent;
import im.balcony.api.store.Store;
import im.balcony.router.bounds.RouterLimits;
import im.balcony.router.bounds.RouterLimits.Keys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A store that has not at hand what it is asked, and tells it later or not at all. */
class StoreAnswersTest {

  private static final Optional<Throwable> NO_FAILURE = Optional.empty();
  private static final Optional<Throwable> FAILURE = Optional.of(new IOException("gone"));

  private final Scene scene = new Scene().up();

  private void answer(Optional<Throwable> failure) {
    scene.disk.answer(failure);
    scene.time.run();
  }

  @Test
  void aRequestWaitsForTheWordWhetherItIsACopyAndKeepsItsPlace() {
    scene.disk.musing = true;
    scene.romeo("t1", "c1", "one");
    scene.romeo("t1", "c1", "one");
    scene.romeo("t2", "c2", "two");
    assertThat(scene.stanzas()).isEmpty();
    assertThat(scene.sip.answers()).isEmpty();

    answer(NO_FAILURE);
    answer(NO_FAILURE);
    assertThat(scene.stanzas()).containsExactly("one", "two");
    assertThat(scene.sip.answers()).as("a copy of what is answered too").contains(202, 202);
    assertThat(scene.router.held()).containsEntry("parked records", 0);
  }

  @Test
  void aCopyIsKnownByALateWordToo() {
    scene.romeo("t1", "c1", "hello");
    var next = new Scene(scene.disk, RouterLimits.DEFAULT, scene.tenants.all.get(0)).up();
    var before = next.stanzas().size();
    scene.disk.musing = true;
    next.romeo("t1", "c1", "hello");
    next.romeo("t2", "c1", "hello");
    assertThat(next.sip.answers()).isEmpty();
    for (var i = 0; i < 2; i++) {
      scene.disk.answer(NO_FAILURE);
      next.time.run();
    }
    assertThat(next.stanzas()).hasSize(before);
    assertThat(next.sip.answers()).containsExactly(202, 482);
  }

  @Test
  void whatNobodyCanTellFromACopyIsRefusedAndMayComeAgain() {
    scene.disk.musing = true;
    scene.romeo("t1", "c1", "hello");
    answer(FAILURE);
    assertThat(scene.sip.answers()).containsExactly(503);
    scene.disk.musing = false;
    scene.romeo("t2", "c1", "hello");
    assertThat(scene.stanzas()).containsExactly("hello");
  }

  @Test
  void aRequestDoesNotWaitForEver() {
    scene.disk.musing = true;
    scene.romeo("t1", "c1", "hello");
    scene.time.pass(Keys.DEFAULT.parkedAge());
    assertThat(scene.sip.answers()).containsExactly(503);
    assertThat(scene.router.held()).containsEntry("parked records", 0);
    answer(NO_FAILURE);
    assertThat(scene.stanzas()).isEmpty();
  }

  @Test
  void anInviteIsCancelledWhileTheStoreIsAsked() {
    scene.disk.musing = true;
    var invite =
        Scene.request(
            "INVITE", "i1", "c1", 1, "", "romeo@example.net", "juliet@example.com", "127.0.0.1");
    scene.router.sip(invite);
    scene.time.run();
    scene.router.sip(new SipEvent.Cancelled(invite.transaction()));
    scene.time.run();
    answer(NO_FAILURE);
    assertThat(scene.sip.answers()).containsExactly(487);
  }

  /** After a restart nothing is remembered of the message whose answer comes now. */
  private Scene answeredAfterARestart() {
    scene.juliet("m1", "a");
    var next = new Scene(scene.disk, RouterLimits.DEFAULT, scene.tenants.all.get(0)).up();
    scene.disk.musing = true;
    next.answer(200);
    return next;
  }

  private String outcome() {
    return scene.disk.journal.values().stream()
        .map(Store.Journal::outcome)
        .reduce((a, b) -> a + " " + b)
        .orElse("");
  }

  @Test
  void anOutcomeWaitsForTheStoryOfItsMessage() {
    var next = answeredAfterARestart();
    assertThat(outcome()).isEqualTo("PENDING");
    scene.disk.answer(NO_FAILURE);
    next.time.run();
    assertThat(outcome()).isNotEqualTo("PENDING");
    assertThat(scene.disk.journal.values())
        .singleElement()
        .satisfies(row -> assertThat(row.hops()).as("with what was told before").hasSize(2));
  }

  @Test
  void anOutcomeIsTriedAgainWhereTheStoryCannotBeTold() {
    var next = answeredAfterARestart();
    scene.disk.answer(FAILURE);
    next.time.run();
    assertThat(outcome()).isEqualTo("PENDING");
    next.time.pass(RouterLimits.DEFAULT.commitRetry());
    scene.disk.answer(NO_FAILURE);
    next.time.run();
    assertThat(outcome()).isNotEqualTo("PENDING");
  }

  @Test
  void anOperatorIsToldThatTheStoreDoesNotAnswer() {
    scene.disk.failing = true;
    var gateway = scene.router.gateway();
    assertThatThrownBy(() -> gateway.message("m1"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("the store does not answer");
    assertThatThrownBy(() -> gateway.journal("verona", 0, 9))
        .isInstanceOf(UncheckedIOException.class);
  }
}
