package im.balcony.router.bounds;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CongestionTest {

  private static final String TENANT = "verona";

  private final Congestion congestion = new Congestion(() -> 100);
  private long now = 1_000_000;

  /** Work is done each millisecond that waited so long. */
  private void done(int times, long waited) {
    for (var i = 0; i < times; i++) {
      now++;
      congestion.inConversation(TENANT, waited, now);
    }
  }

  private boolean refuses() {
    return congestion.refuses(TENANT, now);
  }

  @Test
  void aBurstIsTakenHoweverLongItWaits() {
    done(500, 400);
    assertThat(refuses()).isFalse();
    done(1, 99);
    done(500, 400);
    assertThat(refuses()).as("it was calm in between").isFalse();
  }

  @Test
  void littleThatIsDoneLateIsNoQueue() {
    for (var i = 0; i < 499; i++) {
      now += 30;
      congestion.inConversation(TENANT, 5_000, now);
    }
    assertThat(refuses()).isFalse();
    now += 500;
    done(500, 5_000);
    assertThat(refuses()).as("nothing was done in between").isFalse();
    done(1, 5_000);
    assertThat(refuses()).isTrue();
  }

  @Test
  void whatGoesOnIsRefusedAsLongAsWorkWaits() {
    done(501, 100);
    assertThat(refuses()).isTrue();
    done(1, 50);
    assertThat(refuses()).isTrue();
    done(1, 49);
    assertThat(refuses()).isFalse();
    done(1, 50);
    assertThat(refuses()).as("at once: it is known to be too much").isTrue();
  }

  @Test
  void afterSomeCalmSecondsABurstIsABurstAgain() {
    done(501, 100);
    assertThat(refuses()).isTrue();
    done(2_997, 10);
    done(1, 60);
    assertThat(refuses()).isTrue();
    done(3_001, 10);
    done(1, 60);
    assertThat(refuses()).isFalse();
    done(501, 100);
    assertThat(refuses()).isTrue();
  }

  @Test
  void whereNothingIsDoneAnyMoreOneMayTry() {
    done(501, 100);
    now += 499;
    assertThat(refuses()).isTrue();
    now++;
    assertThat(refuses()).isFalse();
  }

  @Test
  void queuesAndTenantsAreLookedAtOneByOne() {
    for (var i = 0; i < 501; i++) {
      now++;
      congestion.atDoor(TENANT, 0, now);
      congestion.inConversation(TENANT, 300, now);
    }
    assertThat(congestion.refuses("padua", now)).isFalse();
    assertThat(refuses()).isTrue();
    congestion.forget(TENANT);
    assertThat(refuses()).isFalse();
  }
}
