package im.balcony.sip.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Twice the octets are at most twice the work, whatever they are: each grammar is fed with longer
 * and longer texts, and the processor time of the thread is compared. Over four times the length
 * something quadratic takes sixteen times as long.
 */
@Tag("broad")
class LinearTest {

  /** Far below a length that is refused, around it, and far above. */
  private static final List<Integer> LENGTHS = List.of(3_500, 14_000, 56_000);

  private static final long SMALLEST = 4_000_000;
  private static final long DEAREST = 400_000_000;

  private static final List<String> PIECES =
      List.of(
          ";", ";=", ";a", ";a=b", "a", "=", "\"", "\\\"", "%", "[", ":", "@", " ", "\t", "/", "?",
          "<", ">", ",", "(", ")", "<a>,", "a@", ".", "0", "\\", "\r\n ", "é", "&a=b", ";\"", "\r");

  /** Where a piece is repeated: {@code ~} stands for the repetitions. */
  private static final List<String> FIELDS =
      List.of(
          "From: ~",
          "From: <sip:r@e>;tag=1~",
          "From: <sip:r~@e>;tag=1",
          "From: <sip:r@e~>;tag=1",
          "From: <sip:r@e;a~>;tag=1",
          "From: <sip:r@e?a=~>;tag=1",
          "From: <tel:~>;tag=1",
          "From: \"~\" <sip:r@e>;tag=1",
          "From: ~ <sip:r@e>;tag=1",
          "From: <sip:r@e>;tag=1;a=\"~\"",
          "To: <sip:j@e~>",
          "To: <sip:j@e>~",
          "Via: ~",
          "Via: SIP/2.0/UDP ~;branch=z9hG4bK1",
          "Via: SIP/2.0/UDP h;branch=z9hG4bK1~",
          "Contact: ~",
          "Contact: <sip:r@h~>",
          "Contact: <sip:r@h>~",
          "Record-Route: <sip:p;lr~>",
          "Record-Route: <sip:p;lr>~",
          "Route: <sip:p;lr>~",
          "CSeq: ~",
          "CSeq: 1 ~",
          "Call-ID: ~",
          "Max-Forwards: ~",
          "Content-Type: a/~",
          "Content-Type: multipart/mixed;boundary=~",
          "X: ~",
          "X~: y");

  private static final List<String> START_LINES =
      List.of(
          "~",
          "~ sip:j@e SIP/2.0",
          "MESSAGE ~ SIP/2.0",
          "MESSAGE sip:~@e SIP/2.0",
          "MESSAGE sip:j@e~ SIP/2.0",
          "MESSAGE sip:j@e;a~ SIP/2.0",
          "MESSAGE sip:j@e SIP/~",
          "SIP/2.0 200 ~");

  private static final List<String> LINES =
      List.of("\r\nX: y", "\r\nX", "\r\n", "\r\n y", "\r\nVia: SIP/2.0/UDP h", "\r\nl: 0");

  private static final List<String> SDP =
      List.of(
          "~",
          "o=~",
          "o=- 1~ 1 IN IP4 h",
          "c=IN IP4 ~",
          "m=message ~",
          "m=message 1 TCP/MSRP ~",
          "m=message 1 TCP/MSRP *\r\na=~",
          "m=message 1 TCP/MSRP *\r\n~");

  private static final List<String> SDP_PIECES =
      List.of("a", " ", "/", "0", ":", "\r", "\n", "\r\n", "a=b\r\n", "m=m 1 x\n", "c=a a a\n");

  private static final List<String> PARTS =
      List.of("~", "--b\r\n~", "--b\r\nContent-Type: ~\r\n\r\n", "--b\r\n~: y\r\n\r\nz");

  private static final List<String> PART_PIECES =
      List.of("a", " ", "-", "\r\n", "\r\n ", "\r\n--", "\r\n--b", "\r\n--b\r\nX: y\r\n\r\n");

  @TestFactory
  Stream<DynamicTest> fields() {
    return of(FIELDS, PIECES, field -> message("MESSAGE sip:j@e SIP/2.0", field, ""));
  }

  @TestFactory
  Stream<DynamicTest> startLines() {
    return of(
        START_LINES,
        PIECES.stream().filter(piece -> piece.indexOf('\r') < 0).toList(),
        line -> message(line, "X: y", ""));
  }

  @TestFactory
  Stream<DynamicTest> lines() {
    return of(List.of("X: y~"), LINES, lines -> message("MESSAGE sip:j@e SIP/2.0", lines, ""));
  }

  @TestFactory
  Stream<DynamicTest> descriptions() {
    return of(SDP, SDP_PIECES, body -> invite("application/sdp", body));
  }

  @TestFactory
  Stream<DynamicTest> parts() {
    return of(PARTS, PART_PIECES, body -> invite("multipart/mixed;boundary=b", body));
  }

  private static String invite(String type, String body) {
    return message("INVITE sip:j@e SIP/2.0", "CSeq: 1 INVITE\r\nContent-Type: " + type, body);
  }

  private static String message(String startLine, String field, String body) {
    var out = new StringBuilder(startLine).append("\r\n");
    Stream.of(
            "Via: SIP/2.0/UDP h;branch=z9hG4bK1",
            "From: <sip:r@e>;tag=1",
            "To: <sip:j@e>",
            "Call-ID: 1",
            "CSeq: 1 MESSAGE",
            "Contact: <sip:r@h>",
            "Record-Route: <sip:p;lr>")
        .filter(usual -> !field.startsWith(usual.substring(0, usual.indexOf(':'))))
        .forEach(usual -> out.append(usual).append("\r\n"));
    return out.append(field).append("\r\n\r\n").append(body).toString();
  }

  private interface Whole {
    String of(String part);
  }

  /** One test a place, with all pieces. */
  private static Stream<DynamicTest> of(List<String> places, List<String> pieces, Whole whole) {
    return places.stream()
        .map(place -> DynamicTest.dynamicTest(place, () -> linear(place, pieces, whole)));
  }

  private static void linear(String place, List<String> pieces, Whole whole) {
    for (var piece : pieces) {
      IntFunction<byte[]> text =
          length ->
              whole
                  .of(place.replace("~", piece.repeat(length / piece.length())))
                  .getBytes(StandardCharsets.UTF_8);
      var costs = LENGTHS.stream().map(text::apply).map(LinearTest::cost).toList();
      assertThat(costs.get(2)).as("%s with %s: %s ns", place, piece, costs).isLessThan(DEAREST);
      for (var i = 1; i < costs.size(); i++) {
        assertThat(costs.get(i))
            .as("%s with %s: %s ns for %s characters", place, piece, costs, LENGTHS)
            .isLessThan(10 * Math.max(costs.get(i - 1), SMALLEST));
      }
    }
  }

  /** The least of a few tries, for the first ones run cold. */
  private static long cost(byte[] octets) {
    var clock = ManagementFactory.getThreadMXBean();
    var least = Long.MAX_VALUE;
    for (var i = 0; i < 5 && least > SMALLEST; i++) {
      var before = clock.getCurrentThreadCpuTime();
      HostileTest.read(octets);
      least = Math.min(least, clock.getCurrentThreadCpuTime() - before);
    }
    return least;
  }
}
