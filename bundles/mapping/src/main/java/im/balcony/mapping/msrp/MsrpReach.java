package im.balcony.mapping.msrp;

import im.balcony.api.message.Failure;
import im.balcony.api.message.Failure.Cause;
import im.balcony.api.msrp.MsrpUri;
import im.balcony.api.tenant.MsrpReachable;
import im.balcony.api.wire.Place;
import im.balcony.mapping.correlation.CorrelationTurn;
import im.balcony.mapping.sdp.SdpPeer;
import im.balcony.mapping.sdp.SdpWriting;
import java.util.Optional;

/**
 * Which MSRP connections can be: we connect where that is allowed (RFC 4975 §14.5, SEC-20), peers
 * to us where they can reach us (RFC 6135 §4.2.2). A session that would need another one is
 * refused, or ended, with that reason: it would die at once, or after its time, and nobody would
 * know why.
 */
public final class MsrpReach {

  /** The tenant's key that says where we may connect. */
  private static final String KEY = "msrp.connect-allow";

  private static final String TLS = "msrp.tls";

  private static final String REACHABLE = "msrp.reachable";

  private MsrpReach() {}

  /**
   * Why no connection can be made with the peer.
   *
   * @param connected whether the session has its connection: of one that goes on, whoever made it
   *     could reach us
   */
  public static Optional<Failure> refusal(CorrelationTurn turn, SdpPeer peer, boolean connected) {
    if (peer.again()) {
      return Optional.empty();
    }
    if (!peer.connect()) {
      return connected ? Optional.empty() : unreachable(turn);
    }
    var host =
        peer.anchor()
            .map(Place::host)
            .or(() -> peer.path().stream().findFirst().flatMap(SdpWriting::uri).map(MsrpUri::host));
    return host.filter(turn.context.tenant()::forbidsMsrpTo)
        .map(
            h ->
                Failure.of(
                        Cause.FORBIDDEN, "MSRP may not be connected to that address (" + KEY + ")")
                    .withSipStatus(488)
                    .byPolicy(KEY));
  }

  /** Whether new offers of ours are of TLS. */
  public static boolean offersTls(CorrelationTurn turn) {
    return turn.context.tenant().policy().msrpTls().offers();
  }

  /** Whether an offer of ours can get its connection: we listen, or will make it ourselves. */
  public static boolean mayOffer(CorrelationTurn turn) {
    return offersTls(turn) ? noTls(turn).isEmpty() : mayBePlain(turn);
  }

  /** Whether a session without TLS can get its connection, whoever makes it. */
  public static boolean mayBePlain(CorrelationTurn turn) {
    return turn.context.gateway().msrpOpen() || !reachable(turn);
  }

  /** Why no offer can be made although the tenant's are of TLS; it goes no other way instead. */
  public static Optional<Failure> noTls(CorrelationTurn turn) {
    return offersTls(turn) && turn.context.gateway().msrpTls().isEmpty()
        ? Optional.of(
            Failure.of(Cause.FORBIDDEN, "MSRP by TLS is not possible here (" + TLS + ")")
                .withSipStatus(480)
                .byPolicy(TLS))
        : Optional.empty();
  }

  private static boolean reachable(CorrelationTurn turn) {
    return turn.context.tenant().policy().msrpReachable() == MsrpReachable.YES;
  }

  private static Optional<Failure> unreachable(CorrelationTurn turn) {
    return reachable(turn)
        ? Optional.empty()
        : Optional.of(
            Failure.of(
                    Cause.FORBIDDEN, "MSRP cannot be connected to this gateway (" + REACHABLE + ")")
                .withSipStatus(488)
                .byPolicy(REACHABLE));
  }

  /** The same for an address that was only known once it was looked up. */
  static Failure found(String reason) {
    return Failure.of(Cause.TRANSPORT, reason + " (" + KEY + ")").withSipStatus(488).byPolicy(KEY);
  }
}
