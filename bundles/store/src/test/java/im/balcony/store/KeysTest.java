package im.balcony.store;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.config.Settings;
import im.balcony.testkit.architecture.ConfigurationType;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The keys are declared at one place: each is read, and shown as it is read. */
class KeysTest {

  @Test
  void eachKeyIsShownWithItsDefaultAndItsRange() {
    assertThat(ConfigurationType.violations(StoreConfiguration.class, "im.balcony.store.xml"))
        .isEmpty();
  }

  @Test
  void eachKeyIsRead() {
    var settings =
        new Settings(
            StoreConfiguration.PID, StoreConfiguration.class, line -> {}, Optional.empty());
    var keys = new Keys(settings);

    assertThat(settings.unread()).isEmpty();
    assertThat(keys.bounds(ConfigurationType.defaults(StoreConfiguration.class)))
        .isEqualTo(Bounds.DEFAULT);
  }
}
