package im.balcony.router;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.router.bounds.RouterLimits;
import im.balcony.router.slot.Attempt;
import im.balcony.router.slot.Slot;
import im.balcony.router.strand.PoolScheduler;
import im.balcony.testkit.Tenants;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;

/** Which thread does what, with real threads: no more of them are woken than have to be. */
class HandOffsTest {

  private static final long WAIT = TimeUnit.SECONDS.toNanos(60);

  private final RouterLimits limits = Small.calls(200, 2);
  private final PoolScheduler scheduler = new PoolScheduler(2, limits);
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void stop() {
    release.countDown();
    scheduler.stop();
  }

  private static void await(String what, BooleanSupplier holds) throws InterruptedException {
    var end = System.nanoTime() + WAIT;
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      Thread.sleep(5);
    }
  }

  /** Hangs until the test lets it go, whoever interrupts it. */
  private void hang() {
    while (release.getCount() > 0) {
      Thread.onSpinWait();
    }
  }

  private static String name() {
    return Thread.currentThread().getName();
  }

  private Scene scene() {
    return new Scene(Optional.of(scheduler), new Fakes.Disk(), limits, Tenants.verona()).up();
  }

  @Test
  void aRecordIsRoutedAndItsTurnDoneByOneThread() throws Exception {
    var scene = scene();
    var calls = new CopyOnWriteArrayList<String>();
    scene.rules.first = call -> calls.add(call + " by " + name());

    scene.juliet("m1", "one");
    await("sent", () -> scene.sip.requests.size() == 1);

    var door = calls.get(0).substring("route by ".length());
    assertThat(door).startsWith("balcony-door-");
    assertThat(calls).startsWith("route by " + door, "in by " + door, "out by " + door);
  }

  @Test
  void aRouteThatHangsIsAskedAgainByAnotherThreadAndItsSourceGoesOnInOrder() throws Exception {
    var scene = scene();
    var next = new ScriptRules("2");
    next.first =
        call -> {
          if (call.equals("route")) {
            hang();
          }
        };
    scene.router.parts().mapping().bind(next, new Version("1.1.0"));

    for (var text : List.of("one", "two", "three")) {
      scene.juliet(text, text);
    }
    await("sent", () -> scene.sip.requests.size() == 1);
    scene.answer(200);
    await("the second", () -> scene.sip.requests.size() == 2);
    scene.answer(200);
    await("the third", () -> scene.sip.requests.size() == 3);
    assertThat(scheduler.hanging()).hasSize(1);

    release.countDown();
    await("returned", () -> scheduler.hanging().isEmpty());
    scene.juliet("four", "four");
    scene.answer(200);
    await("the fourth", () -> scene.sip.requests.size() == 4);
    assertThat(scene.sip.sent())
        .containsExactly("MESSAGE one", "MESSAGE two", "MESSAGE three", "MESSAGE four");
    assertThat(scene.router.held()).containsEntry("records at the doors", 0);
  }

  @Test
  void whatWasToFollowInAThreadThatHangsIsDoneByAnother() throws Exception {
    var followed = new CountDownLatch(1);
    var slot = new Slot<Runnable>("mapping", 1000, scheduler::isExhausted);
    slot.bind(this::hang, new Version("1.0.0"));
    var after = new CopyOnWriteArrayList<String>();
    scheduler.receive(
        "a",
        () -> {
          scheduler.follow("a", followed::countDown);
          scheduler.attempt(
              "a",
              attempt -> {
                if (!attempt.isAnother()) {
                  call(slot, attempt);
                }
              },
              () -> after.add(name()));
        });

    assertThat(followed.await(60, TimeUnit.SECONDS)).isTrue();
    await("attempted again", () -> !after.isEmpty());
    release.countDown();
    await("returned", () -> scheduler.hanging().isEmpty());
    assertThat(after).hasSize(1);
  }

  private static void call(Slot<Runnable> slot, Attempt attempt) {
    try (var lease = slot.borrow("", attempt.watch())) {
      lease.call(
          part -> {
            part.run();
            return true;
          });
    } catch (Slot.SlotEmptyException | Slot.PartFailedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aThreadOfOthersWaitsForAnAttemptOfAWorkers() {
    var seen = new CopyOnWriteArrayList<String>();
    scheduler.attempt("a", attempt -> seen.add(name()), () -> seen.add("after"));
    assertThat(seen).hasSize(2);
    assertThat(seen.get(0)).startsWith("balcony-call-");
  }

  @Test
  void whereOthersWaitForAThreadItWaitsForItsTurn() throws Exception {
    var busy = new CountDownLatch(2);
    var by = new CopyOnWriteArrayList<String>();
    Runnable wait =
        () -> {
          busy.countDown();
          hang();
        };
    scheduler.execute("x", wait);
    scheduler.execute("x", wait);
    assertThat(busy.await(60, TimeUnit.SECONDS)).isTrue();
    scheduler.execute("quiet", () -> by.add("quiet " + name()));
    scheduler.receive(
        "loud",
        () -> {
          scheduler.follow("loud", () -> by.add("loud " + name()));
          release.countDown();
        });

    await("both done", () -> by.size() == 2);
    assertThat(by).allMatch(line -> line.contains(" balcony-strand-"));
  }
}
