package im.balcony.itests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import im.balcony.api.data.Octets;
import im.balcony.api.sip.SessionDescription;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.Transport;
import im.balcony.sip.body.Body;
import im.balcony.sip.body.SdpWriter;
import im.balcony.sip.raw.MalformedMessageException;
import im.balcony.sip.raw.RawMessage;
import im.balcony.sip.text.MessageReader;
import im.balcony.sip.text.RequestWriter;
import im.balcony.sip.text.RequestWriter.HopFields;
import im.balcony.sip.text.ResponseReader;
import im.balcony.sip.value.TopVia;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Octets that came as SIP are read or refused, and nothing else. */
class SipFuzzTest {

  private static final HopFields HOP = new HopFields(Transport.TCP, "192.0.2.1:5060", "z9hG4bK1");

  static Stream<byte[]> message() {
    return Corpus.of("Sip.message");
  }

  static Stream<byte[]> description() {
    return Corpus.of("Sip.description");
  }

  @MethodSource
  @FuzzTest
  void message(byte[] octets) {
    var raw = RawMessage.read(octets, true);
    try {
      if (raw.isResponse()) {
        ResponseReader.read(raw, ResponseReader.key(raw).method());
      } else {
        writtenAlike(request(raw));
      }
    } catch (MalformedMessageException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  static SipRequest request(RawMessage raw) throws MalformedMessageException {
    var line = MessageReader.requestLine(raw);
    TopVia.read(raw);
    return MessageReader.request(raw, line);
  }

  static Octets written(SipRequest request) {
    return RequestWriter.write(request, HOP, List.of());
  }

  /** What was read is written as something that is read alike. */
  private static void writtenAlike(SipRequest request) {
    Octets written;
    try {
      written = written(withoutContact(request));
    } catch (IllegalArgumentException e) {
      // What may be read is not always what we would send.
      return;
    }
    SipRequest again;
    try {
      again = request(RawMessage.read(written.toArray(), false));
    } catch (MalformedMessageException e) {
      throw new AssertionError("what we write is malformed", e);
    }
    assertThat(again.method()).isEqualTo(request.method());
    assertThat(again.requestUri()).isEqualTo(request.requestUri());
    assertThat(again.from()).isEqualTo(request.from());
    assertThat(again.to()).isEqualTo(request.to());
    assertThat(again.callId()).isEqualTo(request.callId());
    assertThat(again.cseq()).isEqualTo(request.cseq());
    assertThat(again.body()).isEqualTo(request.body());
  }

  /** Contacts that we write are our own. */
  private static SipRequest withoutContact(SipRequest r) {
    return new SipRequest(
        r.method(),
        r.requestUri(),
        r.from(),
        r.to(),
        r.callId(),
        r.cseq(),
        r.maxForwards(),
        r.routes(),
        Optional.empty(),
        r.headers(),
        r.contentType(),
        r.body(),
        r.sdp());
  }

  @MethodSource
  @FuzzTest
  void description(byte[] octets) {
    var type = Optional.of(Body.SDP);
    var read = Body.sdpIfAny(type, Octets.of(octets));
    if (read.isEmpty()) {
      return;
    }
    try {
      var again = Body.sdp(type, Octets.utf8(SdpWriter.write(read.get())));
      assertThat(again.map(SipFuzzTest::streams)).isEqualTo(read.map(SipFuzzTest::streams));
    } catch (MalformedMessageException e) {
      // One that says no address is read for what it says besides; we always have one.
      assertThat(e.getMessage()).matches(".* [oc]= is malformed");
    }
  }

  private static List<List<SessionDescription.Attribute>> streams(SessionDescription description) {
    return description.media().stream().map(SessionDescription.MediaLine::attributes).toList();
  }
}
