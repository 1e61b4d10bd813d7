package im.balcony.sip.text;

import im.balcony.api.data.Octets;
import im.balcony.api.sip.SessionDescription;
import im.balcony.sip.body.Body;
import im.balcony.sip.body.SdpWriter;
import java.util.Optional;

/** What requests and responses write alike: body and Content-Type. */
final class Written {

  private Written() {}

  /** The body: as given, else the session description as text. */
  static Octets body(Octets body, Optional<SessionDescription> sdp) {
    return body.isEmpty() && sdp.isPresent() ? Octets.utf8(SdpWriter.write(sdp.get())) : body;
  }

  /** The Content-Type: as given, else that of SDP. */
  static Optional<String> contentType(
      Optional<String> given, Optional<SessionDescription> sdp, Octets body) {
    return given.or(() -> sdp.filter(d -> !body.isEmpty()).map(d -> Body.SDP));
  }
}
