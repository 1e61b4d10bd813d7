package im.balcony.msrp;

import static im.balcony.msrp.Peer.ID;
import static im.balcony.msrp.Peer.THEM;
import static im.balcony.msrp.Peer.US;
import static im.balcony.msrp.Peer.send;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.msrp.MsrpCommand;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MsrpFactoryTest {

  private final MsrpFactory factory = new MsrpFactory();

  @Test
  void theSizeOfAMessageIsWhatIsWrittenButThePaths() {
    var message = send("e1", "Neither, fair saint \u2661");
    var wire = Peer.established().tell(message).heard().getBytes(StandardCharsets.ISO_8859_1);

    assertThat(factory.size(message)).isEqualTo(wire.length - US.length() - THEM.length());
  }

  @Test
  void whatWritesNoMessageHasNoSize() {
    assertThat(factory.size(new MsrpCommand.Unbind(ID))).isZero();
  }

  @Test
  void itIsFoundByItsName() {
    assertThat(factory.name()).isEqualTo("msrp");
  }
}
