package im.balcony.msrp.transfer;

import im.balcony.api.msrp.MsrpSession;
import im.balcony.api.tls.TlsPeer;
import im.balcony.api.wire.ConnectionSpec;
import java.util.Optional;

/**
 * Whether the other end of a connection is the one that a session was agreed upon with. Connections
 * are shared, so it is asked for each session that is bound.
 */
public final class PeerTrust {

  private final boolean outgoing;
  private final Optional<TlsPeer> tls;

  /** Knows the other end of one connection. */
  public PeerTrust(ConnectionSpec spec) {
    outgoing = spec.outgoing();
    tls = spec.tls();
  }

  /**
   * Why it is not; empty if it is. Fingerprints in its description decide alone (RFC 4975 §14.4),
   * else whether somebody vouches for the name. Nothing that was agreed upon with TLS goes without,
   * and nothing the other way round.
   */
  public Optional<String> doubt(MsrpSession session) {
    var hop = outgoing ? session.remotePath().get(0) : session.localUri();
    if (hop.secure() != tls.isPresent()) {
      return Optional.of(
          hop.secure() ? "the connection is one without TLS" : "the connection is one of TLS");
    }
    if (session.fingerprints().isEmpty()) {
      return tls.map(TlsPeer::fault).filter(fault -> !fault.isEmpty());
    }
    return tls.filter(peer -> !peer.isDescribedBy(session.fingerprints()))
        .map(
            peer ->
                peer.fingerprints().isEmpty()
                    ? "the peer shows no certificate"
                    : "the peer's certificate is not the one that its description names");
  }
}
