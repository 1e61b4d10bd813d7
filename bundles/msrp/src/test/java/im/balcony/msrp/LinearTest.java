package im.balcony.msrp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import im.balcony.api.data.Octets;
import im.balcony.api.msrp.Formats.FormatException;
import im.balcony.api.msrp.MsrpCommand;
import im.balcony.msrp.format.CpimFormats;
import im.balcony.testkit.Linear;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** No frame, no cpim object and no MIME object costs more than its length, however it arrives. */
@Tag("broad")
class LinearTest {

  /** The longest of the texts are far above every limit of a head, the shortest far below. */
  private static final int HEADS = 3_500;

  private static final int BODIES = 7_000;

  private static final List<String> IN_HEADS =
      List.of(
          "a",
          " ",
          ":",
          ";",
          "=",
          "/",
          "\r",
          "\n",
          "\r\n",
          "\r\nX: y",
          "\r\nX",
          "\r\n y",
          "é",
          " msrp://h:1/s;tcp",
          "\r\nTo-Path: a",
          "\"",
          "\\",
          "-",
          "\r\n-------t");

  private static final List<String> HEADERS =
      List.of(
          "X: ~",
          "X~: y",
          "~",
          "To-Path: " + Peer.US + "~",
          "From-Path: ~ " + Peer.THEM,
          "Message-ID: ~",
          "Byte-Range: 1-~/*",
          "Content-Type: ~",
          "Content-Type: text/plain~",
          "Status: 000 ~");

  private static final List<String> IN_BODIES =
      List.of(
          "a",
          "-",
          "-------",
          "-------t",
          "\r\n-------",
          "\r\n-------t",
          "\r\n-------tx",
          "\r\n",
          "\r",
          "\n",
          "-------t+",
          "\r\n-------t\r\n");

  private static final List<String> TYPES =
      List.of(
          "~",
          "a/~",
          "text/plain~",
          "text/plain;~",
          "text/plain; a=~",
          "text/plain; a=\"~\"",
          "text/plain; a=\"~",
          "multipart/mixed;boundary=b;~",
          "multipart/mixed;boundary=\"~\"");

  private static final List<String> IN_TYPES =
      List.of("a", ";", ";a", ";=", ";a=b", "=", "\"", "\\", "\\\"", " ", "/", ";a=\"", "\";", ",");

  private static final List<String> OBJECTS =
      List.of(
          "~",
          "--b~",
          "--b\r\n~",
          "--b\r\n\r\n~",
          "--b\r\nContent-Type: text/plain\r\n\r\n~\r\n--b--",
          "--b\r\nContent-Type: multipart/mixed;boundary=c\r\n\r\n~\r\n--b--",
          "--b\r\nContent-Type: message/cpim\r\n\r\n~\r\n--b--",
          "--b\r\nContent-Transfer-Encoding: base64\r\n\r\n~",
          "--b\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n~",
          "--b\r\nContent-Disposition: x~\r\n\r\ny");

  private static final List<String> IN_OBJECTS =
      List.of(
          "a",
          " ",
          "-",
          "=",
          "=3D",
          "=\r\n",
          "\r\n",
          "\n",
          "\r\n ",
          "\r\n x",
          "X: y\r\n",
          "\r\n--",
          "\r\n--b",
          "\r\n--b\r\n",
          "\r\n--b\r\n\r\n",
          "\r\n--b\r\nX: y\r\n\r\nz",
          "\r\n--bb\r\n",
          "\r\n--c\r\n\r\nz",
          ";a",
          ";",
          "--b\r\n",
          "--b\r\nContent-Type: multipart/mixed;boundary=b\r\n\r\n");

  private static final List<String> CPIM =
      List.of(
          "~",
          "From: ~\r\n\r\nContent-Type: text/plain\r\n\r\nx",
          "From: <im:r@e>\r\n~\r\n\r\nContent-Type: text/plain\r\n\r\nx",
          "Subject:;~ x\r\n\r\nContent-Type: text/plain\r\n\r\nx",
          "NS: ~\r\n\r\nContent-Type: text/plain\r\n\r\nx",
          "Require: ~\r\n\r\nContent-Type: text/plain\r\n\r\nx",
          "From: <im:r@e>\r\n\r\n~\r\n\r\nx",
          "From: <im:r@e>\r\n\r\nContent-Type: text/plain~\r\n\r\nx",
          "From: <im:r@e>\r\n\r\nContent-Type: text/plain\r\n\r\n~");

  private static final List<String> IN_CPIM =
      List.of(
          "a",
          " ",
          ":",
          ";",
          ",",
          "<",
          ">",
          "\\",
          "\\u0041",
          "\\\\",
          "\r\n",
          "\n",
          "\r\n ",
          "X: y\r\n",
          "\r\nX: y",
          "\r\nNS: p <u>",
          "\r\nContent-Type: a/b",
          "a,",
          ";lang=",
          ".",
          "\r\nimdn.X: y");

