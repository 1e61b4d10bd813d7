package im.balcony.net.tls;

import im.balcony.api.config.SecretFile;
import im.balcony.api.tls.TlsIdentity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Reads the files of an identity and judges them: what peers would refuse is refused here, where it
 * can be said which file is at fault. No message of an exception is passed on, for it may hold what
 * stands in the file.
 */
final class IdentityReader {

  private static final long MAX_OCTETS = 4_000_000;
  private static final long MAX_SECRET = 1024;
  private static final String PKCS12 = "PKCS12";

  /** RFC 7468 §10; of other labels only that they are others. */
  private static final Pattern ARMOUR =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

  private final IdentityFiles files;
  private final Instant now;

  private record Pair(List<X509Certificate> chain, PrivateKey key, String certificateName) {}

  private IdentityReader(IdentityFiles files, Instant now) {
    this.files = files;
    this.now = now;
  }

  /** The identity that the files hold. */
  static TlsIdentity read(String name, IdentityFiles files, Instant now) throws RefusedException {
    return new IdentityReader(files, now).read(name);
  }

  private TlsIdentity read(String name) throws RefusedException {
    var pair = files.pkcs12().isEmpty() ? fromPem() : fromStore();
    var own = pair.chain().get(0);
    judge(own, pair);
    try {
      return new TlsIdentity(
          name,
          (X509ExtendedKeyManager) keys(pair).getKeyManagers()[0],
          trust(),
          files.peer(),
          files.suites(),
          own);
    } catch (GeneralSecurityException | IOException e) {
      throw refused(pair.certificateName(), "this JVM cannot use it");
    }
  }

  private void judge(X509Certificate own, Pair pair) throws RefusedException {
    if (now.isAfter(own.getNotAfter().toInstant())) {
      throw refused(
          pair.certificateName(),
          "the certificate has expired on " + own.getNotAfter().toInstant());
    }
    if (now.isBefore(own.getNotBefore().toInstant())) {
      throw refused(
          pair.certificateName(),
          "the certificate is not valid before " + own.getNotBefore().toInstant());
    }
    if (!belongs(pair.key(), own)) {
      throw refused(
          files.pkcs12().isEmpty() ? IdentityFiles.KEY : IdentityFiles.PKCS12,
          "the key is not that of the certificate");
    }
  }

