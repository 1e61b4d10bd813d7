package im.balcony.sip.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A head is as long as its octets, whether it is written or only measured. */
class HeadTextTest {

  @Test
  void theHeadsLengthIsThatOfItsOctets() {
    for (var text : List.of("a", "é", "€", "\ud83d\ude00", "\ud83d", "\ude00", "x\ud83dx", "")) {
      var written = HeadText.written();
      var measured = HeadText.measured();
      for (var head : List.of(written, measured)) {
        head.field("Subject", text);
        head.end();
      }
      var octets = written.text().getBytes(StandardCharsets.UTF_8).length;
      assertThat(written.length()).isEqualTo(octets);
      assertThat(measured.length()).isEqualTo(octets);
    }
  }
}
