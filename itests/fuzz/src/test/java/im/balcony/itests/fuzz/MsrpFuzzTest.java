package im.balcony.itests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import im.balcony.api.address.AddressException;
import im.balcony.api.data.Facts;
import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.msrp.MsrpSession;
import im.balcony.api.msrp.MsrpUri;
import im.balcony.api.wire.ConnectionSpec;
import im.balcony.msrp.MsrpFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Octets on an MSRP connection mean the same in whatever pieces they come. */
class MsrpFuzzTest {

  private static final String US = "msrp://gateway.example.com:2855/us0123456789abcd;tcp";
  private static final String THEM = "msrp://romeo.example.net:9000/them0123456789ab;tcp";
  private static final byte[] HELLO =
      ("MSRP hello SEND\r\nTo-Path: " + US + "\r\nFrom-Path: " + THEM)
          .concat("\r\nMessage-ID: hello\r\n-------hello$\r\n")
          .getBytes(StandardCharsets.UTF_8);

  private static MsrpUri uri(String text) {
    try {
      return MsrpUri.parse(text);
    } catch (AddressException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static Fed connection() {
    var session =
        new MsrpSession(
            uri(US),
            List.of(uri(THEM)),
            false,
            List.of("message/cpim", "text/plain", "application/im-iscomposing+xml"),
            List.of("text/html"),
            65_536,
            2048,
            32,
            60_000,
            0);
    var spec =
        new ConnectionSpec(false, "192.0.2.1:2855", "192.0.2.2:9000", Optional.empty(), Facts.NONE);
    return new Fed(new MsrpFactory(), spec).hears(HELLO).does(new MsrpCommand.Bind(session));
  }

  static Stream<byte[]> frames() {
    return Corpus.of("Msrp.frames");
  }

  @MethodSource
  @FuzzTest
  void frames(byte[] octets) {
    var whole = connection().hears(octets);
    var slow = connection().hears(octets, 1);
    assertThat(slow.told()).isEqualTo(whole.told());
    assertThat(slow.all()).isEqualTo(whole.all());
    var half = Math.max(1, octets.length / 2);
    var exchanged = connection();
    for (var at = 0; at < octets.length; at += half) {
      exchanged
          .hears(Arrays.copyOfRange(octets, at, Math.min(octets.length, at + half)))
          .exchanged();
    }
    assertThat(exchanged.told()).isEqualTo(whole.told());
    assertThat(exchanged.all()).isEqualTo(whole.all());
  }
}
