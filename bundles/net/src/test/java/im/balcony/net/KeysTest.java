package im.balcony.net;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.architecture.ConfigurationType;
import org.junit.jupiter.api.Test;

/** The keys are declared at one place: each is read, and shown as it is read. */
class KeysTest {

  @Test
  void eachKeyIsShownWithItsDefaultAndItsRange() {
    assertThat(ConfigurationType.violations(NetConfig.class, "im.balcony.net.xml")).isEmpty();
    assertThat(ConfigurationType.violations(MsrpConfig.class, "im.balcony.msrp.xml")).isEmpty();
  }

  @Test
  void eachKeyIsRead() throws ReflectiveOperationException {
    // The listener's own key is read where the listener is.
    Class.forName(MsrpListener.class.getName());

    assertThat(Keys.NET.unread()).isEmpty();
    assertThat(Keys.MSRP.unread()).isEmpty();
  }
}
