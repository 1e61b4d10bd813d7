package im.balcony.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.wire.ConnectionEvent;
import im.balcony.api.wire.Intake;
import im.balcony.api.wire.WireRecord;
import im.balcony.testkit.Tenants;
import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.osgi.service.component.ComponentConstants;
import org.osgi.service.component.ComponentContext;

/** The component as DS drives it. */
class SipComponentTest {

  private static final class Router implements Intake {
    private final LinkedBlockingQueue<WireRecord> records = new LinkedBlockingQueue<>();

    @Override
    public void sip(WireRecord record) {
      records.add(record);
    }

    @Override
    public void record(String connectionId, WireRecord record) {
      throw new AssertionError("not from SIP");
    }

    @Override
    public void connection(ConnectionEvent event) {
      throw new AssertionError("not from SIP");
    }
  }

  private record Config(String udp, String tcp) implements SipConfig {
    @Override
    public String listen_udp() {
      return udp;
    }

    @Override
    public String listen_tcp() {
      return tcp;
    }

    @Override
    public int threads() {
      return 0;
    }

    @Override
    public Class<? extends Annotation> annotationType() {
      return SipConfig.class;
    }
  }

  private final BlockingQueue<String> switched = new LinkedBlockingQueue<>();
  private final ComponentContext ds =
      (ComponentContext)
          Proxy.newProxyInstance(
              ComponentContext.class.getClassLoader(),
              new Class<?>[] {ComponentContext.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("getProperties")) {
                  return new Hashtable<>(Map.of(ComponentConstants.COMPONENT_NAME, "sip"));
                }
                switched.add(method.getName() + " " + arguments[0]);
                return null;
              });

  @Test
  void aPortThatIsTakenIsTriedAgain() throws Exception {
    var tenants = new Edge.OneTenant(Tenants.verona());
    try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var config = new Config("127.0.0.1:0", "127.0.0.1:" + other.getLocalPort());
      assertThatThrownBy(() -> new SipComponent(ds, config, tenants))
          .isInstanceOf(BindException.class);
    }
    assertThat(switched.poll(10, TimeUnit.SECONDS)).isEqualTo("disableComponent sip");
    assertThat(switched.poll(10, TimeUnit.SECONDS)).isEqualTo("enableComponent sip");
  }

  @Test
  void theRouterComesAndGoes() throws Exception {
    var tenants = new Edge.OneTenant(Tenants.verona());
    var component = new SipComponent(ds, new Config("127.0.0.1:0", "127.0.0.1:0"), tenants);
    try {
      var listeners = component.listeners();
      assertThat(listeners).hasSize(2);
      var port = Integer.parseInt(listeners.get(0).substring("udp 127.0.0.1:".length()));
      try (var romeo = new UdpPeer(port)) {
        romeo.send(Texts.message(romeo));
        assertThat(romeo.receive().status()).isEqualTo(503);
        var router = new Router();
        component.bindIntake(router);
        romeo.send(Texts.message(romeo));
        var received = (SipEvent.Received) router.records.poll(3, TimeUnit.SECONDS);
        component.send(
            new SipCommand.Respond(received.transaction(), SipResponse.of(202, "Accepted")));
        assertThat(romeo.receive().status()).isEqualTo(202);
        component.bindIntake(new Router());
        component.unbindIntake(router);
        romeo.send(Texts.message(romeo));
        romeo.hearsNothing();
      }
    } finally {
      component.deactivate();
    }
  }

  @Test
  void oneTransportIsEnough() throws Exception {
    var tenants = new Edge.OneTenant(Tenants.verona());
    for (var config : new Config[] {new Config("127.0.0.1:0", ""), new Config("", "127.0.0.1:0")}) {
      var component = new SipComponent(ds, config, tenants);
      try {
        var transport = config.udp().isEmpty() ? "TCP" : "UDP";
        assertThat(component.listeners())
            .singleElement()
            .asString()
            .startsWith(transport.toLowerCase(java.util.Locale.ROOT));
        var prepared =
            component.prepare(
                new SipCommand.Request(
                    "effect", "verona", Texts.toRomeo("MESSAGE", 5060, "", 2000)));
        assertThat(prepared.hop().text("transport", "")).isEqualTo(transport);
      } finally {
        component.deactivate();
      }
    }
  }
}
