package im.balcony.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which of what waits is committed with the next group. */
class BacklogTest {

  private final Backlog<String> backlog = new Backlog<>();

  private List<String> take(int most) throws InterruptedException {
    var group = new ArrayList<String>();
    backlog.take(group, most, 1);
    return group;
  }

  @Test
  void tenantsTakeTurnsAndEachKeepsItsOrder() throws Exception {
    for (var i = 0; i < 1000; i++) {
      backlog.add("loud", "loud" + i);
    }
    backlog.add("quiet", "quiet0");
    backlog.add("quiet", "quiet1");
    assertThat(take(4)).containsExactly("loud0", "quiet0", "loud1", "quiet1");
    assertThat(take(2)).containsExactly("loud2", "loud3");
    assertThat(take(2000)).hasSize(996);
    assertThat(backlog.isEmpty()).isTrue();
  }

  @Test
  void whatIsTakenOutIsNotCommitted() throws Exception {
    backlog.add("a", "a0");
    assertThat(backlog.remove("a", "a0")).isTrue();
    assertThat(backlog.remove("a", "a0")).isFalse();
    assertThat(take(1)).isEmpty();
  }
}
