package im.balcony.sip.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.balcony.sip.body.Lines;
import im.balcony.sip.raw.HeadBounds;
import im.balcony.sip.raw.MalformedMessageException;
import im.balcony.sip.raw.RawMessage;
import im.balcony.sip.value.TopVia;
import im.balcony.sip.value.Values;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that are made to hurt: each is read or refused, soon and with little memory. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class HostileTest {

  private static final List<String> FIELDS =
      List.of(
          "Via: SIP/2.0/UDP h;branch=z9hG4bK1",
          "From: <sip:r@e>;tag=1",
          "To: <sip:j@e>",
          "Call-ID: 1",
          "CSeq: 1 MESSAGE",
          "Contact: <sip:r@h>",
          "Record-Route: <sip:p;lr>",
          "Content-Length: 0");

  /** Reads a message in every way the edge does; true if it is accepted. */
  static boolean read(byte[] octets) {
    var message = RawMessage.read(octets, true);
    try {
      if (message.isResponse()) {
        ResponseReader.read(message, ResponseReader.key(message).method());
        return true;
      }
      var via = TopVia.read(message);
      var vias = TopVia.all(message);
      vias.set(0, via.stamped(vias.get(0), "192.0.2.1", 5060));
      var facts = ResponseTemplate.of(message, vias).facts();
      ResponseWriter.write(facts, ResponseWriter.own(400));
      MessageReader.request(message, MessageReader.requestLine(message));
      return true;
    } catch (MalformedMessageException e) {
      assertThat(e.reason()).doesNotContain("\r").doesNotContain("\n");
      return false;
    }
  }

  private static byte[] with(String field) {
    var name = field.substring(0, field.indexOf(':') + 1);
    var out = new StringBuilder("MESSAGE sip:j@e SIP/2.0\r\n");
    FIELDS.stream().filter(f -> !f.startsWith(name)).forEach(f -> out.append(f).append("\r\n"));
    return out.append(field).append("\r\n\r\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Via: SIP/2.0/UDP 127.0.0.1:5;x(y=z9hG4bK\\",
        "Via: SIP/2.0/UDP h (comment\\",
        "Via: SIP/2.0/UDP h;branch=z9hG4bK1 (",
        "Via: (\\"
      })
  void aCommentInViaIsRefused(String via) {
    assertThat(read(with(via))).isFalse();
  }

  @Test
  void aParenthesisInQuotesIsNoComment() {
    assertThat(read(with("Via: SIP/2.0/UDP h;branch=z9hG4bK1;x=\"(\""))).isTrue();
  }

  @Test
  void listsAreBounded() throws Exception {
    for (var name : List.of("Record-Route", "Via")) {
      var one = name.equals("Via") ? "SIP/2.0/UDP h;branch=z9hG4bK1" : "<sip:p;lr>";
      var most = String.join(",", java.util.Collections.nCopies(HeadBounds.VALUES, one));
      assertThat(read(with(name + ": " + most))).as(name).isTrue();
      assertThat(read(with(name + ": " + most + ',' + one))).as(name).isFalse();
    }
  }

  @Test
  void fieldsAreBounded() {
    var most = "X: y\r\n".repeat(HeadBounds.FIELDS - FIELDS.size() - 1) + "X: y";
    assertThat(read(with(most))).isTrue();
    assertThat(read(with(most + "\r\nX: y"))).isFalse();
  }

  static Stream<String> pieces() {
    return Stream.of(
        ";",
        ",",
        "\"",
        "<",
        ">",
        "a",
        "=",
        "\\",
        "%",
        "[",
        ":",
        "/",
        "@",
        " ",
        "(",
        "\t",
        "?",
        ";a",
        "a,",
        "<a>,",
        "\"\",",
        "a=\"b\";",
        "\\\"",
        "sip:a@b,",
        "<sip:a@b>,",
        ";a=b");
  }

  @Test
  void sixtyKilobytesOfAnythingTakeNoTime() {
    for (var field : FIELDS) {
      pieces()
          .forEach(
              piece -> {
                var name = field.substring(0, field.indexOf(' ') + 1);
                var started = System.nanoTime();
                read(with(name + piece.repeat(60_000 / piece.length())));
                read(with(field + piece.repeat(60_000 / piece.length())));
                assertThat((System.nanoTime() - started) / 1_000_000)
                    .as(name + piece)
                    .isLessThan(2_000);
              });
    }
  }

  @Test
  void damagedMessagesAreReadOrRefused() throws Exception {
    var random = new Random(4475);
    var seeds = Stream.concat(seeds("torture"), seeds("torture6")).toList();
    var marks = ";,\"<>=\\%[]:/@ \t()?\r\nab0";
    for (var i = 0; i < 40_000; i++) {
      var octets = seeds.get(random.nextInt(seeds.size())).clone();
      for (var j = random.nextInt(15); j >= 0; j--) {
        octets[random.nextInt(octets.length)] =
            (byte)
                (random.nextBoolean()
                    ? marks.charAt(random.nextInt(marks.length()))
                    : random.nextInt(256));
      }
      read(octets);
    }
  }

  private static Stream<byte[]> seeds(String folder) throws IOException {
    return Files.list(Path.of("src/test/resources", folder))
        .sorted()
        .map(
            file -> {
              try {
                return Files.readString(file);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .map(text -> text.split("\n", 3)[2].replace("\n", "\r\n").replace("@PORT", "5"))
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void lineEndsAreRefusedWhereverTheyStand() {
    for (var end : List.of("\n", "\r")) {
      var text =
          new String(with("X: a"), StandardCharsets.UTF_8).replace("X: a", "X: a" + end + "Y: b");
      assertThat(read(text.getBytes(StandardCharsets.UTF_8))).isFalse();
    }
    assertThatThrownBy(() -> Lines.checked("a\r\nb")).isInstanceOf(IllegalArgumentException.class);
    assertThat(Values.list("a, \"b,c\", <d,e>, ,f")).containsExactly("a", "\"b,c\"", "<d,e>", "f");
  }
}
