package im.balcony.router;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.router.bounds.RouterLimits;
import im.balcony.router.slot.Attempt;
import im.balcony.router.slot.Slot;
import im.balcony.router.waiting.Parking;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What waits for a part goes on when one is there, whenever that was. */
class ParkingTest {

  private static final String LANE = "verona";

  private final VirtualScheduler scheduler = new VirtualScheduler();
  private final List<String> done = new ArrayList<>();
  private boolean open = true;
  private final Parking parking = new Parking(scheduler, RouterLimits.DEFAULT, lane -> open);

  private void pass(String name, Parking.Work work) {
    parking.pass(LANE, name, work, () -> done.add(name + " refused"), Attempt.unwatched());
  }

  /** Finds no part, and one comes before it can wait for that; {@code times} in a row. */
  private Parking.Work late(String name, int times) {
    var left = new int[] {times};
    return attempt -> {
      if (left[0]-- > 0) {
        parking.filled();
        throw new Slot.SlotEmptyException("mapping");
      }
      done.add(name);
    };
  }

  @Test
  void aPartThatComesBeforeAnybodyWaitsIsNotMissed() {
    pass("first", late("first", 1));
    pass("second", late("second", 0));
    scheduler.run();
    assertThat(done).containsExactly("first", "second");
  }

  @Test
  void norIsOneThatComesWhileTheLaneFlows() {
    pass("first", late("first", 3));
    pass("second", late("second", 0));
    scheduler.run();
    assertThat(done).containsExactly("first", "second");
    assertThat(parking.size()).isZero();
  }

  @Test
  void whatNobodyServesWaitsUntilItsTimeIsOver() {
    pass(
        "first",
        attempt -> {
          throw new Slot.SlotEmptyException("mapping");
        });
    open = false;
    pass("second", late("second", 0));
    scheduler.run();
    assertThat(done).isEmpty();
    assertThat(parking.size(LANE)).isEqualTo(2);

    scheduler.pass(RouterLimits.DEFAULT.keys().parkedAge());
    assertThat(done).containsExactly("first refused", "second refused");
  }
}
