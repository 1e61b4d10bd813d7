package im.balcony.api.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ConcurrentModificationException;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What came is found by its number, and in the order of the numbers. */
class ArrivalsTest {

  private final Arrivals<String> arrivals = new Arrivals<>();

  @Test
  void asASortedMapWouldHaveThem() {
    var model = new TreeMap<Long, String>();
    var random = new Random(7);
    for (var step = 0; step < 5000; step++) {
      // It grows, and shrinks to nothing, and grows again.
      long order = random.nextInt(30);
      if (random.nextInt(100) < (step / 500 % 2 == 0 ? 70 : 20)) {
        assertThat(arrivals.put(order, "v" + step)).isEqualTo(model.put(order, "v" + step));
      } else {
        assertThat(arrivals.remove(order)).isEqualTo(model.remove(order));
      }
      assertThat(arrivals.values()).containsExactlyElementsOf(model.values());
      assertThat(arrivals.size()).isEqualTo(model.size());
      assertThat(arrivals.isEmpty()).isEqualTo(model.isEmpty());
      assertThat(arrivals.get(order)).isEqualTo(model.get(order));
      var after = model.higherKey(order);
      assertThat(arrivals.after(order, -1)).isEqualTo(after == null ? -1 : after);
      assertThat(arrivals.last(-1)).isEqualTo(model.isEmpty() ? -1 : model.lastKey());
    }
  }

  @Test
  void ofNothingThereIsNoOldest() {
    assertThatThrownBy(arrivals::first).isInstanceOf(NoSuchElementException.class);
    arrivals.put(5, "five");
    arrivals.put(3, "three");
    assertThat(arrivals.first()).isEqualTo("three");
  }

  @Test
  void theyComeToOthersInTheirPlaces() {
    var others = new Arrivals<String>();
    others.put(2, "two");
    arrivals.put(3, "three");
    arrivals.put(1, "one");
    arrivals.addTo(others);
    assertThat(others.values()).containsExactly("one", "two", "three");
  }

  @Test
  void whoGoesThroughNoticesThatOthersCame() {
    arrivals.put(1, "one");
    var all = arrivals.values().iterator();
    arrivals.put(2, "two");
    assertThatThrownBy(all::next).isInstanceOf(ConcurrentModificationException.class);
  }
}
