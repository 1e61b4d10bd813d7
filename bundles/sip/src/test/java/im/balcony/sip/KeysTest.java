package im.balcony.sip;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.config.Settings;
import im.balcony.sip.tcp.TcpLimits;
import im.balcony.testkit.architecture.ConfigurationType;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The keys are declared at one place: each is read, and shown as it is read. */
class KeysTest {

  @Test
  void eachKeyIsShownWithItsDefaultAndItsRange() {
    assertThat(ConfigurationType.violations(SipConfig.class, "im.balcony.sip.SipConfig.xml"))
        .isEmpty();
  }

  @Test
  void eachKeyIsRead() {
    var keys = new Settings(SipSettings.PID, SipConfig.class, line -> {}, Optional.empty());
    var settings = new SipSettings(keys);

    assertThat(keys.unread()).isEmpty();
    assertThat(settings.read(ConfigurationType.defaults(SipConfig.class)).limits())
        .isEqualTo(TcpLimits.DEFAULT);
  }
}
