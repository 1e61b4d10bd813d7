package im.balcony.msrp;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Facts;
import im.balcony.api.msrp.MsrpCommand;
import im.balcony.msrp.frame.FrameReader;
import im.balcony.msrp.frame.Settings;
import im.balcony.testkit.Requirement;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Finding frames in octets. */
class FrameReaderTest {

  private static final Settings SETTINGS = Settings.of(Facts.NONE);

  /** All bodies and flags in {@code stream}, fed in pieces. */
  private static String bodies(byte[] stream, Random cuts) {
    var reader = new FrameReader(SETTINGS);
    var out = new StringBuilder();
    var body = new ByteArrayOutputStream();
    var at = 0;
    while (at < stream.length) {
      var size = cuts == null ? stream.length : Math.min(stream.length - at, 1 + cuts.nextInt(40));
      reader.feed(ByteBuffer.wrap(stream, at, size));
      at += size;
      for (var part = reader.next(); part != FrameReader.Part.NEED_MORE; part = reader.next()) {
        switch (part) {
          case HEAD -> body.reset();
          case DATA -> body.write(reader.array(), reader.from(), reader.to() - reader.from());
          case END -> out.append(body.toString(StandardCharsets.ISO_8859_1)).append(reader.flag());
          default -> {
            return out.append(part).toString();
          }
        }
      }
    }
    return out.toString();
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  @Requirement("MSRP-08")
  void anyOctetsMayStandInABody() {
    var all = new StringBuilder();
    for (var i = 0; i < 256 * 100; i++) {
      all.append((char) (i % 256));
    }
    for (var body :
        new String[] {
          all.toString(), "-".repeat(5000), "\r\n".repeat(3000), "\r\n-------".repeat(900), "\0"
        }) {
      var peer = Peer.established();
      peer.say(Peer.text("abcd1234", "m1", "1-*/*", body, '$'));
      assertThat(peer.delivered()).containsExactly(body);
    }
  }

  @Test
  @Requirement("MSRP-07")
  void anySplitGivesTheSame() {
    for (var seed = 0; seed < 300; seed++) {
      var random = new Random(seed);
      var stream = new StringBuilder();
      var expected = new StringBuilder();
      for (var frame = 0; frame < 5; frame++) {
        var id = "--a".substring(random.nextInt(3)) + frame;
        var body = new StringBuilder();
        var pieces = new String[] {"-", "------", "-------", id, "\r\n", "\r", "\n", "$", "x"};
        for (var i = random.nextInt(60); i > 0; i--) {
          body.append(pieces[random.nextInt(pieces.length)]);
        }
        var text = body.toString().replace("-------" + id + "$", "");
        stream.append(Peer.text(id, "m", "1-*/*", text, '+'));
        expected.append(text).append('+');
      }
      var octets = latin1(stream.toString());
      assertThat(bodies(octets, null)).isEqualTo(expected.toString());
      assertThat(bodies(octets, random)).isEqualTo(expected.toString());
    }
  }

  @ParameterizedTest
  @CsvSource({"63,true", "64,true", "65,false"})
  void transactionIdsHaveABound(int size, boolean fine) {
    var peer = Peer.established().say(Peer.bodiless("a".repeat(size)));
    assertThat(peer.close).isEqualTo(!fine);
    assertThat(peer.heard().isEmpty()).isEqualTo(!fine);
  }

  @ParameterizedTest
  @CsvSource({"-1,200", "0,200", "1,400"})
  void linesHaveABound(int more, int status) {
    var header = "X: " + "y".repeat(SETTINGS.lineSize() - 3 + more) + "\r\n";
    var peer = Peer.established().say(Peer.frame("t1", "SEND", header + "Message-ID: m\r\n", '$'));
    assertThat(peer.heard()).startsWith("MSRP t1 " + status + " ");
    assertThat(peer.close).isEqualTo(status == 400);
  }

  @ParameterizedTest
  @CsvSource({"-1,200", "0,200", "1,400"})
  void headsHaveABound(int more, int status) {
    var bare = Peer.frame("t1", "SEND", "Message-ID: m\r\n", '$').length();
    var rest = SETTINGS.headSize() - bare + more;
    var headers = new StringBuilder("Message-ID: m\r\n");
    while (rest > 200) {
      headers.append("X: ").append("y".repeat(95)).append("\r\n");
      rest -= 100;
    }
    headers.append("Y: ").append("z".repeat(rest - 5)).append("\r\n");
    var peer = Peer.established().say(Peer.frame("t1", "SEND", headers.toString(), '$'));
    assertThat(peer.heard()).startsWith("MSRP t1 " + status + " ");
    assertThat(peer.close).isEqualTo(status == 400);
  }

  @Test
  void aLineThatNeverEndsIsGivenUp() {
    var peer = Peer.established().say("MSRP t1 SEND\r\n");
    for (var i = 0; i < 1000 && !peer.close; i++) {
      peer.say("x".repeat(100));
    }
    assertThat(peer.close).isTrue();
    assertThat(Peer.established().say("MSRP " + "x".repeat(10_000)).close).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"-1,false", "0,false", "1,true"})
  void whatIsKeptWhileASessionIsLookedUpHasABound(int more, boolean closed) {
    var peer = new Peer(false).say(Peer.bodiless("t1"));
    peer.say("x".repeat(SETTINGS.unboundSize() + more));
    assertThat(peer.close).isEqualTo(closed);
  }

  @Test
  void longBeforeThatNothingMoreIsReadUntilTheSessionIsFound() {
    var peer = new Peer(false).say(Peer.bodiless("t1"));
    assertThat(peer.mayReceive()).isTrue();
    var text = "x".repeat(SETTINGS.unboundSize() / 2);
    peer.say(Peer.text("t2", "m", "1-*/*", text, '$'));
    assertThat(peer.mayReceive()).isFalse();
    peer.exchange();
    assertThat(peer.mayReceive()).isFalse();
    peer.tell(new MsrpCommand.Bind(Peer.session(false, 1_000_000, 2048, 32, 0)));
    assertThat(peer.mayReceive()).isTrue();
    assertThat(peer.delivered()).containsExactly(text);
  }

  /** A text of the usual max-size, 63 536 octets, in the smallest chunks that are usual. */
  @Test
  void aWholeTextMayComeWhileItsSessionIsLookedUp() {
    var chunk = "x".repeat(2048);
    var peer = new Peer(false).say(Peer.text("t0", "m", "1-2048/*", chunk, '+'));
    for (var i = 1; i < 32; i++) {
      var range = i * 2048 + 1 + "-" + (i + 1) * 2048 + "/*";
      peer.say(Peer.text("t" + i, "m", range, chunk, '+'));
    }
    assertThat(peer.close).isFalse();
  }

  @Test
  @Tag("broad")
  void aBodyIsReadInLinearTime() {
    var body = "\r\n-------t".repeat(1_000_000);
    var stream = latin1(Peer.text("t1", "m", "1-*/*", body, '+'));
    var start = System.nanoTime();
    assertThat(bodies(stream, new Random(1))).hasSize(body.length() + 1);
    assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
  }
}
