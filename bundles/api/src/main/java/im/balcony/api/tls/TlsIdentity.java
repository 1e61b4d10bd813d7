package im.balcony.api.tls;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/**
 * A certificate with its key, and whom it trusts, as they are in force now. Immutable, and may be
 * used by any thread; what its files say later is another one, so it is asked for anew for each
 * connection. A connection goes on with the one that it was begun with.
 *
 * <p>Engines speak TLS 1.2 and newer, with forward secrecy (RFC 9325 §3.1.1, §4.1). They check the
 * peer's chain, its time and its usage; whether the name is the right one is a matter of the
 * protocol inside, which has to check it before anything is said.
 */
public final class TlsIdentity {

  /** What is spoken, the best first. */
  public static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  /** Cipher suites whose traffic can be read by who gets the key later. */
  private static final String WITHOUT_FORWARD_SECRECY = "TLS_RSA_";

  private final String name;
  private final SSLContext context;
  private final PeerCertificate peer;
  private final Instant expires;

  /**
   * An identity.
   *
   * @param name the name that the operator gave it
   * @param context its keys, and whom it trusts
   * @param peer whether those who connect are asked for a certificate
   * @param expires the end of its own certificate
   */
  public TlsIdentity(String name, SSLContext context, PeerCertificate peer, Instant expires) {
    this.name = name;
    this.context = context;
    this.peer = peer;
    this.expires = expires;
  }

  /** The name that the operator gave it. */
  public String name() {
    return name;
  }

  /** When its own certificate ends. */
  public Instant expires() {
    return expires;
  }

  /** The end of a connection that a peer has opened. */
  public SSLEngine accepting() {
    var engine = narrowed(context.createSSLEngine());
    engine.setUseClientMode(false);
    switch (peer) {
      case NONE -> engine.setNeedClientAuth(false);
      case WANTED -> engine.setWantClientAuth(true);
      case NEEDED -> engine.setNeedClientAuth(true);
    }
    return engine;
  }

  /**
   * The end of a connection that we open.
   *
   * @param host whom we want to reach; a name of several labels is told to him (RFC 6066 §3)
   */
  public SSLEngine connecting(String host, int port) {
    var engine = narrowed(context.createSSLEngine(host, port));
    engine.setUseClientMode(true);
    return engine;
  }

  private static SSLEngine narrowed(SSLEngine engine) {
    engine.setEnabledProtocols(PROTOCOLS.toArray(String[]::new));
    engine.setEnabledCipherSuites(
        Arrays.stream(engine.getEnabledCipherSuites())
            .filter(suite -> !suite.startsWith(WITHOUT_FORWARD_SECRECY))
            .toArray(String[]::new));
    return engine;
  }

  /** Only the name. */
  @Override
  public String toString() {
    return "TlsIdentity[" + name + "]";
  }
}
