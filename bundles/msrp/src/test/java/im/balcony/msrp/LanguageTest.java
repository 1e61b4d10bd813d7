package im.balcony.msrp;

import static im.balcony.msrp.Peer.ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.balcony.api.data.Octets;
import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.msrp.MsrpMessage;
import im.balcony.msrp.format.CpimFormats;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Content-Language, an {@code Other-Mime-header} of RFC 4975 §9, and inside message/cpim. */
class LanguageTest {

  private static final String CPIM = "From: <sip:romeo@example.net>\r\n\r\n";

  private static Optional<String> heard(Peer peer) {
    var received = peer.records(MsrpEvent.Received.class);
    return received.get(received.size() - 1).wrapped().language();
  }

  @Test
  void itStandsBeforeTheContentType() {
    var message =
        new MsrpMessage(
            "m1", "text/plain", Octets.utf8("Ahoj"), false, FailureReport.YES, Optional.of("cs"));
    var wire = Peer.established().tell(new MsrpCommand.Send("e1", ID, message)).heard();
    assertThat(wire)
        .contains("\r\nContent-Language: cs\r\nContent-Type: text/plain\r\n\r\nAhoj\r\n-------");
  }

  @Test
  void itIsHeardWithTheMessage() {
    var peer = Peer.established();
    peer.say(
        Peer.text("tid1", "m1", "1-4/4", "content-language: cs\r\n", "text/plain", "Ahoj", '$'));
    assertThat(heard(peer)).contains("cs");
  }

  @Test
  void ofAMessageInChunksTheFirstSaysItAlsoToAnotherVersion() {
    var peer = Peer.established();
    peer.say(Peer.text("tid1", "m1", "1-2/4", "Content-Language: cs\r\n", "text/plain", "Ah", '+'));
    peer.exchange();
    peer.say(Peer.text("tid2", "m1", "3-4/4", "", "text/plain", "oj", '$'));
    assertThat(heard(peer)).contains("cs");
  }

  @Test
  void insideCpimTheContentSaysIt() throws Exception {
    var formats = new CpimFormats();
    var types = List.of("text/plain");
    var inner = CPIM + "Content-Type: text/plain\r\nContent-Language: fr\r\n\r\nSalut";
    assertThat(formats.unwrap("message/cpim", Octets.utf8(inner), types).language()).contains("fr");

    var written = formats.wrap(List.of(), "text/plain", Optional.of("fr"), Octets.utf8("Salut"));
    assertThat(written.utf8())
        .isEqualTo("\r\nContent-Type: text/plain\r\nContent-Language: fr\r\n\r\nSalut");
    assertThatThrownBy(
            () -> formats.wrap(List.of(), "text/plain", Optional.of("f\r\nX: y"), Octets.EMPTY))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
