package im.balcony.testkit.tls;

import im.balcony.api.tls.CipherSuites;
import im.balcony.api.tls.PeerCertificate;
import im.balcony.api.tls.TlsIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** A certificate with its key, as files of every kind that the gateway reads. */
public final class Issued {

  private final Path folder;
  private final String name;

  Issued(Path folder, String name) throws IOException {
    this.folder = folder;
    this.name = name;
    Files.setPosixFilePermissions(pkcs12(), PosixFilePermissions.fromString("rw-------"));
    Authority.pem(certificate(), "CERTIFICATE", Authority.certificates(pkcs12(), name));
    Authority.pem(key(), "PRIVATE KEY", List.of(Authority.key(pkcs12(), name).getEncoded()));
    Authority.write(secret(), Authority.PASSWORD + "\n");
  }

  /** The chain as PEM. */
  public Path certificate() {
    return folder.resolve(name + ".pem");
  }

  /** The key as PEM, PKCS #8. */
  public Path key() {
    return folder.resolve(name + ".key");
  }

  /** Both as PKCS #12. */
  public Path pkcs12() {
    return folder.resolve(name + ".p12");
  }

  /** The password of {@link #pkcs12}. */
  public Path secret() {
    return folder.resolve(name + ".secret");
  }

  /** The same without those who vouch for it: a peer that shows less than it has to. */
  public Issued alone() throws IOException {
    try {
      var keys = Authority.open(pkcs12());
      var password = Authority.PASSWORD.toCharArray();
      keys.setKeyEntry(
          name,
          keys.getKey(name, password),
          password,
          new Certificate[] {keys.getCertificate(name)});
      try (var out = Files.newOutputStream(pkcs12())) {
        keys.store(out, password);
      }
      return new Issued(folder, name);
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /** For a peer with this certificate, who trusts these. */
  public SSLContext context(Path... trusted) {
    try {
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(Authority.open(pkcs12()), Authority.PASSWORD.toCharArray());
      var context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust(trusted).getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * An identity with this certificate, as the gateway makes one of its files.
   *
   * @param peer whether those who connect are asked for a certificate
   */
  public TlsIdentity identity(String called, PeerCertificate peer, Path... trusted) {
    try {
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(Authority.open(pkcs12()), Authority.PASSWORD.toCharArray());
      var trust = (X509ExtendedTrustManager) trust(trusted).getTrustManagers()[0];
      return new TlsIdentity(
          called,
          (X509ExtendedKeyManager) keys.getKeyManagers()[0],
          trust,
          peer,
          CipherSuites.MODERN,
          own());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The certificate itself. */
  public X509Certificate own() {
    try {
      return (X509Certificate) Authority.open(pkcs12()).getCertificate(name);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TrustManagerFactory trust(Path... trusted)
      throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (var file : trusted) {
      try (var in = Files.newInputStream(file)) {
        store.setCertificateEntry(
            file.toString(), CertificateFactory.getInstance("X.509").generateCertificate(in));
      }
    }
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory;
  }
}
