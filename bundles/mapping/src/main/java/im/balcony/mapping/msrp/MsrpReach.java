package im.balcony.mapping.msrp;

import im.balcony.api.message.Failure;
import im.balcony.api.message.Failure.Cause;
import im.balcony.api.msrp.MsrpUri;
import im.balcony.mapping.correlation.CorrelationTurn;
import im.balcony.mapping.sdp.SdpPeer;
import im.balcony.mapping.sdp.SdpWriting;
import java.util.Optional;

/**
 * Where MSRP connections may be made (RFC 4975 §14.5, SEC-20). A session that would need a
 * forbidden one is refused, or ended, with that reason: it would die at once, and nobody would know
 * why.
 */
public final class MsrpReach {

  /** The tenant's key that says so. */
  private static final String KEY = "msrp.connect-allow";

  private MsrpReach() {}

  /** Why the peer cannot be connected to, where we would have to. */
  public static Optional<Failure> refusal(CorrelationTurn turn, SdpPeer peer) {
    if (!peer.connect()) {
      return Optional.empty();
    }
    var host = peer.path().stream().findFirst().flatMap(SdpWriting::uri).map(MsrpUri::host);
    return host.filter(turn.context.tenant()::forbidsMsrpTo)
        .map(
            h ->
                Failure.of(
                        Cause.FORBIDDEN, "MSRP may not be connected to that address (" + KEY + ")")
                    .withSipStatus(488)
                    .byPolicy(KEY));
  }

  /** The same for an address that was only known once it was looked up. */
  static Failure found(String reason) {
    return Failure.of(Cause.TRANSPORT, reason + " (" + KEY + ")").withSipStatus(488).byPolicy(KEY);
  }
}
