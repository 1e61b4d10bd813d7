package im.balcony.api.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Several certificates at one port: who connects is shown the one for the name that he asks for
 * (RFC 6066 §3), or the first where he asks for none, or for one that nobody has.
 */
final class NamedKeys extends X509ExtendedKeyManager {

  private static final char SEPARATOR = ':';

  private final List<Held> all;

  /** A certificate and its key. */
  record Held(X509ExtendedKeyManager keys, X509Certificate own) {}

  NamedKeys(List<Held> all) {
    this.all = List.copyOf(all);
  }

  private int wanted(SSLEngine engine) {
    if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
      for (var name : session.getRequestedServerNames()) {
        if (name instanceof SNIHostName host) {
          return of(host.getAsciiName());
        }
      }
    }
    return 0;
  }

  private int of(String host) {
    for (var i = 0; i < all.size(); i++) {
      if (CertificateNames.of(all.get(i).own).hold(host)) {
        return i;
      }
    }
    return 0;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    var index = wanted(engine);
    var alias = all.get(index).keys.chooseEngineServerAlias(keyType, issuers, engine);
    return alias == null ? null : index + String.valueOf(SEPARATOR) + alias;
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return keys(alias).getCertificateChain(bare(alias));
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return keys(alias).getPrivateKey(bare(alias));
  }

  private X509ExtendedKeyManager keys(String alias) {
    return all.get(Integer.parseInt(alias.substring(0, alias.indexOf(SEPARATOR)))).keys;
  }

  private static String bare(String alias) {
    return alias.substring(alias.indexOf(SEPARATOR) + 1);
  }

  // Engines that accept ask for nothing else.

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
