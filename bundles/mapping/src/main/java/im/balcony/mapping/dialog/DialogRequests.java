package im.balcony.mapping.dialog;

import im.balcony.api.data.Octets;
import im.balcony.api.sip.SessionDescription;
import im.balcony.api.sip.SipHeader;
import im.balcony.api.sip.SipParty;
import im.balcony.api.sip.SipRequest;
import java.util.List;
import java.util.Optional;

/** Requests of ours inside of dialogs (RFC 3261 §12.2.1.1). */
public final class DialogRequests {

  /** The Max-Forwards of a request that no other request caused (RFC 3261 §8.1.1.6). */
  public static final int MAX_FORWARDS = 70;

  /** What the methods are that the edge and this mapping implement (SIP-44). */
  public static final SipHeader ALLOW =
      new SipHeader("Allow", "INVITE, ACK, CANCEL, BYE, OPTIONS, MESSAGE, UPDATE");

  /** In each request but ACK (RFC 4028 §7.1, RFC 5627 §4.3); 100rel is never offered. */
  public static final SipHeader SUPPORTED = new SipHeader("Supported", "timer, gruu");

  private DialogRequests() {}

  /** A request without a body. */
  public static SipRequest plain(Dialog dialog, String method, long cseq, List<SipHeader> headers) {
    return of(dialog, method, cseq, Optional.empty(), headers, Optional.empty());
  }

  /** A request that may refresh the target and carry an offer. */
  public static SipRequest of(
      Dialog dialog,
      String method,
      long cseq,
      Optional<SipParty> contact,
      List<SipHeader> headers,
      Optional<SessionDescription> sdp) {
    return new SipRequest(
        method,
        dialog.target(),
        dialog.local(),
        dialog.remote(),
        dialog.callId(),
        cseq,
        MAX_FORWARDS,
        dialog.routes(),
        contact,
        headers,
        sdp.map(s -> "application/sdp"),
        Octets.EMPTY,
        sdp);
  }
}
