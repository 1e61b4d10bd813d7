package im.balcony.router;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.router.bounds.RouterLimits;
import im.balcony.router.slot.Slot;
import im.balcony.router.strand.PoolScheduler;
import im.balcony.testkit.Tenants;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;

/**
 * Calls that take longer than {@code call.limit} and do not hang, with real threads; and a loop.
 */
class SlowCallsTest {

  private static final long LIMIT = 200;

  private final PoolScheduler scheduler = new PoolScheduler(1, Small.calls(LIMIT, 2));
  private final List<String> lates = new CopyOnWriteArrayList<>();
  private final List<String> results = new CopyOnWriteArrayList<>();
  private final AtomicBoolean released = new AtomicBoolean();

  @AfterEach
  void stop() {
    released.set(true);
    scheduler.stop();
  }

  private CountDownLatch turn(PoolSchedulerTest.Part part) {
    var slot = new Slot<PoolSchedulerTest.Part>("mapping", 1000, scheduler::isExhausted);
    slot.bind(part, new Version("1.0.0"));
    var done = new CountDownLatch(1);
    scheduler.execute(
        () -> {
          try (var watch = scheduler.watch(late -> lates.add(late.what()));
              var lease = slot.borrow("", watch)) {
            var result = lease.call(PoolSchedulerTest.Part::call);
            if (watch.over()) {
              results.add(result);
            }
          } catch (Slot.SlotEmptyException | Slot.PartFailedException e) {
            results.add("failed");
          } finally {
            done.countDown();
          }
        });
    return done;
  }

  /** A class loader that takes its time, as on a machine that has other things to do. */
  private static final class Slow extends ClassLoader {
    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      try {
        Thread.sleep(4 * LIMIT);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      throw new ClassNotFoundException(name);
    }
  }

  @Test
  void theLoadingOfAClassIsNoHang() throws Exception {
    var done =
        turn(
            () -> {
              try {
                return new Slow().loadClass("im.example.Large").getName();
              } catch (ClassNotFoundException e) {
                return "loaded";
              }
            });

    assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(results).containsExactly("loaded");
    assertThat(lates).isEmpty();
  }

  @Test
  void aLoadingThatNeverEndsIsOneInTheEnd() throws Exception {
    var loader =
        new ClassLoader() {
          @Override
          protected Class<?> findClass(String name) throws ClassNotFoundException {
            while (!released.get()) {
              Thread.onSpinWait();
            }
            throw new ClassNotFoundException(name);
          }
        };
    turn(
        () -> {
          try {
            return loader.loadClass("im.example.Endless").getName();
          } catch (ClassNotFoundException e) {
            return "loaded";
          }
        });

    awaitLate();
    assertThat(results).isEmpty();
  }

  @Test
  void aLoopIsOneThoughItWaitsForNothing() throws Exception {
    turn(
        () -> {
          while (!released.get()) {
            Thread.onSpinWait();
          }
          return "late";
        });

    awaitLate();
    assertThat(results).isEmpty();
  }

  private void awaitLate() throws InterruptedException {
    var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (lates.isEmpty()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(5);
    }
    assertThat(lates).singleElement().asString().startsWith("hangs at ");
  }

  /** Parts that failed while what was stored was read are asked again by themselves. */
  @Test
  void whatCannotBeReadAtTheStartIsReadLater() {
    var scene = new Scene().up();
    scene.juliet("m1", "one");
    var next = new Scene(Optional.empty(), scene.disk, RouterLimits.DEFAULT, Tenants.verona());
    next.rules.first =
        call -> {
          if (call.equals("handles")) {
            next.time.late();
          }
        };
    next.up();
    assertThat(next.sip.sent()).isEmpty();

    next.rules.first = call -> {};
    next.time.pass(40_000);

    assertThat(next.sip.sent()).containsExactly("MESSAGE one");
    next.answer(200);
    assertThat(next.disk.journal.get("m1").outcome()).isEqualTo("HANDED_OVER");
  }
}
