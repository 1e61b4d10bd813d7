package im.balcony.router.strand;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tenants take turns, and each keeps its order. */
class TurnsTest {

  private final Turns turns = new Turns();
  private final List<String> done = new ArrayList<>();

  private void add(String tenant, String work) {
    turns.add(tenant, () -> done.add(work));
  }

  private void run() {
    while (!turns.isEmpty()) {
      turns.next().run();
    }
  }

  @Test
  void whoComesLaterWaitsForOneTurnOfEachOther() {
    for (var i = 0; i < 1000; i++) {
      add("loud", "loud " + i);
      add("busy", "busy " + i);
    }
    turns.next().run();
    add("quiet", "quiet");
    for (var i = 0; i < 3; i++) {
      turns.next().run();
    }
    assertThat(done).contains("quiet").hasSize(4);
  }

  @Test
  void eachKeepsItsOrder() {
    for (var i = 0; i < 3; i++) {
      add("a", "a" + i);
    }
    add("b", "b0");
    run();
    assertThat(done).containsExactly("a0", "b0", "a1", "a2");
  }

  @Test
  void whatWorkBringsGoesToTheEnd() {
    turns.add("a", () -> add("a", "again"));
    add("a", "a");
    add("b", "b");
    run();
    assertThat(done).containsExactly("b", "a", "again");
  }
}
