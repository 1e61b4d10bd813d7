package im.balcony.net;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Facts;
import im.balcony.api.tls.Fingerprint;
import im.balcony.api.tls.PeerCertificate;
import im.balcony.api.tls.TlsCall;
import im.balcony.api.tls.TlsPeer;
import im.balcony.api.wire.ConnectionEvent.Kind;
import im.balcony.api.wire.ConnectionSpec;
import im.balcony.api.wire.ConnectionState;
import im.balcony.api.wire.Connections;
import im.balcony.api.wire.Protocol;
import im.balcony.api.wire.ProtocolFactory;
import im.balcony.api.wire.WireRecord;
import im.balcony.testkit.Inbox;
import im.balcony.testkit.tls.Authority;
import im.balcony.testkit.tls.Issued;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS on MSRP's connections, as peers see it, and what the protocol is told of them. */
class MsrpTlsTest {

  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final String NAMED = "san=dns:romeo.example.net,ip:192.0.2.7";

  @TempDir static Path folder;
  private static Authority authority;
  private static Issued gateway;
  private static Issued romeo;
  private static Issued expired;
  private static Issued selfSigned;
  private static Issued strange;

  private final Heard router = new Heard();
  private final Sockets sockets = router.sockets(Map.of());
  private final Keyring keys = new Keyring();
  private final Inbox<ConnectionSpec> specs = new Inbox<>("connection");
  private MsrpListener listener;

  @BeforeAll
  static void certificates() throws IOException {
    authority = new Authority(folder.resolve("authority"));
    gateway = authority.issue("gateway");
    romeo = authority.issue("romeo", "-ext", NAMED);
    expired = authority.issue("expired", "-ext", NAMED, "-startdate", "-3d", "-validity", "1");
    selfSigned = authority.selfSigned("self", "-ext", NAMED);
    strange = new Authority(folder.resolve("others")).issue("strange", "-ext", NAMED);
  }

  @BeforeEach
  void listen() {
    has(PeerCertificate.NONE);
    listener = new MsrpListener(sockets, keys, config());
    sockets.bindFactory(noting(new Lines("msrp", "v")));
  }

  @AfterEach
  void stop() {
    sockets.stop();
  }

  private void has(PeerCertificate asked) {
    keys.own = Optional.of(gateway.identity("msrp", asked, authority.certificate()));
  }

  private static MsrpConfig config() {
    return (MsrpConfig)
        Proxy.newProxyInstance(
            MsrpConfig.class.getClassLoader(),
            new Class<?>[] {MsrpConfig.class},
            (proxy, method, arguments) ->
                method.getName().startsWith("listen") ? "127.0.0.1:0" : method.getDefaultValue());
  }

  private ProtocolFactory noting(ProtocolFactory lines) {
    return new ProtocolFactory() {
      @Override
      public String name() {
        return lines.name();
      }

      @Override
      public Protocol open(ConnectionSpec spec) {
        specs.put(spec);
        return lines.open(spec);
      }

      @Override
      public Protocol resume(ConnectionSpec spec, ConnectionState state) {
        return lines.resume(spec, state);
      }

      @Override
      public int size(WireRecord record) {
        return lines.size(record);
      }
    };
  }

  private Optional<Connections.Listener> secret() {
    return sockets.listeners().stream().filter(l -> l.tls().isPresent()).findFirst();
  }

  private SSLSocket connect(Issued who, String... versions) throws IOException {
    var context = who.context(authority.certificate());
    var port = secret().orElseThrow().port();
    var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
    socket.setSoTimeout((int) WAIT.toMillis());
    if (versions.length > 0) {
      socket.setEnabledProtocols(versions);
    }
    socket.startHandshake();
    return socket;
  }

