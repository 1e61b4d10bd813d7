package im.balcony.net;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Facts;
import im.balcony.api.tls.PeerCertificate;
import im.balcony.api.tls.TlsCall;
import im.balcony.api.tls.TlsIdentity;
import im.balcony.api.wire.ConnectionEvent.Kind;
import im.balcony.testkit.Requirement;
import im.balcony.testkit.tls.Authority;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections as their peers see them: sockets of the JDK. */
class SocketsTest {

  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final Duration SILENCE = Duration.ofMillis(300);

  @TempDir static Path folder;
  private static SSLContext tls;
  private static TlsIdentity own;

  private final Heard router = new Heard();
  private Sockets sockets = router.sockets(Map.of());
  private ServerSocket server;
  private Socket peer;

  @BeforeAll
  static void certificates() throws Exception {
    var authority = new Authority(folder);
    tls = authority.issue("peer", "-ext", "san=dns:localhost").context();
    own = authority.issue("own").identity("msrp", PeerCertificate.NONE, authority.certificate());
  }

  @AfterEach
  void stop() throws IOException {
    sockets.stop();
    if (peer != null) {
      peer.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private void connect(String protocol, Optional<String> name) throws IOException {
    sockets.handshakes().identity(protocol, () -> Optional.of(own));
    var any = InetAddress.getLoopbackAddress();
    server =
        name.isPresent()
            ? tls.getServerSocketFactory().createServerSocket(0, 5, any)
            : new ServerSocket(0, 5, any);
    server.setSoTimeout((int) WAIT.toMillis());
    sockets.connect(
        "c1",
        protocol,
        "127.0.0.1",
        server.getLocalPort(),
        name.map(TlsCall::ofHost),
        Facts.NONE,
        List.of());
    peer = server.accept();
    peer.setSoTimeout((int) WAIT.toMillis());
  }

  private static void write(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  private static void await(BooleanSupplier holds) throws InterruptedException {
    var end = System.nanoTime() + WAIT.toNanos();
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      Thread.sleep(5);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aConnectionIsHandedOverAnywhereInAMessage(boolean secure) throws Exception {
    var current = new Lines("lines", "v0");
    sockets.bindFactory(current);
    connect("lines", secure ? Optional.of("localhost") : Optional.empty());
    var line = "good night, good night!";
    var answers = reader(peer);
    for (var cut = 0; cut <= line.length(); cut++) {
      var before = current.octets().get();
      write(peer, line.substring(0, cut));
      var heard = current;
      var expected = before + cut;
      await(() -> heard.octets().get() == expected);
      var next = new Lines("lines", "v" + (cut + 1));
      sockets.bindFactory(next);
      sockets.unbindFactory(current);
      current = next;
      write(peer, line.substring(cut) + "\n");
      assertThat(router.records.next(WAIT)).isEqualTo(new Lines.Heard(next.version(), line));
      assertThat(answers.readLine()).isEqualTo(next.version() + ":" + line);
    }
    assertThat(router.events.drain()).extracting(e -> e.kind()).containsExactly(Kind.OPENED);
  }

  @Test
  @Requirement("MSRP-35")
  void furtherAddressesOfAHostAreTriedInOrder() throws Exception {
    var any = InetAddress.getLoopbackAddress();
    server = new ServerSocket(0, 5, any);
    server.setSoTimeout((int) WAIT.toMillis());
    router.names =
        host ->
            host.equals("relay.example.com")
                ? new InetAddress[] {InetAddress.getByName("127.0.0.2"), any}
                : InetAddress.getAllByName(host);
    sockets.bindFactory(new Lines("lines", "v1"));
    var port = server.getLocalPort();
    sockets.connect(
        "c1", "lines", "relay.example.com", port, Optional.empty(), Facts.NONE, List.of());
    peer = server.accept();
    var opened = router.events.next(WAIT);
    assertThat(opened.kind()).isEqualTo(Kind.OPENED);
    assertThat(opened.remote()).isEqualTo("127.0.0.1:" + port);
  }

  @Test
  void theAddressesOfAHostAreTold() throws Exception {
    var two =
        new InetAddress[] {
          InetAddress.getByName("192.0.2.1"), InetAddress.getByName("2001:db8::1")
        };
    router.names =
        host -> {
          if (!host.equals("two.example.com")) {
            throw new UnknownHostException(host);
          }
          return two;
        };
    assertThat(sockets.addresses("two.example.com").toCompletableFuture().get(10, TimeUnit.SECONDS))
        .containsExactly(two);
    assertThat(sockets.addresses("no.example.com").toCompletableFuture().get(10, TimeUnit.SECONDS))
        .isEmpty();
  }

  @Test
  void whatAProtocolDoesNotWantYetWaitsInTheSocket() throws Exception {
    var lines = new Lines("lines", "v1");
    sockets.bindFactory(lines);
    connect("lines", Optional.empty());
    write(peer, "enough\n");
    assertThat(router.records.next(WAIT)).isEqualTo(new Lines.Heard("v1", "enough"));
    write(peer, "more\n");
    assertThat(router.records.poll(SILENCE)).isEmpty();
    assertThat(lines.octets()).hasValue("enough\n".length());

    sockets.command("c1", new Lines.Say("go on\n".getBytes(StandardCharsets.UTF_8)));
    assertThat(router.records.next(WAIT)).isEqualTo(new Lines.Heard("v1", "more"));
  }

  @Test
  void whileNoVersionIsThereNothingIsLost() throws Exception {
    var old = new Lines("lines", "old");
    sockets.bindFactory(old);
    connect("lines", Optional.empty());
    write(peer, "first ha");
    await(() -> old.octets().get() == 8);
    sockets.unbindFactory(old);
    write(peer, "lf\nsecond\n");
    sockets.command("c1", new Lines.Say("said meanwhile\n".getBytes(StandardCharsets.UTF_8)));
    assertThat(router.records.poll(SILENCE)).isEmpty();

    sockets.bindFactory(new Lines("lines", "new"));
    assertThat(router.records.next(WAIT)).isEqualTo(new Lines.Heard("new", "first half"));
    assertThat(router.records.next(WAIT)).isEqualTo(new Lines.Heard("new", "second"));
    var answers = reader(peer);
    assertThat(List.of(answers.readLine(), answers.readLine(), answers.readLine()))
        .containsExactlyInAnyOrder("said meanwhile", "new:first half", "new:second");
  }

  @Test
  void aVersionThatDoesNotComeClosesTheConnection() throws Exception {
    sockets.stop();
    sockets = router.sockets(Map.of("parked_age", "1s"));
    var old = new Lines("lines", "old");
    sockets.bindFactory(old);
    connect("lines", Optional.empty());
    assertThat(router.events.next(WAIT).kind()).isEqualTo(Kind.OPENED);
    sockets.unbindFactory(old);
    var closed = router.events.next(WAIT);
    assertThat(closed.kind()).isEqualTo(Kind.CLOSED);
    assertThat(closed.reason()).isEqualTo("no version of lines");
    assertThat(peer.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void whoEndsSaysGoodbyeAndHearsThePeerOut() throws Exception {
    var lines = Lines.polite("lines", "v");
    sockets.bindFactory(lines);
    connect("lines", Optional.empty());
    write(peer, "hello\n");
    assertThat(router.records.next(WAIT)).isEqualTo(new Lines.Heard("v", "hello"));
    var answers = reader(peer);
    assertThat(answers.readLine()).isEqualTo("v:hello");
    router.ending = true;
    var end = CompletableFuture.runAsync(() -> sockets.unbindFactory(lines));
    assertThat(answers.readLine()).isEqualTo("bye");
    write(peer, "wait\nbye\n");
    end.get(10, TimeUnit.SECONDS);
    assertThat(router.records.next(WAIT)).isEqualTo(new Lines.Heard("v", "wait"));
    assertThat(router.events.drain()).extracting(e -> e.kind()).contains(Kind.CLOSED);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPeerThatDoesNotAnswerIsNotWaitedForLong(boolean byProtocol) throws Exception {
    var lines = Lines.polite("lines", "v");
    sockets.bindFactory(lines);
    connect("lines", Optional.empty());
    assertThat(router.events.next(WAIT).kind()).isEqualTo(Kind.OPENED);
    router.ending = byProtocol;
    var end =
        CompletableFuture.runAsync(
            byProtocol ? () -> sockets.unbindFactory(lines) : () -> sockets.unbindIntake(router));
    end.get(10, TimeUnit.SECONDS);
    var answers = reader(peer);
    assertThat(answers.readLine()).isEqualTo("bye");
    assertThat(answers.readLine()).isNull();
  }

  @Test
  void aVersionThatGoesWhileAConnectionOpensSaysGoodbyeOnIt() throws Exception {
    var lines = Lines.polite("lines", "v");
    sockets.bindFactory(lines);
    router.ending = true;
    var end = new CompletableFuture<Void>();
    router.meanwhile =
        () -> {
          router.meanwhile = () -> {};
          CompletableFuture.runAsync(() -> sockets.unbindFactory(lines))
              .whenComplete((done, failure) -> end.complete(null));
          while (sockets.serves("lines")) {
            Thread.onSpinWait();
          }
        };
    connect("lines", Optional.empty());
    end.get(10, TimeUnit.SECONDS);
    var answers = reader(peer);
    assertThat(answers.readLine()).isEqualTo("bye");
    assertThat(answers.readLine()).isNull();
  }

  @Test
  void whatThePrefixesDoNotAllowIsNeverConnectedTo() throws Exception {
    sockets.bindFactory(new Lines("lines", "v"));
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    for (var host : List.of("127.0.0.1", "localhost", "[::1]", "169.254.1.1")) {
      sockets.connect(
          "f-" + host,
          "lines",
          host,
          server.getLocalPort(),
          Optional.empty(),
          Facts.NONE,
          List.of("192.0.2.0/24", "2001:db8::/32"));
      assertThat(router.events.next(WAIT).kind()).as(host).isEqualTo(Kind.FORBIDDEN);
    }
    server.setSoTimeout((int) SILENCE.toMillis());
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> server.accept())
        .isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void aPortThatWasTakenIsOpenedOnceItIsFree() throws Exception {
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    var port = server.getLocalPort();
    var listener = new MsrpListener(sockets, new Keyring(), msrp("127.0.0.1:" + port));
    sockets.bindFactory(new Lines("msrp", "v"));
    assertThat(sockets.listeners()).isEmpty();
    server.close();

    var end = System.nanoTime() + WAIT.toNanos();
    while (sockets.listeners().isEmpty() && System.nanoTime() < end) {
      Thread.sleep(20);
    }
    peer = new Socket(InetAddress.getLoopbackAddress(), port);
    assertThat(router.events.next(WAIT).kind()).isEqualTo(Kind.OPENED);
    listener.stop();
    assertThat(sockets.listeners()).isEmpty();
  }

  private static MsrpConfig msrp(String listen) {
    return (MsrpConfig)
        Proxy.newProxyInstance(
            MsrpConfig.class.getClassLoader(),
            new Class<?>[] {MsrpConfig.class},
            (proxy, method, arguments) ->
                method.getName().equals("listen") ? listen : method.getDefaultValue());
  }

  @Test
  void aRefusedConnectionIsToldOnce() throws Exception {
    sockets.bindFactory(new Lines("lines", "v"));
    int port;
    try (var gone = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      port = gone.getLocalPort();
    }
    sockets.connect(
        "r1", "lines", "127.0.0.1", port, Optional.empty(), Facts.NONE, List.of("127.0.0.0/8"));
    assertThat(router.events.next(WAIT).kind()).isEqualTo(Kind.FAILED);
    sockets.connect(
        "r2", "lines", "no.such.invalid", port, Optional.empty(), Facts.NONE, List.of());
    assertThat(router.events.next(WAIT).reason()).isEqualTo("unknown host");
    assertThat(router.events.poll(SILENCE)).isEmpty();
  }

  @Test
  void whileMemoryIsFullMediaIsNotRead() throws Exception {
    sockets.stop();
    sockets = router.sockets(Map.of("memory_max", "1MB"));
    sockets.bindFactory(new Lines("msrp", "v"));
    connect("msrp", Optional.empty());
    var slow = peer;
    sockets.command("c1", new Lines.Say(new byte[32_000_000]));
    sockets.connect(
        "c2", "msrp", "127.0.0.1", server.getLocalPort(), Optional.empty(), Facts.NONE, List.of());
    peer = server.accept();
    write(peer, "wait\n");
    assertThat(router.records.poll(SILENCE)).isEmpty();

    assertThat(slow.getInputStream().readNBytes(32_000_000)).hasSize(32_000_000);
    assertThat(router.records.next(WAIT)).isEqualTo(new Lines.Heard("v", "wait"));
    slow.close();
  }
}
