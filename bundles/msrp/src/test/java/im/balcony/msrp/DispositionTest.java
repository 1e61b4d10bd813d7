package im.balcony.msrp;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Octets;
import im.balcony.api.msrp.MsrpContent;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.msrp.format.CpimFormats;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Content-Disposition of a message and of what is in it (RFC 4975 §7.1.1, RFC 2183). */
class DispositionTest {

  private static final String SAID = "Content-Disposition: notification\r\n";

  private static Optional<String> heard(Peer peer) {
    var received = peer.records(MsrpEvent.Received.class);
    return received.get(received.size() - 1).wrapped().disposition();
  }

  @Test
  void ofAMessageInChunksTheFirstSaysItAlsoToAnotherVersion() {
    var peer = Peer.established();
    peer.say(Peer.text("tid1", "m1", "1-2/4", SAID, "text/plain", "Ah", '+'));
    peer.exchange();
    peer.say(Peer.text("tid2", "m1", "3-4/4", "", "text/plain", "oj", '$'));
    assertThat(heard(peer)).contains("notification");
  }

  @Test
  void whereNothingIsSaidThereIsNone() {
    var peer = Peer.established();
    peer.say(Peer.text("tid1", "m1", "1-4/4", "", "text/plain", "Ahoj", '$'));
    assertThat(heard(peer)).isEmpty();
  }

  @Test
  void theInnermostThatSaysItCounts() throws Exception {
    var types = List.of("text/plain");
    var part = "--b\r\n%sContent-Type: text/plain\r\n\r\nx\r\n--b--\r\n";
    var cpim =
        "From: <sip:r@x>\r\n\r\n" + SAID + "Content-Type: multipart/mixed;boundary=b\r\n\r\n";
    var formats = new CpimFormats();

    var silent = formats.unwrap("message/cpim", Octets.utf8(cpim + part.formatted("")), types);
    var inner = part.formatted("Content-Disposition: render\r\n");
    var own = formats.unwrap("message/cpim", Octets.utf8(cpim + inner), types);

    assertThat(silent.disposition()).contains("notification");
    assertThat(own.disposition()).contains("render");
  }

  @ParameterizedTest
  @ValueSource(strings = {"render", "Inline", "attachment; filename=notification", "x-new", ""})
  void whatIsNotKnownIsShown(String disposition) {
    assertThat(MsrpContent.isShown(Optional.of(disposition))).isTrue();
    assertThat(MsrpContent.isShown(Optional.empty())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"notification", " ICON ;handling=optional", "early-session"})
  void whatHasAnotherPurposeIsNot(String disposition) {
    assertThat(MsrpContent.isShown(Optional.of(disposition))).isFalse();
  }
}
