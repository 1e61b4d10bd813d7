package im.balcony.sip.text;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Octets;
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
      var octets = ("Subject: " + text + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
      assertThat(written.with(Octets.EMPTY)).isEqualTo(Octets.of(octets));
      assertThat(written.length()).isEqualTo(octets.length);
      assertThat(measured.length()).isEqualTo(octets.length);
    }
  }

  @Test
  void aHeadHasRoomForWhateverStandsInIt() {
    var many = "x".repeat(1_000);
    var head = HeadText.written();
    head.field("Subject", many);
    head.field("Subject", "é".repeat(1_000));
    head.end();
    var body = Octets.utf8("€".repeat(5_000));
    var text = "Subject: " + many + "\r\nSubject: " + "é".repeat(1_000) + "\r\n\r\n" + body.utf8();
    assertThat(head.with(body)).isEqualTo(Octets.utf8(text));
  }
}
