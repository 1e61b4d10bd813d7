package im.balcony.testkit.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

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
