package im.balcony.sip;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The situations of RFC 4475 and RFC 5118, one file each under its name there, in our own scene. Of
 * the 49, three are not here: cparam01, cparam02 and regescrt are about what a registrar keeps, and
 * to us every REGISTER is the same (405, see escnull).
 *
 * <p>A file begins with two comment lines, the second saying what is expected: a status, {@code
 * received} (brought to the router) or {@code dropped}. {@code {6869}} stands for octets, {@code
 * {3*ab}} for a repetition, {@code @PORT} for the peer's port, {@code @LENGTH} for the octets of
 * the body.
 */
class TortureTest {

  private static Edge edge;

  @BeforeAll
  static void open() throws Exception {
    edge = Edge.open();
    edge.answerAll(200);
  }

  @AfterAll
  static void close() {
    edge.close();
  }

  static Stream<Path> files() throws IOException {
    return Files.list(Path.of("src/test/resources/torture")).sorted();
  }

  static Stream<Path> ipv6Files() throws IOException {
    return Files.list(Path.of("src/test/resources/torture6")).sorted();
  }

  @Test
  void theyAreMostOfRfc4475() throws IOException {
    assertThat(files()).hasSize(46);
  }

  @ParameterizedTest
  @MethodSource("files")
  @Requirement("SIP-02")
  @Requirement(value = "SIP-01", partial = "three messages about registrars are left out")
  void isHandledAndDoesNoHarm(Path file) throws Exception {
    var lines = Files.readString(file).split("\n", 3);
    var expected = lines[1].replace("# expect ", "");
    try (var peer = edge.udpPeer()) {
      peer.send(octets(lines[2], peer.port()));
      switch (expected) {
        case "dropped" -> peer.hearsNothing(100);
        case "received" -> {
          assertThat(peer.last().status()).isEqualTo(200);
          edge.intake.received();
        }
        default -> assertThat(peer.last().status()).isEqualTo(Integer.parseInt(expected));
      }
      assertThat(edge.intake.waiting()).isZero();
      peer.send(Texts.message(peer));
      Seen seen;
      do {
        // Copies of a refusal may still come.
        seen = peer.receive();
      } while (!seen.header("CSeq").equals("1 MESSAGE"));
      assertThat(seen.status()).isEqualTo(200);
      assertThat(edge.intake.received().request().body().utf8()).isEqualTo("Art thou not Romeo?");
    }
  }

  @ParameterizedTest
  @MethodSource("ipv6Files")
  @Requirement("SIP-03")
  void ipv6IsHandled(Path file) throws Exception {
    isHandledAndDoesNoHarm(file);
  }

  @Test
  void eachSubsectionOfRfc5118IsThere() throws IOException {
    assertThat(ipv6Files()).hasSize(11);
  }

  private static final Pattern MARK = Pattern.compile("\\{(?:([0-9]+)\\*([^}]*)|([0-9a-f]+))}");

  /** The octets of a file, from a peer at that port. */
  static byte[] octets(String text, int port) {
    var crlf = text.replace("\n", "\r\n").replace("@PORT", String.valueOf(port));
    var bodyAt = crlf.indexOf("\r\n\r\n") + 4;
    var body = marked(crlf.substring(bodyAt));
    var head = marked(crlf.substring(0, bodyAt).replace("@LENGTH", String.valueOf(body.length)));
    var all = new ByteArrayOutputStream();
    all.writeBytes(head);
    all.writeBytes(body);
    return all.toByteArray();
  }

  private static byte[] marked(String text) {
    var out = new ByteArrayOutputStream();
    var matcher = MARK.matcher(text);
    var at = 0;
    while (matcher.find()) {
      out.writeBytes(text.substring(at, matcher.start()).getBytes(StandardCharsets.UTF_8));
      if (matcher.group(3) != null) {
        out.writeBytes(HexFormat.of().parseHex(matcher.group(3)));
      } else {
        var times = Integer.parseInt(matcher.group(1));
        out.writeBytes(matcher.group(2).repeat(times).getBytes(StandardCharsets.UTF_8));
      }
      at = matcher.end();
    }
    out.writeBytes(text.substring(at).getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }
}
