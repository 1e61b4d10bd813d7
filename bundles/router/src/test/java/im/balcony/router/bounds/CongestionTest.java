package im.balcony.router.bounds;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CongestionTest {

  private static final String TENANT = "verona";

  private final Congestion congestion = new Congestion(() -> 100);
  private long now = 1_000_000;

  /** Work is done each 10 ms that waited so long. */
  private void done(int times, long waited) {
    for (var i = 0; i < times; i++) {
      now += 10;
      congestion.inConversation(TENANT, waited, now);
    }
  }

  private boolean refuses() {
    return congestion.refuses(TENANT, now);
  }

  @Test
  void aBurstIsTakenHoweverLongItWaits() {
    done(50, 400);
    assertThat(refuses()).isFalse();
    done(1, 99);
    done(50, 400);
    assertThat(refuses()).as("it was calm in between").isFalse();
  }

  @Test
  void whatGoesOnIsRefusedAsLongAsWorkWaits() {
    done(52, 100);
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
    done(52, 100);
    assertThat(refuses()).isTrue();
    done(298, 10);
    done(1, 60);
    assertThat(refuses()).isTrue();
    done(301, 10);
    done(1, 60);
    assertThat(refuses()).isFalse();
    done(52, 100);
    assertThat(refuses()).isTrue();
  }

  @Test
  void whereNothingIsDoneAnyMoreOneMayTry() {
    done(52, 100);
    now += 499;
    assertThat(refuses()).isTrue();
    now++;
    assertThat(refuses()).isFalse();
  }

  @Test
  void queuesAndTenantsAreLookedAtOneByOne() {
    for (var i = 0; i < 52; i++) {
      now += 10;
      congestion.atDoor(TENANT, 0, now);
      congestion.inConversation(TENANT, 300, now);
    }
    assertThat(congestion.refuses("padua", now)).isFalse();
    assertThat(refuses()).isTrue();
    congestion.forget(TENANT);
    assertThat(refuses()).isFalse();
  }
}