  /** Whether what one signs the other verifies. */
  private static boolean belongs(PrivateKey key, X509Certificate certificate) {
    try {
      var algorithm =
          switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
          };
      var signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      var signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private Pair fromPem() throws RefusedException {
    var chain = certificates(IdentityFiles.CERTIFICATE, files.certificate());
    var text =
        new String(
            octets(IdentityFiles.KEY, files.key(), MAX_OCTETS, true), StandardCharsets.ISO_8859_1);
    return new Pair(chain, key(text, chain.get(0)), IdentityFiles.CERTIFICATE);
  }

  private PrivateKey key(String text, X509Certificate own) throws RefusedException {
    var armour = ARMOUR.matcher(text);
    while (armour.find()) {
      switch (armour.group(1)) {
        case "PRIVATE KEY" -> {
          return key(Base64.getMimeDecoder(), armour.group(2), own);
        }
        case "ENCRYPTED PRIVATE KEY" ->
            throw refused(IdentityFiles.KEY, "the key has a password; use pkcs12-file for that");
        case "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY" ->
            throw refused(
                IdentityFiles.KEY, "the key is not PKCS #8; openssl pkcs8 -topk8 makes it that");
        default -> {
          // Certificates or parameters that stand beside the key.
        }
      }
    }
    throw refused(IdentityFiles.KEY, "it holds no private key");
  }

  private PrivateKey key(Base64.Decoder decoder, String text, X509Certificate own)
      throws RefusedException {
    var algorithm = own.getPublicKey().getAlgorithm();
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePrivate(new PKCS8EncodedKeySpec(decoder.decode(text)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw refused(
          IdentityFiles.KEY, "it is no " + algorithm + " key, as the certificate's has to be");
    }
  }

  private Pair fromStore() throws RefusedException {
    var password = password();
    try {
      var store = KeyStore.getInstance(PKCS12);
      store.load(
          new ByteArrayInputStream(octets(IdentityFiles.PKCS12, files.pkcs12(), MAX_OCTETS, true)),
          password);
      for (var alias : Collections.list(store.aliases())) {
        if (store.getKey(alias, password) instanceof PrivateKey key) {
          return new Pair(x509(store.getCertificateChain(alias)), key, IdentityFiles.PKCS12);
        }
      }
      throw refused(IdentityFiles.PKCS12, "it holds no key");
    } catch (GeneralSecurityException | IOException e) {
      throw refused(
          IdentityFiles.PKCS12,
          "it is no PKCS #12 file, or the password in pkcs12.secret-file is not its own");
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  private char[] password() throws RefusedException {
    var octets = octets(IdentityFiles.SECRET, files.secret(), MAX_SECRET, true);
    return new String(octets, StandardCharsets.UTF_8).strip().toCharArray();
  }

  private List<X509Certificate> x509(Certificate @Nullable [] chain) throws RefusedException {
    var certificates =
        Arrays.stream(Optional.ofNullable(chain).orElseGet(() -> new Certificate[0]))
            .filter(X509Certificate.class::isInstance)
            .map(X509Certificate.class::cast)
            .toList();
    if (certificates.isEmpty()) {
      throw refused(IdentityFiles.PKCS12, "its key has no certificate");
    }
    return certificates;
  }

  private List<X509Certificate> certificates(String key, String file) throws RefusedException {
    try {
      var all =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(octets(key, file, MAX_OCTETS, false)));
      if (!all.isEmpty()) {
        return all.stream().map(X509Certificate.class::cast).toList();
      }
    } catch (CertificateException e) {
      // As if there were none.
    }
    throw refused(key, "it holds no certificate, or one that cannot be read");
  }

  private KeyManagerFactory keys(Pair pair)
      throws GeneralSecurityException, IOException, RefusedException {
    // Only within this process; the store wants a password all the same.
    var password = "none".toCharArray();
    var store = KeyStore.getInstance(PKCS12);
    store.load(null, null);
    try {
      store.setKeyEntry("own", pair.key(), password, pair.chain().toArray(Certificate[]::new));
    } catch (GeneralSecurityException e) {
      throw refused(pair.certificateName(), "its certificates do not vouch one for the other");
    }
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, password);
    return factory;
  }

  private X509ExtendedTrustManager trust()
      throws GeneralSecurityException, IOException, RefusedException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(files.trust().isEmpty() ? null : trusted());
    for (var manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager x509) {
        return x509;
      }
    }
    throw new NoSuchAlgorithmException("nobody judges X.509 certificates");
  }

  private KeyStore trusted() throws GeneralSecurityException, IOException, RefusedException {
    var store = KeyStore.getInstance(PKCS12);
    store.load(null, null);
    var number = 0;
    for (var certificate : certificates(IdentityFiles.TRUST, files.trust())) {
      store.setCertificateEntry(Integer.toString(number++), certificate);
    }
    return store;
  }

  private byte[] octets(String key, String file, long most, boolean secret)
      throws RefusedException {
    var fault = secret ? SecretFile.fault(file, most) : SecretFile.faultOfPublic(file, most);
    if (fault.isPresent()) {
      throw new RefusedException(key, fault.get().shown(), "allowed is " + fault.get().allowed());
    }
    try {
      return Files.readAllBytes(Path.of(file));
    } catch (IOException e) {
      throw refused(key, "it cannot be read");
    }
  }

  private RefusedException refused(String key, String why) {
    var file =
        switch (key) {
          case IdentityFiles.CERTIFICATE -> files.certificate();
          case IdentityFiles.KEY -> files.key();
          case IdentityFiles.PKCS12 -> files.pkcs12();
          case IdentityFiles.SECRET -> files.secret();
          default -> files.trust();
        };
    return new RefusedException(key, SecretFile.shown(file), why);
  }
}
