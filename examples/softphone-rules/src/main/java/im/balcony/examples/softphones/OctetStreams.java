package im.balcony.examples.softphones;

import im.balcony.api.data.Octets;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.wire.WireRecord;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * Some softphones label the text of a MESSAGE {@code application/octet-stream}. Where the octets
 * are a text they are taken for one; anything else stays what it says, and gets the 415 of the
 * standard rules (RFC 3428 §7).
 */
final class OctetStreams {

  private static final String OCTETS = "application/octet-stream";
  private static final String TEXT = "text/plain;charset=utf-8";

  private OctetStreams() {}

  /** The record with its right label; any other record as it is. */
  static WireRecord asText(WireRecord record) {
    if (record instanceof SipEvent.Received received
        && received.request().method().equals("MESSAGE")
        && received.request().contentType().filter(OctetStreams::isOctets).isPresent()
        && isText(received.request().body())) {
      return new SipEvent.Received(
          received.transaction(), received.source(), labelled(received.request()));
    }
    return record;
  }

  private static boolean isOctets(String contentType) {
    return contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(OCTETS);
  }

  /** Whether this is UTF-8 without control characters but for tabs and line ends. */
  private static boolean isText(Octets body) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(body.view())
          .chars()
          .allMatch(c -> !Character.isISOControl(c) || c == '\t' || c == '\n' || c == '\r');
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static SipRequest labelled(SipRequest r) {
    return new SipRequest(
        r.method(),
        r.requestUri(),
        r.from(),
        r.to(),
        r.callId(),
        r.cseq(),
        r.maxForwards(),
        r.routes(),
        r.contact(),
        r.headers(),
        Optional.of(TEXT),
        r.body(),
        r.sdp());
  }
}
