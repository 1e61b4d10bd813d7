package im.balcony.router;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.control.Gateway;
import im.balcony.api.store.FencedException;
import im.balcony.api.store.Store;
import im.balcony.router.bounds.RouterLimits;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tenants that are taken, given up, and taken away by another owner. */
class OwnersTest {

  private final Scene scene = new Scene().up();

  private List<String> outcomes() {
    return scene.disk.journal.values().stream().map(Store.Journal::outcome).toList();
  }

  private static List<String> links(Scene scene) {
    return scene.router.gateway().tenants().stream()
        .flatMap(tenant -> tenant.links().stream())
        .toList();
  }

  @Test
  void nothingThatStoodOnAFencedCommitLeaves() {
    scene.disk.take("verona");
    scene.juliet("m1", "a");
    assertThat(scene.sip.sent()).isEmpty();
    assertThat(outcomes()).isEmpty();
    assertThat(scene.stanzas()).as("no error, no receipt").isEmpty();
    assertThat(scene.net.closed).contains(scene.link());
    assertThat(links(scene)).isEmpty();
    assertThat(scene.router.held().values()).containsOnly(0);
  }

  @Test
  void anOutcomeThatIsFencedIsNotTold() {
    scene.romeo("t1", "c1", "answer later");
    scene.juliet("m1", "a");
    scene.disk.take("verona");
    scene.answer(404);
    assertThat(outcomes()).containsOnly("PENDING");
    assertThat(scene.stanzas()).containsExactly("answer later");
    assertThat(scene.sip.answers()).isEmpty();
    // Nor is it tried again, nor told when its time is over.
    scene.time.pass(3_600_000);
    assertThat(outcomes()).containsOnly("PENDING");
    assertThat(scene.sip.answers()).isEmpty();
    assertThat(scene.router.held().values()).containsOnly(0);
  }

  @Test
  void whatWasInHandWhenTheTenantWentIsLetGo() {
    scene.disk.holding = true;
    scene.juliet("m1", "a");
    scene.juliet("m2", "b");
    scene.romeo("t1", "c1", "c");
    scene.disk.take("verona");
    scene.disk.held.remove(0).completeExceptionally(new FencedException("verona"));
    scene.time.run();
    assertThat(scene.sip.sent()).isEmpty();
    assertThat(scene.sip.answers()).isEmpty();
    assertThat(scene.router.held()).containsEntry("waiting inputs", 0);
    // What was kept before is the other's to go on with.
    scene.disk.release();
    scene.time.run();
    assertThat(scene.sip.sent()).isEmpty();
    assertThat(scene.sip.answers()).isEmpty();
    assertThat(scene.stanzas()).isEmpty();
    assertThat(scene.router.held().values()).containsOnly(0);
  }

  @Test
  void requestsOfATenantThatWentMayBeTakenElsewhere() {
    scene.juliet("m1", "a");
    scene.disk.take("verona");
    scene.juliet("m2", "b");
    scene.romeo("t1", "c1", "hello");
    assertThat(scene.sip.answers()).containsExactly(503);
    assertThat(scene.router.gateway().why())
        .extracting(Gateway.Problem::reason)
        .containsExactly("another owner has it; nothing is done for it here");
    assertThat(scene.router.gateway().ready()).isTrue();
  }

  @Test
  void aTenantThatWentIsTakenAgainOnceItIsConfiguredAgain() {
    scene.juliet("m1", "a");
    scene.disk.take("verona");
    scene.juliet("m2", "b");
    var verona = scene.tenants.all.remove(0);
    scene.router.changed(scene.tenants.all);
    scene.tenants.all.add(verona);
    scene.router.changed(scene.tenants.all);
    scene.linksUp();
    scene.time.run();
    assertThat(scene.sip.sent())
        .as("again what was owed")
        .containsExactly("MESSAGE a", "MESSAGE a");
    scene.juliet("m3", "c");
    scene.answer(200);
    assertThat(scene.sip.sent()).endsWith("MESSAGE c");
  }

  @Test
  void aTenantIsWorkedForOnceTheStoreToldWhatThereIsOfIt() {
    scene.juliet("m1", "a");
    var next = new Scene(scene.disk, RouterLimits.DEFAULT, scene.tenants.all.get(0));
    scene.disk.musing = true;
    next.fill();
    next.router.start();
    assertThat(next.net.connects).isEmpty();
    next.romeo("t1", "c1", "hello");
    assertThat(next.sip.answers()).isEmpty();

    scene.disk.musing = false;
    scene.disk.answer(Optional.empty());
    next.time.run();
    next.linksUp();
    assertThat(next.sip.sent()).containsExactly("MESSAGE a");
    assertThat(next.stanzas()).containsExactly("hello");
    assertThat(next.sip.answers()).containsExactly(202);
  }

  @Test
  void aStoreThatDoesNotTellIsAskedAgain() {
    scene.juliet("m1", "a");
    var next = new Scene(scene.disk, RouterLimits.DEFAULT, scene.tenants.all.get(0));
    scene.disk.musing = true;
    next.fill();
    next.router.start();
    scene.disk.answer(Optional.of(new IOException("gone")));
    next.time.run();
    assertThat(next.net.connects).isEmpty();
    scene.disk.musing = false;
    next.time.pass(RouterLimits.DEFAULT.commitRetry());
    next.linksUp();
    assertThat(next.sip.sent()).containsExactly("MESSAGE a");
  }

  @Test
  void aTenantThatAnotherHasIsLeftToHim() {
    var next = new Scene(scene.disk, RouterLimits.DEFAULT, scene.tenants.all.get(0));
    scene.disk.musing = true;
    next.fill();
    next.router.start();
    scene.disk.answer(Optional.of(new FencedException("verona")));
    next.time.pass(60_000);
    assertThat(next.net.connects).isEmpty();
    assertThat(next.router.gateway().ready()).isTrue();
  }

  @Test
  void aTenantThatGoesAndComesAtOnceIsTakenAgain() {
    scene.juliet("m1", "a");
    var verona = scene.tenants.all.remove(0);
    scene.disk.musing = true;
    scene.router.changed(scene.tenants.all);
    scene.tenants.all.add(verona);
    scene.router.changed(scene.tenants.all);
    scene.disk.musing = false;
    scene.disk.answer(Optional.empty());
    scene.time.run();
    scene.linksUp();
    scene.juliet("m2", "b");
    assertThat(scene.sip.sent()).endsWith("MESSAGE b");
  }

  @Test
  void aRouterThatEndsAndATenantThatGoesAreGivenUp() {
    scene.juliet("m1", "a");
    scene.router.stop();
    scene.router.leave();
    assertThat(scene.disk.released).containsExactly("verona");

    var next = new Scene(scene.disk, RouterLimits.DEFAULT, scene.tenants.all.get(0)).up();
    next.tenants.all.clear();
    next.router.changed(List.of());
    next.time.run();
    assertThat(scene.disk.released).containsExactly("verona", "verona");
    assertThat(outcomes()).containsExactly("EXPIRED");
  }
}
