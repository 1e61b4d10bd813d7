package im.balcony.router;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.tenant.Limits;
import im.balcony.router.bounds.Congestion;
import im.balcony.router.bounds.RouterLimits;
import im.balcony.router.strand.Doors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How records wait that have yet to find their conversation. */
class DoorsTest {

  private static final Limits.Share SHARE = new Limits.Share(3, 1, 1, 1);

  private final VirtualScheduler time = new VirtualScheduler();
  private final Congestion congestion = new Congestion(() -> 100);
  private final Doors doors = new Doors(time, RouterLimits.DEFAULT, congestion);
  private final List<String> in = new ArrayList<>();

  private boolean enter(String tenant, String source, String name, boolean fresh) {
    return doors.enter(tenant, SHARE, source, name, fresh, attempt -> in.add(name));
  }

  @Test
  void oneSourceKeepsItsOrderAndTenantsTakeTurns() {
    for (var name : List.of("a1", "a2", "a3")) {
      assertThat(enter("a", "s", name, true)).isTrue();
    }
    assertThat(enter("b", "s", "b1", true)).isTrue();
    time.run();
    assertThat(in).containsExactly("a1", "b1", "a2", "a3");
    assertThat(doors.waiting()).isZero();
  }

  @Test
  void newWorkPastTheShareIsRefused() {
    for (var name : List.of("a1", "a2", "a3")) {
      enter("a", name, name, true);
    }
    assertThat(enter("a", "s", "a4", true)).isFalse();
    assertThat(enter("b", "s", "b1", true)).isTrue();
    time.run();
    assertThat(in).containsExactlyInAnyOrder("a1", "a2", "a3", "b1");
    assertThat(enter("a", "s", "a5", true)).isTrue();
  }

  @Test
  void resultsAreNotRefusedAndDoNotGrowWithoutBound() {
    for (var i = 0; i < 10; i++) {
      assertThat(enter("a", "s", "a" + i, false)).isTrue();
    }
    assertThat(doors.waiting()).isEqualTo(6);
    assertThat(in).containsExactly("a6", "a7", "a8", "a9");
    time.run();
    assertThat(in).hasSize(10);
  }

  @Test
  void aCancelGoesInBehindItsInvite() {
    enter("a", "s", "a1", true);
    enter("a", "s", "invite", true);
    doors.after("invite", () -> in.add("cancel"));
    doors.after("nobody", () -> in.add("at once"));
    time.run();
    assertThat(in).containsExactly("at once", "a1", "invite", "cancel");
    doors.after("invite", () -> in.add("later"));
    assertThat(in).endsWith("later");
    assertThat(doors.waiting()).isZero();
  }

  @Test
  void aHandOverDoesNotOvertakeAnError() {
    enter("a", "s", "text", true);
    enter("a", "s", "error", false);
    doors.follow("a", "s", () -> in.add("handed over"));
    time.run();
    assertThat(in).containsExactly("text", "error", "handed over");
    assertThat(doors.waiting()).isZero();
  }

  @Test
  void whatThrowsLetsTheNextIn() {
    doors.enter(
        "a",
        SHARE,
        "s",
        "bad",
        true,
        attempt -> {
          throw new IllegalStateException("bad");
        });
    enter("a", "s", "a2", true);
    try {
      time.run();
    } catch (IllegalStateException e) {
      time.run();
    }
    assertThat(in).containsExactly("a2");
    assertThat(doors.waiting()).isZero();
  }
}
