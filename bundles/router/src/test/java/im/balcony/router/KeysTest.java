package im.balcony.router;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.router.bounds.RouterLimits;
import im.balcony.testkit.architecture.ConfigurationType;
import org.junit.jupiter.api.Test;

/** The keys are declared at one place: each is read, and shown as it is read. */
class KeysTest {

  @Test
  void eachKeyIsShownWithItsDefaultAndItsRange() {
    var shown = "im.balcony.router.RouterConfig.xml";

    assertThat(ConfigurationType.violations(RouterConfig.class, shown)).isEmpty();
  }

  @Test
  void eachKeyIsRead() throws ReflectiveOperationException {
    // The component's own key is read where the component is.
    Class.forName(RouterComponent.class.getName());

    assertThat(Keys.KEYS.unread()).isEmpty();
  }

  @Test
  void theDefaultsAreThoseOfTheLimits() {
    assertThat(RouterComponent.keys(ConfigurationType.defaults(RouterConfig.class)))
        .isEqualTo(RouterLimits.Keys.DEFAULT);
  }
}
