package im.balcony.sip.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.balcony.sip.VirtualTimers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Many times on one timer. */
class DueTimesTest {

  private final VirtualTimers timers = new VirtualTimers();
  private final DueTimes deadlines = new DueTimes(timers);
  private final List<String> rung = new ArrayList<>();

  private final class Named extends DueTimes.Due {
    private final String name;

    private Named(String name) {
      this.name = name;
    }

    @Override
    protected void due() {
      rung.add(name + "@" + timers.now());
    }
  }

  @Test
  void eachComesAtItsLastTimeOnOneTimer() {
    var random = new Random(17);
    var wanted = new HashMap<String, Long>();
    var named = new ArrayList<Named>();
    for (var i = 0; i < 2_000; i++) {
      named.add(new Named("n" + i));
    }
    for (var step = 0; step < 20_000; step++) {
      var one = named.get(random.nextInt(named.size()));
      var at = random.nextInt(4) == 0 ? DueTimes.NEVER : timers.now() + random.nextInt(5_000);
      deadlines.set(one, at);
      wanted.put(one.name, at);
      assertThat(timers.waiting()).isLessThanOrEqualTo(1);
    }
    wanted.values().removeIf(at -> at == DueTimes.NEVER);
    assertThat(deadlines.size()).isEqualTo(wanted.size());
    timers.pass(5_000);
    assertThat(rung)
        .containsExactlyInAnyOrderElementsOf(
            wanted.entrySet().stream().map(e -> e.getKey() + "@" + e.getValue()).toList());
    assertThat(rung.stream().map(r -> r.substring(r.indexOf('@')))).isSorted();
    assertThat(deadlines.size()).isZero();
    assertThat(timers.waiting()).isZero();
  }

  @Test
  void whatComesSoonerDoesNotWaitForTheTimer() {
    var begin = timers.now();
    deadlines.set(new Named("late"), begin + 100);
    deadlines.set(new Named("soon"), begin + 10);
    deadlines.set(new Named("past"), begin - 10);
    timers.pass(0);
    assertThat(rung).containsExactly("past@" + begin);
    timers.pass(50);
    assertThat(rung).containsExactly("past@" + begin, "soon@" + (begin + 10));
    assertThat(timers.waiting()).isEqualTo(1);
  }

  @Test
  void oneThatFailsLeavesTheOthersTheirTime() {
    var begin = timers.now();
    deadlines.set(
        new DueTimes.Due() {
          @Override
          protected void due() {
            throw new IllegalStateException("as told");
          }
        },
        begin + 10);
    deadlines.set(new Named("same"), begin + 10);
    deadlines.set(new Named("later"), begin + 20);
    assertThatThrownBy(() -> timers.pass(10)).hasMessage("as told");
    timers.pass(20);
    assertThat(rung).containsExactly("same@" + (begin + 10), "later@" + (begin + 20));
  }

  @Test
  void whatIsDueMayTakeAnotherTime() {
    var begin = timers.now();
    var again =
        new DueTimes.Due() {
          @Override
          protected void due() {
            rung.add("again@" + timers.now());
            if (rung.size() < 3) {
              deadlines.set(this, timers.now() + 7);
            }
          }
        };
    deadlines.set(again, begin + 7);
    timers.pass(100);
    assertThat(rung)
        .containsExactly("again@" + (begin + 7), "again@" + (begin + 14), "again@" + (begin + 21));
  }
}
