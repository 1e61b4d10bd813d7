package im.balcony.sip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.sip.Transport;
import im.balcony.api.sip.UnsendableException;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.tls.PeerCertificate;
import im.balcony.api.tls.TlsIdentity;
import im.balcony.sip.tcp.TcpLimits;
import im.balcony.testkit.Requirement;
import im.balcony.testkit.Tenants;
import im.balcony.testkit.server.ScriptedDns;
import im.balcony.testkit.tls.Authority;
import im.balcony.testkit.tls.Issued;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS as peers see it, on sockets of the JDK. */
class TlsTest {

  private static final String NAMED = "san=dns:localhost,ip:127.0.0.1";

  /** Milliseconds that a peer waits for what has to come, however busy the machine is. */
  private static final int PATIENCE = 15_000;

  @TempDir static Path folder;
  private static Authority authority;
  private static Authority stranger;
  private static Issued gateway;
  private static Issued peer;

  private final Edge.Keys keys = new Edge.Keys();
  private Edge edge;
  private ScriptedDns dns;

  @BeforeAll
  static void make() throws IOException {
    authority = new Authority(folder.resolve("authority"));
    stranger = new Authority(folder.resolve("stranger"));
    gateway = authority.issue("gateway", "-ext", NAMED);
    peer = authority.issue("peer", "-ext", NAMED);
  }

  private static TlsIdentity identity(Issued own, PeerCertificate asked) {
    return own.identity(Edge.IDENTITY, asked, authority.certificate());
  }

  private void open(PeerCertificate asked, String... nextHops) throws IOException {
    open(TcpLimits.DEFAULT, asked, nextHops);
  }

  private void open(TcpLimits limits, PeerCertificate asked, String... nextHops)
      throws IOException {
    keys.own = Optional.of(identity(gateway, asked));
    var t = Tenants.verona();
    var tenant =
        new Tenant(
            t.id(),
            false,
            t.sipDomains(),
            t.xmppDomains(),
            t.component(),
            List.of(nextHops),
            t.trustedPeers(),
            t.sipAdvertise(),
            t.msrpAdvertise(),
            t.msrpConnectAllow(),
            t.policy(),
            t.limits());
    edge =
        dns == null
            ? Edge.open(tenant, keys, limits)
            : Edge.open(tenant, keys, limits, dns.address());
  }

  @AfterEach
  void close() throws IOException {
    if (edge != null) {
      edge.close();
    }
    if (dns != null) {
      dns.close();
    }
  }

  private SSLSocket socket(SSLContext context, String... protocols) throws IOException {
    var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", edge.tls());
    socket.setSoTimeout(PATIENCE);
    if (protocols.length > 0) {
      socket.setEnabledProtocols(protocols);
    }
    return socket;
  }

  private static Socket patient(int port) throws IOException {
    var socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(PATIENCE);
    return socket;
  }

  private TcpPeer romeo(String... protocols) throws IOException {
    var socket = socket(peer.context(authority.certificate()), protocols);
    socket.startHandshake();
    return new TcpPeer(socket);
  }