  private static String talk(SSLSocket socket, String text) throws IOException {
    socket.getOutputStream().write((text + "\n").getBytes(StandardCharsets.UTF_8));
    var in = new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8);
    return new BufferedReader(in).readLine();
  }

  private TlsPeer peer() {
    return specs.next(WAIT).tls().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void theListenerShowsTheCertificateThatItNames(String version) throws Exception {
    try (var socket = connect(romeo, version)) {
      var shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      assertThat(secret().orElseThrow().tls())
          .hasValue(Fingerprint.of(Fingerprint.Hash.SHA_256, shown));
      assertThat(talk(socket, "hello")).isEqualTo("v:hello");
    }
    assertThat(sockets.listeners()).hasSize(2);
    assertThat(listener.problems()).isEmpty();
  }

  @Test
  void withoutAnIdentityNobodyIsServedUntilThereIsOne() throws Exception {
    var port = secret().orElseThrow().port();
    keys.own = Optional.empty();
    assertThat(sockets.listeners()).hasSize(1).noneMatch(l -> l.tls().isPresent());
    assertThat(listener.problems())
        .singleElement()
        .matches(problem -> problem.reason().contains("im.balcony.keys-msrp"));
    try (var socket = new java.net.Socket("127.0.0.1", port)) {
      socket.setSoTimeout((int) WAIT.toMillis());
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
    sockets.connect(
        "c1",
        "msrp",
        "127.0.0.1",
        port,
        Optional.of(TlsCall.ofHost("localhost")),
        Facts.NONE,
        List.of());
    assertThat(router.events.next(WAIT).kind()).isEqualTo(Kind.FAILED);
    has(PeerCertificate.NONE);
    try (var socket = connect(romeo)) {
      assertThat(talk(socket, "hello")).isEqualTo("v:hello");
    }
  }

  /** The same connection may be good by a fingerprint, so it is opened whoever is there. */
  @ParameterizedTest
  @CsvSource({
    "NONE, self, ''",
    "WANTED, romeo, ''",
    "WANTED, self, comes from nobody who is trusted",
    "NEEDED, romeo, ''",
    "NEEDED, self, comes from nobody who is trusted",
    "NEEDED, expired, has expired",
  })
  void whoConnectsIsJudgedAsTheIdentitySays(PeerCertificate asked, String who, String fault)
      throws Exception {
    has(asked);
    var own = Map.of("self", selfSigned, "romeo", romeo, "expired", expired).get(who);
    try (var socket = connect(own)) {
      assertThat(talk(socket, "hello")).isEqualTo("v:hello");
    }
    var peer = peer();
    assertThat(peer.fault().isEmpty()).isEqualTo(fault.isEmpty());
    assertThat(peer.fault()).contains(fault);
    assertThat(peer.fingerprints()).isEqualTo(Fingerprint.all(own.own()));
  }

  @ParameterizedTest
  @CsvSource({
    "romeo, romeo.example.net, ''",
    "romeo, Romeo.Example.NET, ''",
    "romeo, 192.0.2.7, ''",
    "romeo, 192.0.2.8, not that of 192.0.2.8",
    "romeo, juliet.example.net, not that of juliet.example.net",
    "expired, romeo.example.net, has expired",
    "self, romeo.example.net, comes from nobody who is trusted",
    "strange, romeo.example.net, comes from nobody who is trusted",
  })
  void whomWeCallIsToldTheNameAndJudgedByIt(String who, String called, String fault)
      throws Exception {
    var own =
        Map.of("romeo", romeo, "expired", expired, "self", selfSigned, "strange", strange).get(who);
    var factory = own.context(authority.certificate()).getServerSocketFactory();
    try (var server =
        (SSLServerSocket) factory.createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout((int) WAIT.toMillis());
      server.setNeedClientAuth(true);
      sockets.connect(
          "c1",
          "msrp",
          "127.0.0.1",
          server.getLocalPort(),
          Optional.of(TlsCall.ofHost(called)),
          Facts.NONE,
          List.of());
      try (var socket = (SSLSocket) server.accept()) {
        socket.setSoTimeout((int) WAIT.toMillis());
        assertThat(talk(socket, "hello")).isEqualTo("v:hello");
        var named = ((ExtendedSSLSession) socket.getSession()).getRequestedServerNames();
        if (called.startsWith("192")) {
          assertThat(named).isEmpty();
        } else {
          assertThat(named).containsExactly(new SNIHostName(called));
        }
        assertThat(socket.getSession().getPeerPrincipal().getName()).isEqualTo("CN=gateway");
      }
      var peer = peer();
      assertThat(peer.fault().isEmpty()).isEqualTo(fault.isEmpty());
      assertThat(peer.fault()).contains(fault);
      assertThat(peer.fingerprints()).isEqualTo(Fingerprint.all(own.own()));
    }
  }

  @Test
  void whoSpeaksNoTlsGetsNothing() throws Exception {
    try (var server = new java.net.ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout((int) WAIT.toMillis());
      sockets.connect(
          "c1",
          "msrp",
          "127.0.0.1",
          server.getLocalPort(),
          Optional.of(TlsCall.ofHost("romeo.example.net")),
          Facts.NONE,
          List.of());
      try (var socket = server.accept()) {
        socket.getOutputStream().write("MSRP 1 200 OK\r\n".getBytes(StandardCharsets.UTF_8));
        assertThat(router.events.next(WAIT).kind()).isEqualTo(Kind.FAILED);
      }
    }
  }

  @Test
  void handsAreShakenOnce() throws Exception {
    try (var socket = connect(romeo, "TLSv1.2")) {
      assertThat(talk(socket, "hello")).isEqualTo("v:hello");
      assertThat(router.events.next(WAIT).kind()).isEqualTo(Kind.OPENED);
      try {
        socket.startHandshake();
      } catch (IOException e) {
        // It was closed meanwhile.
      }
      assertThat(router.events.next(WAIT).kind()).isEqualTo(Kind.CLOSED);
    }
  }
}
