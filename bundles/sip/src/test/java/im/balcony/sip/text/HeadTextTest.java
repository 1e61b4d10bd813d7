package im.balcony.sip.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HeadTextTest {

  @Test
  void theHeadsLengthIsThatOfItsOctets() {
    for (var text : List.of("a", "é", "€", "\ud83d\ude00", "\ud83d", "\ude00", "x\ud83dx", "")) {
      var head = new HeadText();
      head.field("Subject", text);
      head.end();
      assertThat(head.length())
          .isEqualTo(head.text().getBytes(java.nio.charset.StandardCharsets.UTF_8).length);
    }
  }
}
