package im.balcony.net.tls;

import im.balcony.api.config.Key;
import im.balcony.api.data.Masked;
import im.balcony.api.data.Word;
import im.balcony.api.tls.CipherSuites;
import im.balcony.api.tls.PeerCertificate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What one configuration says.
 *
 * @param certificate the file of the certificate; empty if it is in {@code pkcs12}
 * @param key the file of its key; empty likewise
 * @param pkcs12 the file with both; empty if there are two files
 * @param secret the file with its password
 * @param trust the file with those who are believed; empty for the JVM's
 * @param peer whether those who connect are asked for a certificate
 * @param suites what is spoken
 * @param interval milliseconds between two looks at the files
 */
record IdentityFiles(
    String certificate,
    String key,
    String pkcs12,
    String secret,
    String trust,
    PeerCertificate peer,
    CipherSuites suites,
    long interval) {

  static final Map<String, Key> KEYS = Key.of(IdentityConfiguration.class);

  static final String CERTIFICATE = "certificate-file";
  static final String KEY = "key-file";
  static final String PKCS12 = "pkcs12-file";
  static final String SECRET = "pkcs12.secret-file";
  static final String TRUST = "trust-file";
  private static final String PEER = "peer-certificate";
  private static final String SUITES = "cipher-suites";
  private static final String INTERVAL = "check-interval";

  private static final String HIDDEN = "…";

  /** Reads the operator's entries. */
  static IdentityFiles of(Map<String, String> entries) throws RefusedException {
    for (var name : entries.keySet()) {
      if (!KEYS.containsKey(name)) {
        // What is no key of ours may be a secret in the wrong place, its value all the more.
        throw new RefusedException(Masked.line(name), HIDDEN, "only known keys are allowed");
      }
    }
    var read =
        new IdentityFiles(
            text(entries, CERTIFICATE),
            text(entries, KEY),
            text(entries, PKCS12),
            text(entries, SECRET),
            text(entries, TRUST),
            word(PeerCertificate.class, entries, PEER),
            word(CipherSuites.class, entries, SUITES),
            interval(text(entries, INTERVAL)));
    read.check();
    return read;
  }

  private static String text(Map<String, String> entries, String name) {
    var text = entries.getOrDefault(name, "").strip();
    return text.isEmpty() ? key(name).fallback() : text;
  }

  private static <W extends Enum<W> & Word> W word(
      Class<W> words, Map<String, String> entries, String name) throws RefusedException {
    var text = text(entries, name);
    return Word.of(words, text)
        .orElseThrow(() -> new RefusedException(name, Masked.line(text), key(name).allowed()));
  }

  private static long interval(String text) throws RefusedException {
    return key(INTERVAL)
        .number(text)
        .orElseThrow(
            () -> new RefusedException(INTERVAL, Masked.line(text), key(INTERVAL).allowed()));
  }

  private static Key key(String name) {
    var key = KEYS.get(name);
    if (key == null) {
      throw new IllegalArgumentException("no such key: " + name);
    }
    return key;
  }

  private void check() throws RefusedException {
    if (pkcs12.isEmpty()) {
      need(CERTIFICATE, certificate, "a PEM file, or pkcs12-file in its place");
      need(KEY, key, key(KEY).allowed());
      forbid(SECRET, secret, "it belongs to pkcs12-file, and none is named");
    } else {
      need(SECRET, secret, key(SECRET).allowed());
      forbid(CERTIFICATE, certificate, "pkcs12-file is named, too");
      forbid(KEY, key, "pkcs12-file is named, too");
    }
  }

  private static void need(String name, String text, String right) throws RefusedException {
    if (text.isEmpty()) {
      throw new RefusedException(name, "", right);
    }
  }

  private static void forbid(String name, String text, String why) throws RefusedException {
    if (!text.isEmpty()) {
      throw new RefusedException(name, HIDDEN, why);
    }
  }

  /** The files that are named. */
  List<String> named() {
    return Stream.of(certificate, key, pkcs12, secret, trust).filter(f -> !f.isEmpty()).toList();
  }
}
