package im.balcony.sip;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipPort;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.tls.PeerCertificate;
import im.balcony.api.wire.ConnectionEvent;
import im.balcony.api.wire.Intake;
import im.balcony.api.wire.WireRecord;
import im.balcony.testkit.Tenants;
import im.balcony.testkit.tls.Authority;
import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

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

  private record Config(String listen_udp, String listen_tcp, String threads, String listen_tls)
      implements SipConfig {

    Config(String udp, String tcp) {
      this(udp, tcp, "1");
    }

    Config(String udp, String tcp, String threads) {
      this(udp, tcp, threads, "");
    }

    @Override
    public String tls_identity() {
      return Edge.IDENTITY;
    }

    @Override
    public String dns_servers() {
      return "";
    }

    @Override
    public String connections_max() {
      return "1000";
    }

    @Override
    public String connections_source() {
      return "100";
    }

    @Override
    public String connections_silent() {
      return "15 s";
    }

    @Override
    public String connections_idle() {
      return "1 h";
    }

    @Override
    public String waiting_peer() {
      return "4 MB";
    }

    @Override
    public String waiting_all() {
      return "64 MB";
    }

    @Override
    public Class<? extends Annotation> annotationType() {
      return SipConfig.class;
    }
  }

  private final BlockingQueue<SipPort> offered = new LinkedBlockingQueue<>();
  private final AtomicInteger withdrawn = new AtomicInteger();
  private final BundleContext bundle =
      (BundleContext)
          Proxy.newProxyInstance(
              BundleContext.class.getClassLoader(),
              new Class<?>[] {BundleContext.class},
              (proxy, method, arguments) -> registered(arguments[1]));

  private ServiceRegistration<?> registered(Object service) {
    if (service instanceof SipPort port) {
      offered.add(port);
    }
    return (ServiceRegistration<?>)
        Proxy.newProxyInstance(
            BundleContext.class.getClassLoader(),
            new Class<?>[] {ServiceRegistration.class},
            (proxy, method, arguments) -> {
              withdrawn.addAndGet(service instanceof SipPort ? 1 : 0);
              return null;
            });
  }

  private SipComponent component(Config config) {
    var component = known(config);
    component.activate();
    return component;
  }

  /** One that was not told yet who its neighbours are. */
  private SipComponent known(Config config) {
    return new SipComponent(bundle, config, new Edge.OneTenant(Tenants.verona()), new Edge.Keys());
  }

  private SipComponent withTls(Edge.Keys keys) {
    var config = new Config("127.0.0.1:0", "127.0.0.1:0", "1", "127.0.0.1:0");
    var component = new SipComponent(bundle, config, new Edge.OneTenant(Tenants.verona()), keys);
    component.activate();
    return component;
  }

  @Test
  void aStartWaitsForTheTlsIdentity(@TempDir Path folder) throws Exception {
    var keys = new Edge.Keys();
    var own = new Authority(folder).selfSigned("gateway");
    var component = withTls(keys);
    try {
      assertThat(offered).isEmpty();
      keys.own = Optional.of(own.identity(Edge.IDENTITY, PeerCertificate.NONE));
      assertThat(port().listeners()).anyMatch(listener -> listener.startsWith("tls "));
      assertThat(component.problems()).isEmpty();
    } finally {
      component.deactivate();
    }
  }

  @Test
  void aTlsIdentityThatDoesNotComeHoldsUpNobodyForLong() throws Exception {
    var component = withTls(new Edge.Keys());
    try {
      assertThat(port().listeners()).hasSize(3);
      assertThat(component.problems()).hasSize(1);
      component.modified(new Config("127.0.0.1:0", "127.0.0.1:0", "2", "127.0.0.1:0"));
      assertThat(offered).as("a change does not wait again").hasSize(1);
    } finally {
      component.deactivate();
    }
  }

  private SipPort port() throws InterruptedException {
    var port = offered.poll(10, TimeUnit.SECONDS);
    assertThat(port).as("an edge is offered").isNotNull();
    return port;
  }

  @Test
  void aPortThatIsTakenIsNamedAndOpenedOnceWhenItIsFree() throws Exception {
    SipComponent component;
    String taken;
    try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      taken = "127.0.0.1:" + other.getLocalPort();
      component = component(new Config("127.0.0.1:0", taken));
      assertThat(component.problems())
          .singleElement()
          .satisfies(problem -> assertThat(problem.part()).isEqualTo("sip"))
          .satisfies(problem -> assertThat(problem.reason()).contains("tcp " + taken));
      assertThat(offered.poll(SipComponent.AGAIN + 500, TimeUnit.MILLISECONDS)).isNull();
    }
    try {
      assertThat(port().listeners()).contains("tcp " + taken);
      assertThat(component.problems()).isEmpty();
      assertThat(offered.poll(SipComponent.AGAIN + 500, TimeUnit.MILLISECONDS)).isNull();
      assertThat(withdrawn).hasValue(0);
    } finally {
      component.deactivate();
    }
  }

  @Test
  void aWrongValueTakesNothingDown() throws Exception {
    var good = new Config("127.0.0.1:0", "127.0.0.1:0");
    var component = component(good);
    try {
      var port = port();
      var listeners = port.listeners();
      component.modified(good);
      component.modified(new Config("127.0.0.1", "127.0.0.1:0"));
      component.modified(new Config("127.0.0.1:0", "::x:", "1"));
      component.modified(new Config("127.0.0.1:0", "127.0.0.1:0", "abc"));
      component.modified(new Config("127.0.0.1:0", "127.0.0.1:0", "65"));
      assertThat(withdrawn).hasValue(0);
      assertThat(port.listeners()).isEqualTo(listeners);
      component.modified(new Config("127.0.0.1:0", "127.0.0.1:0", "2"));
      assertThat(withdrawn).hasValue(1);
      port();
    } finally {
      component.deactivate();
    }
  }

  @Test
  void theRouterComesAndGoes() throws Exception {
    var component = component(new Config("127.0.0.1:0", "127.0.0.1:0"));
    try {
      var edge = port();
      var listeners = edge.listeners();
      assertThat(listeners).hasSize(2);
      var port = Integer.parseInt(listeners.get(0).substring("udp 127.0.0.1:".length()));
      try (var romeo = new UdpPeer(port)) {
        romeo.send(Texts.message(romeo));
        assertThat(romeo.receive().status()).isEqualTo(503);
        var router = new Router();
        component.bindIntake(router);
        romeo.send(Texts.message(romeo));
        var received = (SipEvent.Received) router.records.poll(3, TimeUnit.SECONDS);
        edge.send(new SipCommand.Respond(received.transaction(), SipResponse.of(202, "Accepted")));
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

  /** DS binds the router behind the constructor; what came before that would have a 503. */
  @Test
  void nothingIsListenedToBeforeTheRouterIsKnown() throws Exception {
    int free;
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    var component = known(new Config("127.0.0.1:" + free, ""));
    try (var early = new DatagramSocket(free, InetAddress.getLoopbackAddress())) {
      assertThat(early.isBound()).isTrue();
      assertThat(offered).isEmpty();
    }
    component.activate();
    try {
      assertThat(port().listeners()).containsExactly("udp 127.0.0.1:" + free);
    } finally {
      component.deactivate();
    }
  }

  @Test
  void oneTransportIsEnough() throws Exception {
    for (var config : new Config[] {new Config("127.0.0.1:0", ""), new Config("", "127.0.0.1:0")}) {
      var component = component(config);
      try {
        var edge = port();
        var transport = config.listen_udp().isEmpty() ? "TCP" : "UDP";
        assertThat(edge.listeners())
            .singleElement()
            .asString()
            .startsWith(transport.toLowerCase(java.util.Locale.ROOT));
        var prepared =
            edge.prepare(
                new SipCommand.Request(
                    "effect", "verona", Texts.toRomeo("MESSAGE", 5060, "", 2000)));
        assertThat(prepared.hop().text("transport", "")).isEqualTo(transport);
      } finally {
        component.deactivate();
      }
    }
  }
}