  private static String request(String method, TcpPeer romeo, String more, String body) {
    return Texts.request(method, "TLS 127.0.0.1:" + romeo.port(), more, body);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  @Requirement("SIP-06")
  void optionsAreAnsweredOverEachTransport(String protocol) throws Exception {
    open(PeerCertificate.NONE);
    try (var romeo = romeo(protocol);
        var udp = edge.udpPeer();
        var tcp = new TcpPeer(edge.tcp())) {
      romeo.send(request("OPTIONS", romeo, "", ""));
      assertThat(romeo.receive().status()).isEqualTo(200);
      tcp.send(Texts.request("OPTIONS", "TCP 127.0.0.1:" + tcp.port(), "", ""));
      assertThat(tcp.receive().status()).isEqualTo(200);
      udp.send(Texts.request("OPTIONS", "UDP 127.0.0.1:" + udp.port(), "", ""));
      assertThat(udp.receive().status()).isEqualTo(200);
    }
    assertThat(edge.port.listeners())
        .containsExactly(
            "udp 127.0.0.1:" + edge.udp(),
            "tcp 127.0.0.1:" + edge.tcp(),
            "tls 127.0.0.1:" + edge.tls());
  }

  @Test
  @Requirement("SIP-09")
  void theAnswerUsesTheConnectionOfTheRequest() throws Exception {
    open(PeerCertificate.NONE);
    try (var romeo = romeo()) {
      romeo.send(request("MESSAGE", romeo, "", ""));
      var received = edge.intake.received();
      assertThat(received.source().transport()).isEqualTo(Transport.TLS);
      assertThat(received.source().port()).isEqualTo(romeo.port());
      edge.respond(received.transaction(), SipResponse.of(202, "Accepted"));
      assertThat(romeo.receive().status()).isEqualTo(202);
    }
  }

  @Test
  void textsOfEverySizeComeWholeInTheirOrder() throws Exception {
    open(PeerCertificate.NONE);
    edge.answerAll(202);
    try (var romeo = romeo()) {
      for (var size : new int[] {0, 1, 16_000, 16_384, 40_000, 131_072}) {
        romeo.send(request("MESSAGE", romeo, "Content-Type: text/plain\r\n", "x".repeat(size)));
        assertThat(romeo.last().status()).isEqualTo(202);
        assertThat(edge.intake.received().request().body().length()).isEqualTo(size);
      }
    }
  }

  /** More than is read ahead, so that records lie in the connection while it is not read. */
  @Test
  void manyMessagesAtOnceAreAllAnswered() throws Exception {
    open(PeerCertificate.NONE);
    edge.answerAll(202);
    try (var romeo = romeo()) {
      var all = new StringBuilder();
      for (var i = 0; i < 400; i++) {
        all.append(request("MESSAGE", romeo, "Content-Type: text/plain\r\n", "x".repeat(i)));
      }
      romeo.send(all.toString());
      for (var i = 0; i < 400; i++) {
        assertThat(romeo.last().status()).isEqualTo(202);
        assertThat(edge.intake.received().request().body().length()).isEqualTo(i);
      }
    }
  }

  @Test
  void whatIsNotTlsIsNotHeardAndHarmsNobody() throws Exception {
    open(PeerCertificate.NONE);
    try (var plain = new TcpPeer(patient(edge.tls()));
        var romeo = romeo()) {
      plain.send(Texts.request("MESSAGE", "TLS 127.0.0.1:" + plain.port(), "", ""));
      assertThat(endOf(plain)).isTrue();
      edge.intake.hearsNothing();
      romeo.send(request("OPTIONS", romeo, "", ""));
      assertThat(romeo.receive().status()).isEqualTo(200);
    }
  }

  /** Who begins a handshake and leaves it has his time, and holds up nobody. */
  @Test
  void whoStopsInTheHandshakeIsClosedAndHoldsUpNobody() throws Exception {
    open(new TcpLimits(100, 50, 3000, 60_000, 4_000_000, 64_000_000), PeerCertificate.NONE);
    var stopped = new ArrayList<TcpPeer>();
    try {
      for (var i = 0; i < 40; i++) {
        var silent = new TcpPeer(patient(edge.tls()));
        stopped.add(silent);
        // The head of a record that announces more than comes.
        silent.send(i % 2 == 0 ? new byte[0] : HexFormat.of().parseHex("1603010200010001fc0303"));
      }
      try (var romeo = romeo()) {
        romeo.send(request("OPTIONS", romeo, "", ""));
        assertThat(romeo.receive().status()).isEqualTo(200);
        for (var silent : stopped) {
          assertThat(endOf(silent)).isTrue();
        }
        romeo.send(request("OPTIONS", romeo, "", ""));
        assertThat(romeo.receive().status()).isEqualTo(200);
      }
    } finally {
      for (var silent : stopped) {
        silent.close();
      }
    }
  }

  /** Whether the connection ends, whatever is said before; a time-out fails. */
  private static boolean endOf(TcpPeer peer) throws IOException {
    try {
      while (peer.read() >= 0) {
        // An alert.
      }
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** A ClientHello as a client of TLS 1.1 writes it (RFC 4346 §7.4.1.2). */
  @Test
  @Requirement("SEC-32")
  void whoSpeaksNothingNewerThanTls11IsRefused() throws Exception {
    open(PeerCertificate.NONE);
    var hello =
        "0302" + "ab".repeat(32) + "00" + "0004c013c009" + "0100" + "000c000a00080006001700180019";
    var body = "010000" + "%02x".formatted(hello.length() / 2) + hello;
    var record = "160301" + "00%02x".formatted(body.length() / 2) + body;
    try (var old = new Socket("127.0.0.1", edge.tls())) {
      old.setSoTimeout(PATIENCE);
      old.getOutputStream().write(HexFormat.of().parseHex(record));
      var alert = old.getInputStream().readNBytes(7);
      assertThat(alert[0]).as("an alert").isEqualTo((byte) 21);
      assertThat(alert[6]).as("protocol_version").isEqualTo((byte) 70);
    }
    edge.intake.hearsNothing();
  }

  @Test
  void aNewCertificateIsShownToNewConnectionsAndTheOldGoOn() throws Exception {
    open(PeerCertificate.NONE);
    var later = authority.issue("later", "-ext", NAMED);
    try (var before = romeo()) {
      keys.own = Optional.of(identity(later, PeerCertificate.NONE));
      var socket = socket(peer.context(authority.certificate()));
      try (var after = new TcpPeer(socket)) {
        assertThat(socket.getSession().getPeerPrincipal().getName()).isEqualTo("CN=later");
        for (var romeo : List.of(before, after)) {
          romeo.send(request("OPTIONS", romeo, "", ""));
          assertThat(romeo.receive().status()).isEqualTo(200);
        }
      }
    }
  }

  @Test
  @Requirement("SEC-32")
  void withoutAnIdentityNobodyIsServedUntilThereIsOne() throws Exception {
    open(PeerCertificate.NONE);
    keys.own = Optional.empty();
    try (var plain = new TcpPeer(patient(edge.tls()))) {
      assertThat(endOf(plain)).isTrue();
    }
    keys.own = Optional.of(identity(gateway, PeerCertificate.NONE));
    try (var romeo = romeo()) {
      romeo.send(request("OPTIONS", romeo, "", ""));
      assertThat(romeo.receive().status()).isEqualTo(200);
    }
  }

  @Test
  void aNewHandshakeInTls12IsRefused() throws Exception {
    open(PeerCertificate.NONE);
    var socket = socket(peer.context(authority.certificate()), "TLSv1.2");
    try (var romeo = new TcpPeer(socket)) {
      romeo.send(request("OPTIONS", romeo, "", ""));
      assertThat(romeo.receive().status()).isEqualTo(200);
      assertThatThrownBy(
              () -> {
                socket.startHandshake();
                romeo.send(request("OPTIONS", romeo, "", ""));
                romeo.receive();
              })
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void whoShowsAGoodCertificateIsServedWhereOneIsNeeded() throws Exception {
    open(PeerCertificate.NEEDED);
    for (var protocol : List.of("TLSv1.2", "TLSv1.3")) {
      try (var romeo = romeo(protocol)) {
        romeo.send(request("OPTIONS", romeo, "", ""));
        assertThat(romeo.receive().status()).isEqualTo(200);
      }
    }
  }

  private static SSLContext without() throws Exception {
    var context = SSLContext.getInstance("TLS");
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusting());
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static KeyStore trusting() throws Exception {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (var in = Files.newInputStream(authority.certificate())) {
      store.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    return store;
  }

  private static SSLContext bad(String kind) throws Exception {
    return kind.equals("none") ? without() : issued(kind).context(authority.certificate());
  }

  private static Issued issued(String kind) throws IOException {
    var name = kind.replace(' ', '-') + System.nanoTime();
    return switch (kind) {
      case "expired" -> authority.issue(name, "-ext", NAMED, "-startdate", "-9d", "-validity", "5");
      case "not yet valid" -> authority.issue(name, "-ext", NAMED, "-startdate", "+5d");
      case "self-signed" -> authority.selfSigned(name, "-ext", NAMED);
      case "unknown authority" -> stranger.issue(name, "-ext", NAMED);
      case "for servers only" -> authority.issue(name, "-ext", NAMED, "-ext", "eku=serverAuth");
      case "for clients only" -> authority.issue(name, "-ext", NAMED, "-ext", "eku=clientAuth");
      case "another name" -> authority.issue(name, "-ext", "san=dns:other.example");
      case "wildcard" -> authority.issue(name, "-ext", "san=dns:*.localhost");
      case "another name for SIP" ->
          authority.issue(name, "-ext", "san=dns:localhost,uri:sip:other.example");
      default -> throw new IllegalArgumentException(kind);
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "none",
        "expired",
        "not yet valid",
        "self-signed",
        "unknown authority",
        "for servers only"
      })
  @Requirement("SEC-32")
  void whoShowsABadCertificateIsNotHeardWhereOneIsNeeded(String kind) throws Exception {
    open(PeerCertificate.NEEDED);
    try (var socket = socket(bad(kind));
        var good = romeo()) {
      var mercutio = new TcpPeer(socket);
      try {
        mercutio.send(request("MESSAGE", mercutio, "", ""));
      } catch (IOException e) {
        // Refused in the handshake already.
      }
      assertThat(endOf(mercutio)).isTrue();
      edge.intake.hearsNothing();
      good.send(request("OPTIONS", good, "", ""));
      assertThat(good.receive().status()).isEqualTo(200);
    }
  }

  private static SSLServerSocket server(Issued own) throws IOException {
    var server =
        (SSLServerSocket)
            own.context(authority.certificate())
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
    server.setSoTimeout(PATIENCE);
    return server;
  }

  private static Socket accepted(ServerSocket server) throws IOException {
    var socket = server.accept();
    socket.setSoTimeout(PATIENCE);
    return socket;
  }

  private PreparedRequest send(int number) {
    var prepared =
        edge.port.prepare(
            new SipCommand.Request(
                "effect" + number, "verona", Texts.toRomeo("MESSAGE", 5060, "", number)));
    edge.port.send(prepared);
    return prepared;
  }

  private static String hop(ServerSocket server) {
    return "sip:localhost:" + server.getLocalPort() + ";transport=tls";
  }

  @Test
  @Requirement(value = "SIP-65", partial = "no reuse of what a peer has opened")
  void aHundredRequestsShareOneConnection() throws Exception {
    try (var server = server(peer)) {
      open(PeerCertificate.NONE, hop(server));
      send(0);
      try (var romeo = new TcpPeer(accepted(server))) {
        for (var i = 0; i < 100; i++) {
          var message = romeo.receive();
          assertThat(message.body()).hasSize(i);
          assertThat(message.header("Via")).startsWith("SIP/2.0/TLS 127.0.0.1:" + edge.tls() + ";");
          assertThat(message.header("Route")).isEqualTo("<" + hop(server) + ";lr>");
          romeo.send(Texts.response(message, 200, "r", ""));
          assertThat(edge.intake.answered().response().status()).isEqualTo(200);
          send(i + 1);
        }
      }
    }
  }

  /** RFC 5922 §7.1: the DNS is not believed, so it does not say whose certificate is good. */
  @ParameterizedTest
  @CsvSource({"sip.example.net, true", "localhost, false"})
  @Requirement("SIP-47")
  void aServerThatTheDnsNamesShowsTheCertificateOfTheDomain(String named, boolean good)
      throws Exception {
    dns = new ScriptedDns();
    var own = authority.issue("served-" + named, "-ext", "san=dns:" + named);
    try (var server = server(own)) {
      dns.srv("_sips._tcp.sip.example.net", 60, 1, 0, server.getLocalPort(), "localhost");
      open(PeerCertificate.NONE, "sips:sip.example.net");
      send(5);
      if (good) {
        try (var romeo = new TcpPeer(accepted(server))) {
          assertThat(romeo.receive().body()).hasSize(5);
        }
      } else {
        // Its half of the handshake is for the server to read.
        try (var romeo = new TcpPeer(accepted(server))) {
          assertThat(endOf(romeo)).isTrue();
        }
        assertThat(edge.intake.next(SipEvent.NotAnswered.class).failure().text().orElse(""))
            .contains("TLS");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sips:localhost:%d", "sip:127.0.0.1:%d;transport=TLS"})
  void eachWayToAskForTlsLeadsThere(String uri) throws Exception {
    try (var server = server(peer)) {
      open(PeerCertificate.NONE, uri.formatted(server.getLocalPort()));
      var prepared = send(5);
      assertThat(prepared.hop().text("transport", "")).isEqualTo("TLS");
      try (var romeo = new TcpPeer(accepted(server))) {
        var message = romeo.receive();
        assertThat(message.body()).hasSize(5);
        assertThat(message.header("Route"))
            .startsWith("<sip:")
            .containsIgnoringCase(";transport=tls");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "expired, the peer's certificate has expired",
    "not yet valid, the peer's certificate is not valid yet",
    "self-signed, the peer's certificate comes from nobody who is trusted",
    "unknown authority, the peer's certificate comes from nobody who is trusted",
    "for clients only, the peer's certificate is not meant for this use",
    "another name, the peer's certificate is not that of localhost",
    "another name for SIP, the peer's certificate is not that of localhost",
    "wildcard, the peer's certificate is not that of localhost"
  })
  @Requirement("SEC-10")
  @Requirement("SEC-32")
  void aNextHopWithABadCertificateGetsNothingAndTheSenderIsTold(String kind, String why)
      throws Exception {
    try (var server = server(issued(kind))) {
      open(PeerCertificate.NONE, hop(server));
      send(5);
      refused(server);
      var failed = edge.intake.next(SipEvent.NotAnswered.class);
      assertThat(failed.effectId()).isEqualTo("effect5");
      assertThat(failed.failure().text()).hasValue("there is no TLS with the next hop: " + why);
    }
  }

  /** Who connects next says nothing and goes. */
  private static void refused(SSLServerSocket server) throws IOException {
    try (var socket = server.accept()) {
      socket.setSoTimeout(PATIENCE);
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    } catch (SSLException | EOFException | SocketException e) {
      // With its reason in an alert, or without one.
    }
  }

  /** Refused, and refused in the clear: in neither case is anything said that TLS should hide. */
  @ParameterizedTest
  @CsvSource({
    "15030200020246, the peer speaks nothing newer than TLS 1.1",
    "5349502f322e3020343030204e6f0d0a0d0a, TLS failed"
  })
  @Requirement("SEC-32")
  void aNextHopWithoutTlsHearsNothingInTheClear(String answer, String why) throws Exception {
    try (var server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
      open(PeerCertificate.NONE, hop(server));
      send(5);
      try (var plain = server.accept()) {
        plain.setSoTimeout(PATIENCE);
        var heard = new ByteArrayOutputStream();
        heard.write(plain.getInputStream().read());
        plain.getOutputStream().write(HexFormat.of().parseHex(answer));
        assertThat(edge.intake.next(SipEvent.NotAnswered.class).failure().text().orElse(""))
            .contains(why);
        try {
          heard.writeBytes(plain.getInputStream().readAllBytes());
        } catch (IOException e) {
          // Reset, for not all was read.
        }
        assertThat(heard.toByteArray()[0]).as("a handshake").isEqualTo((byte) 22);
        assertThat(heard.toString(StandardCharsets.ISO_8859_1)).doesNotContain("MESSAGE", "romeo");
      }
    }
  }

  /** Where the names differ, one address is not the same place. */
  @Test
  @Requirement("SEC-10")
  void aConnectionIsNotSharedByNames() throws Exception {
    try (var server = server(authority.issue("numeric", "-ext", "san=ip:127.0.0.1"))) {
      open(PeerCertificate.NONE, "sip:127.0.0.1:" + server.getLocalPort() + ";transport=tls");
      send(5);
      try (var romeo = new TcpPeer(accepted(server))) {
        romeo.send(Texts.response(romeo.receive(), 200, "r", ""));
        edge.intake.answered();
        var other =
            edge.port.prepare(
                new SipCommand.Request(
                    "other", "nobody", named(Texts.toRomeo("MESSAGE", 5060, "", 5), hop(server))));
        edge.port.send(other);
        refused(server);
        assertThat(edge.intake.next(SipEvent.NotAnswered.class).failure().text().orElse(""))
            .endsWith("is not that of localhost");
      }
    }
  }

  private static SipRequest named(SipRequest request, String uri) {
    return new SipRequest(
        request.method(),
        uri,
        request.from(),
        request.to(),
        request.callId(),
        request.cseq(),
        request.maxForwards(),
        request.routes(),
        request.contact(),
        request.headers(),
        request.contentType(),
        request.body(),
        request.sdp());
  }

  private static SipRequest routed(SipRequest request, String route) {
    return new SipRequest(
        request.method(),
        request.requestUri(),
        request.from(),
        request.to().tagged("romeos"),
        request.callId(),
        request.cseq(),
        request.maxForwards(),
        List.of(route),
        request.contact(),
        request.headers(),
        request.contentType(),
        request.body(),
        request.sdp());
  }

  /** RFC 3261 §8.1.2: the scheme of the target says it, whatever the route does. */
  @ParameterizedTest
  @ValueSource(strings = {"<sip:127.0.0.1:5070;lr>", "<sip:127.0.0.1:5070;transport=tcp;lr>"})
  void theRouteOfADialogToSipsIsTakenByTls(String route) throws Exception {
    open(PeerCertificate.NONE);
    var bye = routed(named(Texts.toRomeo("BYE", 5060, "", 0), "sips:romeo@192.0.2.7"), route);
    var prepared = edge.port.prepare(new SipCommand.Request("effect", "verona", bye));
    assertThat(prepared.hop().text("transport", "")).isEqualTo("TLS");
    assertThat(prepared.hop().text("host", "")).isEqualTo("127.0.0.1");
    assertThat(prepared.hop().number("port", 0)).isEqualTo(5070);
    assertThat(prepared.octets().utf8())
        .startsWith("BYE sips:romeo@192.0.2.7 SIP/2.0\r\nVia: SIP/2.0/TLS ")
        .contains("Route: " + route + "\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sips:romeo@example.net", "SIPS:romeo@example.net"})
  @Requirement("SEC-32")
  void whatIsAddressedToSipsGoesToNoHopWithoutTls(String uri) throws Exception {
    open(PeerCertificate.NONE, "sip:127.0.0.1:5060", "sip:127.0.0.1:5060;transport=tcp");
    var request = named(Texts.toRomeo("MESSAGE", 5060, "", 5), uri);
    assertThatThrownBy(() -> edge.port.prepare(new SipCommand.Request("effect", "verona", request)))
        .isInstanceOfSatisfying(
            UnsendableException.class,
            e -> assertThat(e.failure().text().orElse("")).contains("TLS"));
  }
}
