package im.balcony.sip;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.tls.PeerCertificate;
import im.balcony.sip.tcp.TcpLimits;
import im.balcony.testkit.Requirement;
import im.balcony.testkit.Tenants;
import im.balcony.testkit.tls.Authority;
import im.balcony.testkit.tls.Issued;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The messages of {@link TortureTest} on streams, where Content-Length and not the datagram says
 * where a message ends (RFC 3261 §18.3). Behind each the connection goes on, but for those that do
 * not let us see where the next one begins.
 */
class StreamTortureTest {

  /** Nobody knows where the next message would begin, so the connection ends (RFC 3261 §18.3). */
  private static final Set<String> ENDLESS = Set.of("inv2543", "mcl01", "ncl");

  /** It is not all there yet, and so waited for. */
  private static final String HALF = "clerr";

  private static final int ANNOUNCED = 9999;

  /** What stands behind it is a message of its own. */
  private static final String TWO = "dblreq";

  @TempDir static Path folder;
  private static Authority authority;
  private static Issued own;
  private static final Map<String, Edge> EDGES = new HashMap<>();

  private Edge edge;

  @BeforeAll
  static void open() throws Exception {
    authority = new Authority(folder);
    own = authority.issue("gateway", "-ext", "san=ip:127.0.0.1");
    var keys = new Edge.Keys();
    keys.own =
        Optional.of(own.identity(Edge.IDENTITY, PeerCertificate.NONE, authority.certificate()));
    // One for each: a request that came by both would be one that was merged.
    for (var transport : List.of("TCP", "TLS")) {
      var made = Edge.open(Tenants.verona(), keys, TcpLimits.DEFAULT);
      made.answerAll(200);
      EDGES.put(transport, made);
    }
  }

  @AfterAll
  static void close() {
    EDGES.values().forEach(Edge::close);
  }

  static Stream<Arguments> files() throws IOException {
    var files = Stream.concat(TortureTest.files(), TortureTest.ipv6Files()).toList();
    return Stream.of("TCP", "TLS")
        .flatMap(transport -> files.stream().map(file -> Arguments.of(transport, file)));
  }

  private TcpPeer peer(String transport) throws IOException {
    return transport.equals("TCP")
        ? new TcpPeer(edge.tcp())
        : new TcpPeer(
            own.context(authority.certificate())
                .getSocketFactory()
                .createSocket("127.0.0.1", edge.tls()));
  }

  @ParameterizedTest
  @MethodSource("files")
  @Requirement("SIP-02")
  void isHandledAndDoesNoHarm(String transport, Path file) throws Exception {
    edge = EDGES.get(transport);
    var lines = Files.readString(file).split("\n", 3);
    var name = file.getFileName().toString().replace(".txt", "");
    try (var peer = peer(transport)) {
      var text = lines[2].replaceFirst("SIP/2.0/UDP", "SIP/2.0/" + transport);
      if (name.equals(TWO)) {
        text = text.replace("@LENGTH", String.valueOf(last(text)));
      }
      var octets = TortureTest.octets(text, peer.port());
      peer.send(octets);
      if (name.equals(HALF)) {
        peer.send(" ".repeat(ANNOUNCED - body(octets)));
        isAnswered(peer, "received");
      } else {
        isAnswered(peer, lines[1].replace("# expect ", ""));
      }
      if (name.equals(TWO)) {
        var second = peer.last();
        assertThat(second.header("CSeq")).isEqualTo("8 INVITE");
        assertThat(second.status()).isEqualTo(200);
        edge.intake.received();
      }
      assertThat(edge.intake.waiting()).isZero();
      if (ENDLESS.contains(name)) {
        assertThat(peer.read()).isEqualTo(-1);
      } else {
        passes(peer, transport);
      }
    }
    try (var other = peer(transport)) {
      passes(other, transport);
    }
  }

  /** The octets of the last body, once its lines end as they have to. */
  private static int last(String text) {
    return text.substring(text.lastIndexOf("\n\n") + 2).replace("\n", "\r\n").length();
  }

  private static int body(byte[] octets) {
    var text = new String(octets, StandardCharsets.ISO_8859_1);
    return text.length() - text.indexOf("\r\n\r\n") - 4;
  }

  private void isAnswered(TcpPeer peer, String expected) throws Exception {
    switch (expected) {
      case "dropped" -> {
        // What comes next shows that nothing was said.
      }
      case "received" -> {
        assertThat(peer.last().status()).isEqualTo(200);
        edge.intake.received();
      }
      default -> assertThat(peer.last().status()).isEqualTo(Integer.parseInt(expected));
    }
  }

  private void passes(TcpPeer peer, String transport) throws Exception {
    var via = transport + " 127.0.0.1:" + peer.port();
    peer.send(Texts.request("MESSAGE", via, "Content-Type: text/plain\r\n", "Art thou not Romeo?"));
    var answer = peer.last();
    assertThat(answer.header("CSeq")).isEqualTo("1 MESSAGE");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(edge.intake.received().request().body().utf8()).isEqualTo("Art thou not Romeo?");
  }
}
