package im.balcony.msrp;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.msrp.MsrpSession;
import im.balcony.api.msrp.MsrpUri;
import im.balcony.testkit.Requirement;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Example messages, each read whole, octet by octet, and with the next message behind it. The files
 * hold LF where the wire has CRLF.
 */
class VectorsTest {

  static String vector(String name) {
    try (InputStream in = VectorsTest.class.getResourceAsStream("/vectors/" + name + ".msrp")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\n", "\r\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<MsrpUri> path(String frames, String name) {
    var m = Pattern.compile(name + ": ([^\r]+)").matcher(frames);
    assertThat(m.find()).isTrue();
    return Arrays.stream(m.group(1).split(" ")).map(Peer::uri).toList();
  }

  private static Peer listener(String frames) {
    var from = path(frames, "From-Path");
    var peer = from.get(0).secure() ? Peer.withTls(true, "") : new Peer(true);
    var own = path(frames, "To-Path").get(0);
    peer.tell(
        new MsrpCommand.Bind(
            new MsrpSession(
                own,
                from,
                false,
                List.of("message/cpim", "text/plain", "text/html"),
                List.of(),
                65_536,
                2048,
                32,
                60_000,
                0)));
    return peer;
  }

  private static String told(Peer peer) {
    var report = peer.records(MsrpEvent.Report.class);
    return report.isEmpty()
        ? String.join("|", peer.delivered()).replace("\r\n", "~")
        : report.get(0).messageId() + " " + report.get(0).end() + " " + report.get(0).status();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "rfc7573-example-05-mirrored # Art thou not Romeo, and a Montague?",
        "rfc7573-example-06 # Neither, fair saint, if either thee dislike.",
        "rfc7573-example-13 # I take thee at thy word ...",
        "rfc7573-example-25 # 6187CF9B-317A-41DA-BB6A-5E48A9C794EF 106 200",
        "rfc4975-figures-14-15 # ABCD1234567890",
        "rfc4975-section-11-5 # This conference will end in 5 minutes",
        "rfc4976-section-4-at-bob # Hi Bob, I'm about to send you file.mpeg",
        "rfc4976-section-4-report-at-alice # 87652 39 200",
        "own-ipv6 # Hi",
        "own-hyphens # -------hyph123$~--------------hyph1234-~-------hyph1234~-------hyph1234?"
            + "~------hyph1234$~-------",
      })
  @Requirement({"MSRP-07", "MSRP-16", "MSRP-26", "CPIM-01", "CPIM-03"})
  void anExampleIsReadHoweverItArrives(String name, String expected) {
    var frames = vector(name);
    var whole = listener(frames).say(frames);
    assertThat(told(whole)).isEqualTo(expected);
    assertThat(whole.records(MsrpEvent.Unbound.class)).isEmpty();

    var slow = listener(frames);
    for (var octet : frames.getBytes(StandardCharsets.UTF_8)) {
      slow.say(new byte[] {octet});
    }
    assertThat(slow.records).isEqualTo(whole.records);
    assertThat(slow.wire.toString()).isEqualTo(whole.wire.toString());

    var tail = listener(frames).say(frames + frames.substring(0, frames.length() - 1));
    assertThat(told(tail)).isEqualTo(expected);
    assertThat(tail.records(MsrpEvent.Received.class))
        .isEqualTo(whole.records(MsrpEvent.Received.class));
  }
}
