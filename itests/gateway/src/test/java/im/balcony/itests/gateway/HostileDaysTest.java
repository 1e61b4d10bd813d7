package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Ladder;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.MsrpLine;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.server.ComponentServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * All that strangers and broken peers do at once, in small, while two tenants go about their
 * business: pages in one, a session in the other. Nothing of theirs is lost or late.
 */
class HostileDaysTest {

  /** What takes longer is stuck, however busy the machine is. */
  private static final Duration LATE = Duration.ofSeconds(20);

  private static final int ROUNDS = 12;
  private static final String JULIET = "juliet@example.com/balcony";

  private static Scene scene;
  private static Phone romeo;
  private static ComponentServer pageServer;
  private static TrustedPeer pagePeer;

  private final List<Socket> sockets = new ArrayList<>();

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
    romeo = scene.nextHop("romeo", Map.of("rate.source", "1000"));
    pageServer =
        new ComponentServer(Map.of("montague.example", "s3cr3t"), new Ladder(), scene.violations);
    pagePeer = new TrustedPeer(scene.sipPort, "montague.example");
    scene.tenant(
        "mantua",
        "montague.example",
        Map.of(
            "xmpp.domains", "example.org",
            "xmpp.port", String.valueOf(pageServer.port()),
            "rate.source", "1000",
            "chat.mode", "page",
            "sip.next-hop", "sip:127.0.0.1:" + pagePeer.port() + ";lr"));
    pageServer.connected.next(WAIT);
  }

  @AfterAll
  static void close() throws Exception {
    pagePeer.close();
    romeo.close();
    scene.close();
    pageServer.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  @Test
  void twoTenantsGoOnAsIfNothingWas() throws Exception {
    try (var probes = new Probes(pagePeer, "montague.example", pageServer, "example.org");
        var strangers = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        var foreign = new TrustedPeer(scene.sipPort, "elsewhere.example")) {
      scene.say(JULIET, "romeo@example.net", "chat", "first", "<body>first</body>");
      var call = romeo.invites.next(WAIT);
      var line = call.accept(Call.Offer.PLAIN);
      assertThat(line.texts.next(WAIT).text()).isEqualTo("first");
      silent();
      deaf();
      var refused = new AtomicInteger();
      for (var round = 0; round < ROUNDS; round++) {
        garbage(strangers, round);
        badStanzas(round);
        var forbidden = forbidden(foreign, round, refused);
        chat(line, round);
        CompletableFuture.allOf(forbidden.toArray(CompletableFuture[]::new)).join();
      }
      assertThat(refused).hasValue(ROUNDS * 50);
      assertThat(probes.missing(LATE)).isEmpty();
      var times = probes.times();
      assertThat(times).isNotEmpty();
      assertThat(Probes.quantile(times, 1)).isLessThan(LATE.toMillis());
      call.bye();
      line.close();
    } finally {
      for (var socket : sockets) {
        socket.close();
      }
    }
  }

  /** One text each way. */
  private static void chat(MsrpLine line, int round) throws IOException {
    scene.say(
        JULIET, "romeo@example.net", "chat", "j" + round, "<body>to romeo " + round + "</body>");
    assertThat(line.texts.next(LATE).text()).isEqualTo("to romeo " + round);
    line.send("to juliet " + round);
    scene.server.stanzas.next(
        LATE, stanza -> ComponentServer.child(stanza, "body").equals("to juliet " + round));
  }

  /** Connections that say nothing, to both listeners. */
  private void silent() throws IOException {
    for (var i = 0; i < 30; i++) {
      sockets.add(new Socket(InetAddress.getLoopbackAddress(), scene.sipPort));
      sockets.add(new Socket(InetAddress.getLoopbackAddress(), scene.msrpPort));
    }
  }

  /** Connections that ask on and on and read no answer. */
  private void deaf() throws IOException {
    for (var i = 0; i < 5; i++) {
      var socket = new Socket();
      socket.setReceiveBufferSize(4096);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), scene.sipPort));
      socket.setSoTimeout(1000);
      sockets.add(socket);
      var number = i;
      var thread = new Thread(() -> ask(socket, number), "deaf");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private static void ask(Socket socket, int number) {
    try {
      for (var i = 0; i < 2000; i++) {
        socket.getOutputStream().write(options("deaf" + number + 'x' + i));
      }
    } catch (IOException e) {
      // It was closed, as it should be.
    }
  }

  private static byte[] options(String id) {
    return ("OPTIONS sip:example.net SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1:9;branch=z9hG4bK"
            + id
            + "\r\nMax-Forwards: 70\r\nFrom: <sip:x@example.net>;tag=x\r\n"
            + "To: <sip:example.net>\r\nCall-ID: "
            + id
            + "\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static void garbage(DatagramSocket socket, int round) throws IOException {
    var random = new Random(round);
    var gateway = new InetSocketAddress(InetAddress.getLoopbackAddress(), scene.sipPort);
    for (var i = 0; i < 100; i++) {
      var octets = new byte[1 + random.nextInt(2000)];
      random.nextBytes(octets);
      socket.send(new DatagramPacket(octets, octets.length, gateway));
    }
    var semicolons = ("OPTIONS sip:a SIP/2.0\r\nFrom: <sip:a@b>" + ";".repeat(5000) + "\r\n\r\n");
    var octets = semicolons.getBytes(StandardCharsets.UTF_8);
    socket.send(new DatagramPacket(octets, octets.length, gateway));
  }

  /** What one user can make a server pass on. */
  private static void badStanzas(int round) throws IOException {
    var nested = "<x xmlns='urn:x'>".repeat(40) + "</x>".repeat(40);
    scene.say("mallory@example.com/x", "no body@example.net", "chat", "b" + round, "");
    scene.say("mallory@example.com/x", "r@example.net", "headline", "n" + round, nested);
    scene.say("mallory@example.com/x", "r@example.net", "error", "e" + round, "<error/>");
    scene.say("mallory@example.com/x", "r@example.net", "groupchat", "g" + round, "<body/>");
    scene.failed("b" + round);
    scene.failed("g" + round);
  }

  private static List<CompletableFuture<Void>> forbidden(
      TrustedPeer foreign, int round, AtomicInteger refused) {
    var all = new ArrayList<CompletableFuture<Void>>();
    for (var i = 0; i < 50; i++) {
      all.add(
          foreign
              .message("u" + round + 'x' + i, "juliet@example.com", "spam")
              .thenAccept(answer -> refused.addAndGet(answer.status() == 403 ? 1 : 0)));
    }
    return all;
  }
}
