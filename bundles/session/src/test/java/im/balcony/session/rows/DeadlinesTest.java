package im.balcony.session.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Deadlines are those that were added and not removed, the first in front. */
class DeadlinesTest {

  private final Deadlines deadlines = new Deadlines();

  /** Orders by deadline and order, as one number that sorts alike. */
  private final TreeMap<Long, Long> model = new TreeMap<>();

  private static long both(long time, long order) {
    return time * 1000 + order;
  }

  @Test
  void asASortedMapWouldHaveThem() {
    var random = new Random(7);
    for (var step = 0; step < 3000; step++) {
      long time = random.nextInt(20);
      long order = random.nextInt(20);
      if (random.nextInt(3) == 0 || model.containsKey(both(time, order))) {
        deadlines.remove(time, order);
        model.remove(both(time, order));
      } else {
        deadlines.add(time, order);
        model.put(both(time, order), order);
      }
      var due = new ArrayList<Long>();
      deadlines.until(time, due::add);
      assertThat(due).containsExactlyElementsOf(model.headMap(both(time + 1, 0)).values());
      assertThat(deadlines.first())
          .isEqualTo(model.isEmpty() ? Long.MAX_VALUE : model.firstKey() / 1000);
    }
  }
}
