package im.balcony.itests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.wire.WireRecord;
import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppCommand;
import im.balcony.sip.raw.MalformedMessageException;
import im.balcony.sip.raw.RawMessage;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever is read on one side has an answer, and what goes out on the other can be written and is
 * read alike: no field of one world breaks out of its place in the other.
 */
class MappingFuzzTest {

  static Stream<byte[]> requests() {
    return Corpus.of("Mapping.requests");
  }

  static Stream<byte[]> stanzas() {
    return Corpus.of("Mapping.stanzas");
  }

  @MethodSource
  @FuzzTest
  void requests(byte[] octets) {
    var raw = RawMessage.read(octets, true);
    if (raw.isResponse()) {
      return;
    }
    try {
      var request = SipFuzzTest.request(raw);
      if (!request.method().equals("ACK")) {
        assertReadable(new Gate().hears(request));
      }
    } catch (MalformedMessageException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  @MethodSource
  @FuzzTest
  void stanzas(byte[] octets) {
    for (var record : Worlds.component().hears(octets).told()) {
      if (record instanceof Stanza stanza) {
        assertReadable(new Gate().hears(stanza));
      }
    }
  }

  private static void assertReadable(List<WireRecord> records) {
    for (var record : records) {
      if (record instanceof SipCommand.Request command) {
        assertReadable(command);
      } else if (record instanceof XmppCommand.Send command) {
        assertReadable(command);
      }
    }
  }

  private static void assertReadable(SipCommand.Request command) {
    var request = command.request();
    try {
      var written = SipFuzzTest.written(request).toArray();
      var read = SipFuzzTest.request(RawMessage.read(written, false));
      assertThat(read.requestUri()).isEqualTo(request.requestUri());
      assertThat(read.from()).isEqualTo(request.from());
      assertThat(read.to()).isEqualTo(request.to());
      assertThat(read.callId()).isEqualTo(request.callId());
      assertThat(read.headers()).hasSameSizeAs(request.headers());
    } catch (MalformedMessageException e) {
      throw new AssertionError("what we write is malformed", e);
    }
  }

  private static void assertReadable(XmppCommand.Send command) {
    var stanza = command.stanza();
    var said = Worlds.saidBy(command);
    assertThat(said).as("nothing was written").isNotEmpty();
    if (stanza.to().domain().equals(Gate.JULIET.domain())) {
      var read = Worlds.stanzas(said);
      assertThat(read).hasSize(1);
      assertThat(read.get(0).from()).isEqualTo(stanza.from());
      assertThat(read.get(0).to()).isEqualTo(stanza.to());
      assertThat(read.get(0).children()).isEqualTo(stanza.children());
    }
  }
}
