package im.balcony.xmpp;

import im.balcony.api.wire.ConnectionSpec;
import java.util.Optional;

/**
 * Whether the other end of a connection is the server that the tenant means. The handshake proves
 * that we know the secret, not that the server does, and the stanzas behind it are other people's
 * messages: so nothing is said where there is a doubt (RFC 6120 §13.7.2).
 */
final class ServerTrust {

  private ServerTrust() {}

  /** Why it is not, in words for operators; empty if it is, or nobody wants to know. */
  static Optional<String> doubt(ConnectionSpec spec) {
    if (spec.tls().isEmpty()) {
      return spec.settings().flag("tls")
          ? Optional.of("the connection is one without TLS")
          : Optional.empty();
    }
    return spec.tls().map(peer -> peer.fault()).filter(fault -> !fault.isEmpty());
  }
}
