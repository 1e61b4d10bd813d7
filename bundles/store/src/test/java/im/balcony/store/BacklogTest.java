package im.balcony.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which of what waits is committed with the next group. */
class BacklogTest {

  private final Backlog<String> backlog = new Backlog<>();

  private void add(String tenant, String item) {
    assertThat(backlog.offer(tenant, item, 1, 10_000)).isTrue();
  }

  private List<String> take(int most) throws InterruptedException {
    var group = new ArrayList<String>();
    backlog.take(group, most, 1);
    return group;
  }

  @Test
  void tenantsTakeTurnsAndEachKeepsItsOrder() throws Exception {
    for (var i = 0; i < 1000; i++) {
      add("loud", "loud" + i);
    }
    add("quiet", "quiet0");
    add("quiet", "quiet1");
    assertThat(take(4)).containsExactly("loud0", "quiet0", "loud1", "quiet1");
    assertThat(take(2)).containsExactly("loud2", "loud3");
    assertThat(take(2000)).hasSize(996);
    assertThat(backlog.isEmpty()).isTrue();
  }

  @Test
  void aTenantLeavesTheOthersRoom() {
    var taken = 0;
    while (backlog.offer("loud", "text", 10, 1000)) {
      taken++;
    }
    assertThat(taken).isEqualTo(50);
    assertThat(backlog.offer("quiet", "text", 20, 1000)).isTrue();
    backlog.release("loud", 10);
    assertThat(backlog.offer("loud", "text", 10, 1000)).isFalse();
    backlog.release("quiet", 20);
    assertThat(backlog.offer("loud", "text", 10, 1000)).isTrue();
  }

  @Test
  void whereNothingIsHeldAnySizeIsTaken() {
    assertThat(backlog.offer("a", "large", 2000, 1000)).isTrue();
    assertThat(backlog.offer("b", "small", 1, 1000)).isFalse();
    backlog.release("a", 2000);
    assertThat(backlog.offer("b", "small", 1, 1000)).isTrue();
  }

  @Test
  void whatIsTakenOutIsNotCommitted() throws Exception {
    add("a", "a0");
    assertThat(backlog.remove("a", "a0")).isTrue();
    assertThat(backlog.remove("a", "a0")).isFalse();
    assertThat(take(1)).isEmpty();
  }
}
