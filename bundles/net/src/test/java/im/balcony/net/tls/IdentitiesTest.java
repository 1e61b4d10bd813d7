package im.balcony.net.tls;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.tls.TlsIdentities;
import im.balcony.api.tls.TlsIdentity;
import im.balcony.testkit.architecture.ConfigurationType;
import im.balcony.testkit.tls.Authority;
import im.balcony.testkit.tls.Issued;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is in force, and what is refused with its key, its file and its reason. */
class IdentitiesTest {

  private static final String PID = "im.balcony.keys~verona";
  private static final long INTERVAL = 2000;

  @TempDir static Path made;
  private static Authority authority;
  private static Issued first;
  private static Issued second;

  @TempDir Path folder;
  private Instant wall = Instant.now();
  private final Identities identities = new Identities(() -> wall);
  private long now = 5;
  private long writes;

  @BeforeAll
  static void make() throws IOException {
    authority = new Authority(made.resolve("authority"));
    first = authority.issue("first", "-ext", "san=dns:example.net");
    second = authority.issue("second", "-ext", "san=dns:example.net", "-validity", "10");
  }

  @BeforeEach
  void placed() throws IOException {
    place(first.certificate(), "own.pem");
    place(first.key(), "own.key");
    place(authority.certificate(), "trust.pem");
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  /** In one go, and with a time of its own, however coarse the file system's is. */
  private void place(Path from, String name) throws IOException {
    write(Files.readString(from), name);
  }

  private void write(String text, String name) throws IOException {
    var draft = file("draft");
    Files.writeString(draft, text);
    Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-------"));
    Files.setLastModifiedTime(draft, FileTime.fromMillis(1_000_000 * ++writes));
    Files.move(draft, file(name), StandardCopyOption.REPLACE_EXISTING);
  }

  private Map<String, String> pem() {
    return new HashMap<>(
        Map.of(
            "certificate-file", file("own.pem").toString(),
            "key-file", file("own.key").toString(),
            "trust-file", file("trust.pem").toString()));
  }

  private void update(Map<String, String> entries) {
    identities.update(PID, "verona", entries, now);
  }

  private void look() {
    now += INTERVAL;
    identities.look(now);
  }

  private TlsIdentities.State state() {
    assertThat(identities.states()).hasSize(1);
    return identities.states().get(0);
  }

  private TlsIdentity identity() {
    return identities.byName("verona").orElseThrow();
  }

  private String trouble() {
    return state().trouble().orElse("");
  }

  @Test
  void eachKeyIsShownWithItsDefaultAndItsRange() {
    assertThat(ConfigurationType.violations(IdentityConfiguration.class, "im.balcony.keys.xml"))
        .isEmpty();
  }

  @Test
  void aPairOfPemFilesIsInForce() {
    update(pem());

    assertThat(trouble()).isEmpty();
    assertThat(identity().name()).isEqualTo("verona");
    assertThat(identity()).hasToString("TlsIdentity[verona]");
    assertThat(state().expires()).contains(identity().expires());
    assertThat(identities.problems()).isEmpty();
    assertThat(identities.byName("mantua")).isEmpty();
  }

  @Test
  void aPkcs12FileWithItsPasswordIsInForce() {
    update(
        Map.of(
            "pkcs12-file", first.pkcs12().toString(),
            "pkcs12.secret-file", first.secret().toString()));

    assertThat(trouble()).isEmpty();
    assertThat(identities.byName("verona")).isPresent();
  }

  @Test
  void enginesSpeakNothingOlderThanTls12AndOnlyWithForwardSecrecy() {
    update(pem());

    for (var engine : List.of(identity().accepting(), identity().connecting("example.net", 5061))) {
      assertThat(engine.getEnabledProtocols()).containsExactly("TLSv1.3", "TLSv1.2");
      assertThat(engine.getEnabledCipherSuites())
          .isNotEmpty()
          .noneMatch(suite -> suite.startsWith("TLS_RSA_") || suite.contains("_anon_"));
    }
  }

  @ParameterizedTest
  @CsvSource({"none, false, false", "wanted, true, false", "needed, false, true"})
  void whoConnectsIsAskedAsConfigured(String word, boolean wanted, boolean needed) {
    var entries = pem();
    entries.put("peer-certificate", word);
    update(entries);

    SSLEngine engine = identity().accepting();
    assertThat(engine.getUseClientMode()).isFalse();
    assertThat(engine.getWantClientAuth()).isEqualTo(wanted);
    assertThat(engine.getNeedClientAuth()).isEqualTo(needed);
    assertThat(identity().connecting("example.net", 5061).getUseClientMode()).isTrue();
  }

  @Test
  void aChangedFileIsInForceAtTheNextLook() throws IOException {
    update(pem());
    var before = identity();

    place(second.certificate(), "own.pem");
    place(second.key(), "own.key");
    identities.look(now + INTERVAL - 1);
    assertThat(identity()).isSameAs(before);
    look();

    assertThat(identity().expires()).isBefore(before.expires());
    assertThat(trouble()).isEmpty();
    var after = identity();
    look();
    assertThat(identity()).isSameAs(after);
  }

  @Test
  void whatIsBadChangesNothingUntilItIsMended() throws IOException {
    update(pem());
    var before = identity();

    // The new certificate is there, its key is not.
    place(second.certificate(), "own.pem");
    look();
    assertThat(identity()).isSameAs(before);
    assertThat(trouble())
        .isEqualTo(
            "key-file = %s is refused: the key is not that of the certificate"
                .formatted(file("own.key")));
    assertThat(identities.problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.part()).isEqualTo("keys/verona"))
        .satisfies(problem -> assertThat(problem.reason()).isEqualTo(trouble()));

    place(second.key(), "own.key");
    look();
    assertThat(trouble()).isEmpty();
    assertThat(identity()).isNotSameAs(before);
  }

