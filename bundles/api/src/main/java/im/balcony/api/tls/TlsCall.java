package im.balcony.api.tls;

import java.util.Optional;

/**
 * Whom a connection by TLS has to lead to, and as whom we make it.
 *
 * @param identity the name of the identity that we speak by; empty for the one that the protocol
 *     has for all its connections
 * @param name what the peer's certificate has to name, which the peer is told, too (RFC 6066 §3);
 *     IPv6 without brackets
 * @param rule what counts as naming it
 */
public record TlsCall(Optional<String> identity, String name, Rule rule) {

  /** What counts as naming a peer: each protocol has its own rule. */
  public enum Rule {
    /** A DNS name or an address that is the same as a whole (RFC 4975 §5.4). */
    HOST {
      @Override
      boolean isMet(CertificateNames names, String name) {
        return names.hold(name);
      }
    },
    /** Whatever names an XMPP server (RFC 6120 §13.7.1.2). */
    XMPP {
      @Override
      boolean isMet(CertificateNames names, String name) {
        return names.holdXmpp(name);
      }
    };

    abstract boolean isMet(CertificateNames names, String name);
  }

  /** A host that is called by the identity of the protocol. */
  public static TlsCall ofHost(String name) {
    return new TlsCall(Optional.empty(), name, Rule.HOST);
  }

  /** Whether a certificate with these names is the peer's. */
  boolean isMet(CertificateNames names) {
    return rule.isMet(names, name);
  }
}
