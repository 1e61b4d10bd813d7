package im.balcony.xmpp;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Facts;
import org.junit.jupiter.api.Test;

/** What holds where the router says nothing. */
class SettingsTest {

  private final Settings settings = Settings.of(Facts.NONE.with("domain", "example.net"));

  @Test
  void anIdleLinkIsPingedEveryHalfMinuteAndDeadTenSecondsLater() {
    assertThat(settings.pingIdle()).isEqualTo(30_000);
    assertThat(settings.deadAfter()).isEqualTo(10_000);
  }

  @Test
  void handOversAreConfirmedEverySecondAndAServerHasTenToShakeHands() {
    assertThat(settings.pingBusy()).isEqualTo(1_000);
    assertThat(settings.handshakeTimeout()).isEqualTo(10_000);
  }
}
