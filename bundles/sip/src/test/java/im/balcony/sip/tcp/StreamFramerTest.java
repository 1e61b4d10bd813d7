package im.balcony.sip.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.sip.socket.Bounds;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Streams are cut the same way however they arrive: whole, octet by octet, anyhow. */
class StreamFramerTest {

  private static final String STREAM =
      "\r\nA a SIP/2.0\r\nContent-Length: 3\r\n\r\nabc"
          + "\r\n\r\n"
          + "B b SIP/2.0\r\nX: y\r\nl:0\r\n\r\n"
          + "C c SIP/2.0\r\nCONTENT-LENGTH\t: 5\r\n\r\n\r\n\r\nx";

  private static final List<String> FRAMES =
      List.of(
          "A a SIP/2.0\r\nContent-Length: 3\r\n\r\nabc",
          "ping",
          "B b SIP/2.0\r\nX: y\r\nl:0\r\n\r\n",
          "C c SIP/2.0\r\nCONTENT-LENGTH\t: 5\r\n\r\n\r\n\r\nx");

  private static List<String> cut(byte[] octets, java.util.function.IntSupplier step) {
    var framer = new StreamFramer();
    var seen = new ArrayList<String>();
    for (var at = 0; at < octets.length; ) {
      var count = Math.min(step.getAsInt(), octets.length - at);
      var piece = java.util.Arrays.copyOfRange(octets, at, at + count);
      for (var frame : framer.feed(piece, count)) {
        seen.add(text(frame));
      }
      at += count;
    }
    return seen;
  }

  private static String text(StreamFramer.Frame frame) {
    if (frame instanceof StreamFramer.Message message) {
      return new String(message.octets(), StandardCharsets.UTF_8);
    }
    return frame instanceof StreamFramer.Broken broken ? "broken " + broken.status() : "ping";
  }

  @Test
  void wholeOctetByOctetAndAnyhow() {
    var octets = STREAM.getBytes(StandardCharsets.UTF_8);
    assertThat(cut(octets, () -> octets.length)).isEqualTo(FRAMES);
    assertThat(cut(octets, () -> 1)).isEqualTo(FRAMES);
    var random = new Random(3261);
    for (var i = 0; i < 500; i++) {
      assertThat(cut(octets, () -> 1 + random.nextInt(20))).isEqualTo(FRAMES);
    }
  }

  @Test
  void nothingFollowsABrokenMessage() {
    var octets =
        ("A a SIP/2.0\r\nContent-Length: x\r\n\r\n" + STREAM).getBytes(StandardCharsets.UTF_8);
    assertThat(cut(octets, () -> 7)).containsExactly("broken 400");
  }

  @Test
  void headAndBodyAreBounded() {
    var start = "A a SIP/2.0\r\nContent-Length: 0\r\nX: ";
    var fits = start + "x".repeat(Bounds.HEAD - start.length() - 4) + "\r\n\r\n";
    assertThat(cut(fits.getBytes(StandardCharsets.UTF_8), () -> 8192)).containsExactly(fits);
    var over = start + "x".repeat(Bounds.HEAD - start.length() - 3) + "\r\n\r\n";
    assertThat(cut(over.getBytes(StandardCharsets.UTF_8), () -> 8192))
        .containsExactly("broken 513");
    var body = "A a SIP/2.0\r\nContent-Length: " + (Bounds.BODY + 1) + "\r\n\r\n";
    assertThat(cut(body.getBytes(StandardCharsets.UTF_8), () -> 8192))
        .containsExactly("broken 413");
  }

  @Test
  void theLengthIsFoundInEveryFormAndOnlyOnce() {
    assertThat(lengths("Content-Length : 3", "CONTENT-length:3", "l\t:\r\n 3"))
        .containsOnly("message");
    assertThat(
            lengths(
                "X: 3",
                "X: y\r\n l: 3",
                "Content-Length: 3\r\nl: 3",
                "l: -3",
                "l: 3 3",
                "l:",
                "l: 1234567890"))
        .containsOnly("broken 400");
  }

  private static List<String> lengths(String... fields) {
    return java.util.stream.Stream.of(fields)
        .map(field -> "A a SIP/2.0\r\n" + field + "\r\n\r\nabc")
        .flatMap(text -> cut(text.getBytes(StandardCharsets.UTF_8), () -> 2).stream())
        .map(seen -> seen.startsWith("A ") ? "message" : seen)
        .toList();
  }

  @Test
  void aHeadIsNotReadAnewForEachOctetOfItsBody() {
    var head = "A a SIP/2.0\r\nContent-Length: 100000\r\n" + "X: y\r\n".repeat(5_000) + "\r\n";
    var octets = (head + "z".repeat(100_000)).getBytes(StandardCharsets.UTF_8);
    var clock = java.lang.management.ManagementFactory.getThreadMXBean();
    var before = clock.getCurrentThreadCpuTime();
    assertThat(cut(octets, () -> 1)).hasSize(1);
    // Reading it anew takes minutes.
    assertThat((clock.getCurrentThreadCpuTime() - before) / 1_000_000).isLessThan(3_000);
  }

  @Test
  void onlyAMessageThatHasBegunIsMidMessage() {
    var framer = new StreamFramer();
    assertThat(framer.midMessage()).isFalse();
    framer.feed("\r\n".getBytes(StandardCharsets.UTF_8), 2);
    assertThat(framer.midMessage()).isFalse();
    framer.feed("I".getBytes(StandardCharsets.UTF_8), 1);
    assertThat(framer.midMessage()).isTrue();
  }
}
