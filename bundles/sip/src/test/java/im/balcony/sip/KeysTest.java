package im.balcony.sip;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.config.Settings;
import im.balcony.sip.tcp.TcpLimits;
import im.balcony.testkit.architecture.ConfigurationType;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.util.List;
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

  @Test
  void nameServersAreNumericAndAtMostTwo() {
    var keys = new Settings(SipSettings.PID, SipConfig.class, line -> {}, Optional.empty());
    var settings = new SipSettings(keys);
    assertThat(servers(settings, "")).isEmpty();
    assertThat(servers(settings, "192.0.2.1:53, [2001:db8::1]:5353"))
        .containsExactly(
            new InetSocketAddress("192.0.2.1", 53), new InetSocketAddress("2001:db8::1", 5353));
    // What was good last stays.
    for (var bad :
        List.of("192.0.2.1", "dns.example.net:53", "1.1.1.1:1,1.1.1.2:1,1.1.1.3:1", ",")) {
      assertThat(servers(settings, bad)).as(bad).hasSize(2);
    }
  }

  private static List<InetSocketAddress> servers(SipSettings settings, String text) {
    var config =
        (SipConfig)
            Proxy.newProxyInstance(
                SipConfig.class.getClassLoader(),
                new Class<?>[] {SipConfig.class},
                (proxy, method, arguments) ->
                    method.getName().equals("dns_servers") ? text : method.getDefaultValue());
    return settings.read(config).nameServers();
  }
}