  @Test
  void aModeThatIsMendedIsSeenThoughTheFileDidNotChange() throws IOException {
    Files.setPosixFilePermissions(file("own.key"), PosixFilePermissions.fromString("rw-r-----"));
    update(pem());
    assertThat(identities.byName("verona")).isEmpty();
    assertThat(trouble())
        .startsWith("key-file = " + file("own.key") + " is refused")
        .endsWith("its mode is rw-r-----");

    Files.setPosixFilePermissions(file("own.key"), PosixFilePermissions.fromString("rw-------"));
    look();

    assertThat(trouble()).isEmpty();
    assertThat(identities.byName("verona")).isPresent();
  }

  @Test
  void aFileThatVanishesChangesNothing() throws IOException {
    update(pem());
    Files.delete(file("own.pem"));
    look();

    assertThat(identities.byName("verona")).isPresent();
    assertThat(trouble()).startsWith("certificate-file = ").endsWith("there is no such file");
  }

  @ParameterizedTest
  @CsvSource({
    "own.pem, nothing, certificate-file, it holds no certificate",
    "own.key, nothing, key-file, it holds no private key",
    "trust.pem, nothing, trust-file, it holds no certificate",
    "own.key, -----BEGIN RSA PRIVATE KEY-----AAAA-----END RSA PRIVATE KEY-----, key-file, the key is not PKCS #8",
    "own.key, -----BEGIN ENCRYPTED PRIVATE KEY-----AA-----END ENCRYPTED PRIVATE KEY-----, key-file, the key has a password",
    "own.key, -----BEGIN PRIVATE KEY-----AAAA-----END PRIVATE KEY-----, key-file, it is no EC key",
    "own.key, -----BEGIN PRIVATE KEY-----A-----END PRIVATE KEY-----, key-file, it is no EC key",
  })
  void aBadFileIsRefusedWithKeyFileAndReason(String name, String text, String key, String why)
      throws IOException {
    update(pem());
    var before = identity();
    write(text, name);
    look();

    assertThat(identity()).isSameAs(before);
    assertThat(trouble()).startsWith(key + " = " + file(name) + " is refused: " + why);
  }

  @Test
  void aWrongPasswordIsRefusedAndNotShown() throws IOException {
    write("montague", "secret");
    update(
        Map.of(
            "pkcs12-file", first.pkcs12().toString(),
            "pkcs12.secret-file", file("secret").toString()));

    assertThat(identities.byName("verona")).isEmpty();
    assertThat(trouble()).startsWith("pkcs12-file = ").contains("password").doesNotContain("mont");
  }

  @Test
  void whatIsOutOfItsTimeIsRefused() {
    wall = Instant.now().plus(Duration.ofDays(400));
    update(pem());
    assertThat(trouble()).startsWith("certificate-file = ").contains("has expired on ");

    wall = Instant.now().minus(Duration.ofDays(400));
    look();
    assertThat(trouble()).contains("is not valid before ");
    assertThat(identities.byName("verona")).isEmpty();

    // Its time has come, though nobody has touched a file.
    wall = Instant.now();
    look();
    assertThat(trouble()).isEmpty();
    assertThat(identities.byName("verona")).isPresent();
  }

  @Test
  void anEndThatIsNearIsToldAndSoIsOneThatIsPast() {
    update(pem());
    var end = identity().expires();

    wall = end.minus(Duration.ofDays(14));
    assertThat(identities.problems()).isEmpty();
    wall = wall.plusSeconds(1);
    assertThat(identities.problems())
        .singleElement()
        .satisfies(
            problem -> assertThat(problem.reason()).isEqualTo("its certificate expires on " + end));
    wall = end.plusSeconds(1);
    assertThat(identities.problems())
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.reason()).isEqualTo("its certificate has expired on " + end));
  }

  @ParameterizedTest
  @CsvSource({
    "certificate-file, '', certificate-file = the empty value is refused: a PEM file",
    "key-file, '', key-file = the empty value is refused: a PEM file with a PKCS #8 key",
    "pkcs12-file, x, pkcs12.secret-file = the empty value is refused: a file with the password",
    "pkcs12.secret-file, x, pkcs12.secret-file = … is refused: it belongs to pkcs12-file",
    "peer-certificate, maybe, 'peer-certificate = maybe is refused: none, wanted, needed'",
    "check-interval, 1 ms, check-interval = 1 ms is refused: 1 s to 1 h",
    "key, capulet, key = … is refused: only known keys are allowed",
  })
  void aBadConfigurationIsRefusedAndTheOneBeforeHolds(String key, String value, String why) {
    update(pem());
    var before = identity();
    var changed = pem();
    changed.put(key, value);
    update(changed);

    assertThat(trouble()).startsWith(why);
    assertThat(identity()).isSameAs(before);
    look();
    assertThat(trouble()).startsWith(why);
    update(pem());
    assertThat(trouble()).isEmpty();
  }

  @Test
  void bothKindsOfFilesAreOneTooMany() {
    var entries = pem();
    entries.put("pkcs12-file", first.pkcs12().toString());
    entries.put("pkcs12.secret-file", first.secret().toString());
    update(entries);

    assertThat(trouble()).isEqualTo("certificate-file = … is refused: pkcs12-file is named, too");
  }

  @Test
  void whatIsRemovedIsGone() {
    update(pem());
    identities.remove(PID);

    assertThat(identities.byName("verona")).isEmpty();
    assertThat(identities.states()).isEmpty();
    look();
    assertThat(identities.states()).isEmpty();
  }
}