  private static Stream<DynamicTest> each(
      List<String> places, List<String> pieces, int first, java.util.function.Consumer<String> to) {
    return places.stream()
        .map(place -> DynamicTest.dynamicTest(place, () -> Linear.check(place, pieces, first, to)));
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The same octets in pieces of this size each, to a session that is there. */
  private static void hears(String text, int size) {
    var peer = Peer.established();
    pieces(peer, octets(text), size);
  }

  private static void pieces(Peer peer, byte[] all, int size) {
    for (var at = 0; at < all.length && !peer.close; at += size) {
      peer.say(java.util.Arrays.copyOfRange(all, at, Math.min(all.length, at + size)));
    }
  }

  private static String send(String headers, String body) {
    return "MSRP t SEND\r\nTo-Path: "
        + Peer.US
        + "\r\nFrom-Path: "
        + Peer.THEM
        + "\r\nMessage-ID: m\r\n"
        + headers
        + "\r\n"
        + body;
  }

  @TestFactory
  Stream<DynamicTest> heads() {
    return each(HEADERS, IN_HEADS, HEADS, text -> hears(send(text, "\r\n-------t$\r\n"), 65_536));
  }

  @TestFactory
  Stream<DynamicTest> headsOctetByOctet() {
    return each(HEADERS, IN_HEADS, HEADS, text -> hears(send(text, "\r\n-------t$\r\n"), 1));
  }

  @TestFactory
  Stream<DynamicTest> startLines() {
    return each(
        List.of("~", "MSRP ~", "MSRP t ~", "MSRP t 200 ~", "MSRP ~ SEND\r\n"),
        IN_HEADS,
        HEADS,
        text -> hears(text, 7));
  }

  @TestFactory
  Stream<DynamicTest> bodies() {
    return IntStream.of(1, 65_536)
        .boxed()
        .flatMap(
            size ->
                each(
                    List.of("~\r\n-------t$\r\n", "~"),
                    IN_BODIES,
                    BODIES,
                    text -> hears(send("Content-Type: text/plain\r\n", text), size)));
  }

  /** What waits until the router knows the session arrives in any pieces as well. */
  @TestFactory
  Stream<DynamicTest> whileTheSessionIsLookedUp() {
    return each(
        List.of("~"),
        List.of("a", "\r\n", "\r\n-------t$\r\n"),
        8_000,
        text -> {
          var peer = new Peer(false);
          pieces(peer, octets(send("Content-Type: text/plain\r\n", text)), 1);
          peer.tell(new MsrpCommand.Bind(Peer.session()));
        });
  }

  /** A message in ever smaller parts, in order and against it. */
  @TestFactory
  Stream<DynamicTest> chunks() {
    return Stream.of(true, false)
        .map(
            forward ->
                DynamicTest.dynamicTest(
                    forward ? "in order" : "last first",
                    () ->
                        Linear.check(
                            "~", List.of("a"), 500, text -> chunks(text.length(), forward))));
  }

  private static void chunks(int count, boolean forward) {
    var peer = Peer.established();
    for (var i = 0; i < count; i++) {
      var at = forward ? i + 1 : count - i;
      peer.say(
          octets(
              send(
                  "Byte-Range: " + at + "-" + at + "/" + count + "\r\nContent-Type: text/plain\r\n",
                  "a\r\n-------t" + (at == count ? '$' : '+') + "\r\n")));
    }
  }

  private static void unwrap(String type, String body) {
    var accepted = List.of("text/plain", "message/cpim", "multipart/*");
    var formats = new CpimFormats();
    var octets = Octets.utf8(body);
    assertThatCode(
            () -> {
              try {
                formats.unwrap(type, octets, accepted);
                formats.parts(type, octets, accepted);
              } catch (FormatException e) {
                // To be refused has its price, too.
                assertThat(e.status()).isBetween(400, 499);
              }
            })
        .doesNotThrowAnyException();
  }

  @TestFactory
  Stream<DynamicTest> contentTypes() {
    return each(TYPES, IN_TYPES, HEADS, text -> unwrap(text, "x"));
  }

  @TestFactory
  Stream<DynamicTest> multiparts() {
    return Stream.of("mixed", "alternative", "related")
        .flatMap(
            kind ->
                each(
                    OBJECTS,
                    IN_OBJECTS,
                    HEADS,
                    text -> unwrap("multipart/" + kind + ";boundary=b", text)));
  }

  @TestFactory
  Stream<DynamicTest> cpim() {
    return each(CPIM, IN_CPIM, HEADS, text -> unwrap("message/cpim", text));
  }
}
