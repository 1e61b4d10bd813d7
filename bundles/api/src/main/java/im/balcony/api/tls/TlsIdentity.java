package im.balcony.api.tls;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * A certificate with its key, and whom it trusts, as they are in force now. Immutable, and may be
 * used by any thread; what its files say later is another one, so it is asked for anew for each
 * connection. A connection goes on with the one that it was begun with.
 *
 * <p>Engines speak TLS 1.2 and newer (RFC 9325 §3.1.1), by its {@link CipherSuites}. They check the
 * peer's chain, its time and its usage; whether the name is the right one is a matter of the
 * protocol inside, which has to check it before anything is said. Where a fingerprint may stand for
 * all of that, engines check nothing, and {@link #judged} says what the peer's certificate is
 * worth.
 */
public final class TlsIdentity {

  /** What is spoken, the best first. */
  public static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  private final String name;

  /** How a kind of key exchange is called that none of the JDK's checks depends on. */
  private static final String ANY_KEY_EXCHANGE = "UNKNOWN";

  private final X509ExtendedKeyManager keys;
  private final X509Certificate own;
  private final SSLContext context;
  private final SSLContext unjudged;
  private final X509ExtendedTrustManager trust;
  private final PeerCertificate peer;
  private final CipherSuites suites;
  private final Instant expires;
  private final Fingerprint fingerprint;

  /**
   * An identity.
   *
   * @param name the name that the operator gave it
   * @param keys its key with its certificate
   * @param trust whom it trusts
   * @param peer whether those who connect are asked for a certificate
   * @param suites what is spoken
   * @param own its own certificate
   * @throws GeneralSecurityException if this JVM cannot use them
   */
  public TlsIdentity(
      String name,
      X509ExtendedKeyManager keys,
      X509ExtendedTrustManager trust,
      PeerCertificate peer,
      CipherSuites suites,
      X509Certificate own)
      throws GeneralSecurityException {
    this.name = name;
    this.keys = keys;
    this.own = own;
    this.trust = trust;
    this.peer = peer;
    this.suites = suites;
    this.expires = own.getNotAfter().toInstant();
    this.fingerprint = Fingerprint.of(Fingerprint.Hash.SHA_256, own);
    context = context(keys, trust);
    unjudged = context(keys, new AnyCertificate());
  }

  private static SSLContext context(X509ExtendedKeyManager keys, TrustManager trust)
      throws GeneralSecurityException {
    var context = SSLContext.getInstance("TLS");
    context.init(new KeyManager[] {keys}, new TrustManager[] {trust}, null);
    return context;
  }

  /**
   * The same for a port at which others are served, too: who asks for a name (RFC 6066 §3) that the
   * certificate of one of them holds is shown that one. Whom it trusts stays as it is.
   *
   * @throws GeneralSecurityException if this JVM cannot use them
   */
  public TlsIdentity beside(List<TlsIdentity> others) throws GeneralSecurityException {
    var all = new ArrayList<>(List.of(new NamedKeys.Held(keys, own)));
    others.forEach(other -> all.add(new NamedKeys.Held(other.keys, other.own)));
    return new TlsIdentity(name, new NamedKeys(all), trust, peer, suites, own);
  }

  /** The name that the operator gave it. */
  public String name() {
    return name;
  }

  /** When its own certificate ends. */
  public Instant expires() {
    return expires;
  }

  /** The fingerprint of its own certificate (SHA-256, RFC 8122 §5). */
  public Fingerprint fingerprint() {
    return fingerprint;
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

  /**
   * The end of a connection that a peer has opened, whatever certificate it shows, if any: {@link
   * #judged} has to be asked.
   */
  public SSLEngine acceptingAny() {
    var engine = narrowed(unjudged.createSSLEngine());
    engine.setUseClientMode(false);
    engine.setWantClientAuth(true);
    return engine;
  }

  /**
   * The end of a connection that we open, whatever certificate the peer shows: {@link #judged} has
   * to be asked.
   *
   * @param host whom we want to reach; a name is told to him (RFC 6066 §3); IPv6 without brackets
   */
  public SSLEngine connectingToAny(String host, int port) {
    var engine = narrowed(unjudged.createSSLEngine(host, port));
    engine.setUseClientMode(true);
    var parameters = engine.getSSLParameters();
    parameters.setServerNames(serverNames(host));
    engine.setSSLParameters(parameters);
    return engine;
  }

  private static List<SNIServerName> serverNames(String host) {
    try {
      return CertificateNames.isNumeric(host) ? List.of() : List.of(new SNIHostName(host));
    } catch (IllegalArgumentException e) {
      // No name that may be told; nor is any certificate of it.
      return List.of();
    }
  }

  /**
   * What the certificate of a peer is worth, once hands are shaken.
   *
   * @param session what was agreed upon by an engine of {@link #acceptingAny} or {@link
   *     #connectingToAny}
   * @param called whom we called, who has to be named in the certificate; empty if the peer called
   *     us
   */
  public TlsPeer judged(SSLSession session, Optional<TlsCall> called) {
    try {
      var shown = session.getPeerCertificates();
      var chain = Arrays.copyOf(shown, shown.length, X509Certificate[].class);
      return new TlsPeer(fault(chain, called), Fingerprint.all(chain[0]));
    } catch (SSLPeerUnverifiedException e) {
      return new TlsPeer(peer == PeerCertificate.NEEDED ? TlsFaults.NO_CERTIFICATE : "", List.of());
    }
  }

  private String fault(X509Certificate[] chain, Optional<TlsCall> called) {
    try {
      if (called.isPresent()) {
        trust.checkServerTrusted(chain, ANY_KEY_EXCHANGE);
        return called.get().isMet(CertificateNames.of(chain[0]))
            ? ""
            : TlsFaults.notOf(called.get().name());
      }
      if (peer != PeerCertificate.NONE) {
        trust.checkClientTrusted(chain, ANY_KEY_EXCHANGE);
      }
      return "";
    } catch (CertificateException e) {
      return TlsFaults.words(e);
    }
  }

  private SSLEngine narrowed(SSLEngine engine) {
    engine.setEnabledProtocols(PROTOCOLS.toArray(String[]::new));
    engine.setEnabledCipherSuites(
        Arrays.stream(engine.getEnabledCipherSuites())
            .filter(suites::allow)
            .toArray(String[]::new));
    return engine;
  }

  /** Only the name. */
  @Override
  public String toString() {
    return "TlsIdentity[" + name + "]";
  }
}
