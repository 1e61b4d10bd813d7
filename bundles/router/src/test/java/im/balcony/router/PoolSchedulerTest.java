package im.balcony.router;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.router.bounds.RouterLimits;
import im.balcony.router.slot.Blame;
import im.balcony.router.slot.Slot;
import im.balcony.router.slot.Watch;
import im.balcony.router.strand.PoolScheduler;
import im.balcony.testkit.Tenants;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;

/** Threads that hang in a part, with real threads and short times. */
class PoolSchedulerTest {

  private static final Duration WAIT = Duration.ofSeconds(20);
  private static final RouterLimits SHORT = Small.calls(200, 2);

  private final PoolScheduler scheduler = new PoolScheduler(1, SHORT);
  private final Slot<Part> slot = new Slot<>("mapping", 10_000, scheduler::isExhausted);
  private final CountDownLatch release = new CountDownLatch(1);

  /** A part of which a test says what it does. */
  interface Part {
    String call();
  }

  @AfterEach
  void stop() {
    release.countDown();
    scheduler.stop();
  }

  private static void await(String what, BooleanSupplier holds) throws InterruptedException {
    var end = System.nanoTime() + WAIT.toNanos();
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      Thread.sleep(5);
    }
  }

  /** Hangs until the test lets it go, whoever interrupts it. */
  private String hang() {
    var interrupted = false;
    while (release.getCount() > 0) {
      try {
        release.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return "late";
  }

  /** A turn as a strand does it: what counts goes to {@code results}, a hang to {@code lates}. */
  private void turn(Slot<Part> parts, List<String> results, List<String> lates) {
    scheduler.execute(
        () -> {
          try (var watch = scheduler.watch(late -> lates.add(late.part() + " " + late.what()))) {
            try (var lease = parts.borrow("", watch)) {
              var result = lease.call(Part::call);
              if (watch.over()) {
                results.add(result);
              }
            } catch (Slot.SlotEmptyException | Slot.PartFailedException e) {
              if (watch.over()) {
                results.add(e.getMessage());
              }
            }
          }
        });
  }

  @Test
  void aThreadThatHangsIsReplacedAndWhatItBringsIsVoid() throws Exception {
    slot.bind(this::hang, new Version("1.0.0"));
    var results = new CopyOnWriteArrayList<String>();
    var lates = new CopyOnWriteArrayList<String>();
    var returned = new AtomicBoolean();
    scheduler.whenReturned(() -> returned.set(true));

    turn(slot, results, lates);
    await("late", () -> !lates.isEmpty());
    assertThat(lates.get(0)).startsWith("mapping 1.0.0 hangs at ");
    assertThat(scheduler.hanging()).hasSize(1);
    var other = new CountDownLatch(1);
    scheduler.execute(other::countDown);
    assertThat(other.await(20, TimeUnit.SECONDS)).isTrue();

    release.countDown();
    await("returned", returned::get);
    assertThat(results).isEmpty();
    assertThat(lates).hasSize(1);
    assertThat(scheduler.hanging()).isEmpty();
    await("one worker again", () -> workers() == 1);
  }

  private static long workers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().startsWith("balcony-strand-"))
        .count();
  }

  @Test
  void anExchangeDoesNotWaitForACallThatWasWrittenOff() throws Exception {
    Part part = this::hang;
    slot.bind(part, new Version("1.0.0"));
    var lates = new CopyOnWriteArrayList<String>();
    turn(slot, new ArrayList<>(), lates);
    await("late", () -> !lates.isEmpty());

    var began = System.nanoTime();
    slot.unbind(part);

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    assertThat(slot.uses()).isEmpty();
  }

  @Test
  void nothingKeepsAPartThatCameBackLate() throws Exception {
    var part = new OnlyPart(this::hang);
    slot.bind(part.service(), new Version("1.0.0"));
    var weak = new WeakReference<>(part.service());
    var lates = new CopyOnWriteArrayList<String>();
    turn(slot, new ArrayList<>(), lates);
    await("late", () -> !lates.isEmpty());
    slot.unbind(part.service());
    part.forget();
    release.countDown();
    await("returned", () -> scheduler.hanging().isEmpty());

    await(
        "collected",
        () -> {
          System.gc();
          return weak.get() == null;
        });
  }

  private static final class OnlyPart {
    private Optional<Part> service;

    OnlyPart(Part call) {
      service = Optional.of(() -> call.call());
    }

    Part service() {
      return service.orElseThrow();
    }

    void forget() {
      service = Optional.empty();
    }
  }

  @Test
  void anInterruptIsForThePartAlone() throws Exception {
    var seen = new CopyOnWriteArrayList<String>();
    slot.bind(
        () -> {
          try {
            Thread.sleep(60_000);
            return "slept";
          } catch (InterruptedException e) {
            seen.add("interrupted");
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
          }
        },
        new Version("1.0.0"));
    scheduler.execute(
        () -> {
          try (var watch = scheduler.watch(late -> {})) {
            try (var lease = slot.borrow("", watch)) {
              lease.call(Part::call);
            } catch (Slot.SlotEmptyException | Slot.PartFailedException e) {
              seen.add("failed");
            } catch (Watch.WrittenOffException e) {
              seen.add("written off, interrupt " + Thread.currentThread().isInterrupted());
            }
          }
        });

    await("ended", () -> seen.size() == 2);
    assertThat(seen).containsExactly("interrupted", "written off, interrupt false");
    await("returned", () -> scheduler.hanging().isEmpty());
  }

  @Test
  void aThreadOfOthersWaitsForTheLimitOnly() throws Exception {
    slot.bind(this::hang, new Version("1.0.0"));
    var reached = new AtomicInteger();
    var hang =
        scheduler.aside(
            "",
            watch -> {
              try (var lease = slot.borrow("", watch)) {
                lease.call(Part::call);
                reached.incrementAndGet();
              } catch (Slot.SlotEmptyException | Slot.PartFailedException e) {
                reached.incrementAndGet();
              }
            });

    assertThat(hang).isPresent();
    assertThat(hang.orElseThrow().isHang()).isTrue();
    assertThat(scheduler.aside("", watch -> {})).isEmpty();
    release.countDown();
    await("returned", () -> scheduler.hanging().isEmpty());
    assertThat(reached).hasValue(0);
  }

  @Test
  void pastTheLimitTheServiceIsNotLentAndOthersAre() throws Exception {
    Part good = () -> "good";
    slot.bind(this::hang, new Version("1.0.0"));
    var other = new Slot<Part>("session", 1_000, scheduler::isExhausted);
    other.bind(good, Version.emptyVersion);
    var results = new CopyOnWriteArrayList<String>();
    var lates = new CopyOnWriteArrayList<String>();
    turn(slot, results, lates);
    turn(slot, results, lates);
    await("two late", () -> lates.size() == 2);
    assertThat(scheduler.isExhausted()).isTrue();

    turn(slot, results, lates);
    turn(other, results, lates);
    await("both answered", () -> results.size() == 2);
    assertThat(results).containsExactly("mapping", "good");
    assertThat(slot.uses().get(0).hung()).isEqualTo(2);

    release.countDown();
    await("returned", () -> !scheduler.isExhausted());
    turn(slot, results, lates);
    await("lent again", () -> results.size() == 3);
    assertThat(results).last().isEqualTo("late");
  }

  @Test
  void aPauseOfTheWholeProcessIsOneTick() throws Exception {
    slot.bind(() -> "x", new Version("1.0.0"));
    var watch = new Watch(w -> {});
    try (var lease = slot.borrow("", watch)) {
      lease.call(
          part -> {
            for (var i = 1; i < 10; i++) {
              assertThat(watch.tick(1, 10)).isEmpty();
            }
            return part.call();
          });
      Function<Part, String> late =
          part -> {
            for (var i = 1; i < 10; i++) {
              assertThat(watch.tick(1, 10)).isEmpty();
            }
            assertThat(watch.tick(1, 10)).isPresent();
            assertThat(watch.tick(1, 10)).isEmpty();
            return part.call();
          };
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> lease.call(late))
          .isInstanceOf(Watch.WrittenOffException.class);
      assertThat(watch.tick(1, 1)).isEmpty();
    }
    assertThat(watch.over()).isFalse();
    watch.close();
  }

  @Test
  void aCallIsChargedNothingForTheUnitOfTimeInWhichItBegan() throws Exception {
    slot.bind(() -> "x", new Version("1.0.0"));
    var second = TimeUnit.SECONDS.toNanos(1);
    var watch = new Watch(w -> {});
    try (var lease = slot.borrow("", watch)) {
      for (var i = 0; i < 2; i++) {
        lease.call(
            part -> {
              assertThat(watch.weigh(new Blame(), second)).isZero();
              assertThat(watch.weigh(new Blame(), second)).isPositive();
              return part.call();
            });
      }
      assertThat(watch.weigh(new Blame(), second)).as("nothing is called").isZero();
    }
    watch.close();
  }

  @Test
  void theWholeRouterGoesOnWithThePreviousVersion() throws Exception {
    var scene = new Scene(Optional.of(scheduler), new Fakes.Disk(), SHORT, Tenants.verona()).up();
    var next = new ScriptRules("2");
    next.first =
        call -> {
          if (call.equals("in")) {
            hang();
          }
        };
    scene.router.parts().mapping().bind(next, new Version("1.1.0"));

    scene.juliet("m1", "one");
    scene.juliet("m2", "two");
    await("sent by the other", () -> scene.sip.requests.size() == 1);
    assertThat(scene.sip.sent()).containsExactly("MESSAGE one");
    release.countDown();
    await("returned", () -> scheduler.hanging().isEmpty());
    scene.answer(200);
    await("the next", () -> scene.sip.requests.size() == 2);

    assertThat(scene.sip.sent()).containsExactly("MESSAGE one", "MESSAGE two");
    assertThat(next.heard).doesNotContain("Answered");
    assertThat(scene.router.gateway().parts().get(0).state()).isEqualTo("quarantined");
    assertThat(scene.disk.journal.get("m1").outcome()).isEqualTo("HANDED_OVER");
  }

  @Test
  void moreOrFewerThreadsWorkAtOnceWithoutLosingWork() throws Exception {
    var limits = Small.calls(200, 2);
    var pool = new PoolScheduler(1, limits);
    try {
      for (var threads : new int[] {3, 1, 2}) {
        pool.retune(threads);
        var together = new java.util.concurrent.CyclicBarrier(threads + 1);
        for (var i = 0; i < threads; i++) {
          pool.execute(
              () -> {
                try {
                  together.await(20, java.util.concurrent.TimeUnit.SECONDS);
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
        }
        together.await(20, java.util.concurrent.TimeUnit.SECONDS);
      }
      limits.current().set(RouterLimits.DEFAULT.keys());
      pool.retune(1);
      assertThat(pool.isExhausted()).isFalse();
    } finally {
      pool.stop();
    }
  }
}
