package im.balcony.testkit.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A certificate authority in a folder, made with the JDK's keytool; its keys are EC keys. */
public final class Authority {

  /** The password of the stores. */
  public static final String PASSWORD = "capulet";

  private static final String CA = "ca";

  private final Path folder;
  private final Path store;

  /**
   * An authority that nobody trusts yet.
   *
   * @param folder where its files are; its own
   */
  public Authority(Path folder) throws IOException {
    this(folder, "CN=Authority", "-ext", "bc:c");
  }

  private Authority(Path folder, String name, String... options) throws IOException {
    this.folder = Files.createDirectories(folder);
    store = folder.resolve("ca.p12");
    keytool(store, with(List.of("-genkeypair", "-alias", CA, "-dname", name), options));
    pem(folder.resolve("ca.pem"), "CERTIFICATE", List.of(certificates(store, CA).get(0)));
  }

  /**
   * One that this one vouches for.
   *
   * @param name by which its folder is called
   * @param options of keytool; without {@code -ext bc:c} it is one that may vouch for nobody
   */
  public Authority below(String name, String... options) throws IOException {
    var own = Files.createDirectories(folder.resolve(name));
    Files.copy(store, own.resolve("ca.p12"));
    keytool(own.resolve("ca.p12"), "-changealias", "-alias", CA, "-destalias", "above");
    var below = new Authority(own, "CN=" + name, with(List.of("-signer", "above"), options));
    forget(below.store, "above");
    return below;
  }

  private static String[] with(List<String> first, String... more) {
    return Stream.concat(first.stream(), Stream.of(more)).toArray(String[]::new);
  }

  /** The PEM file of its own certificate, for who is to trust it. */
  public Path certificate() {
    return folder.resolve("ca.pem");
  }

  /**
   * A certificate with its key.
   *
   * @param name by which its files are called
   * @param options of keytool, such as {@code -ext san=dns:example.net} or {@code -startdate -2d}
   */
  public Issued issue(String name, String... options) throws IOException {
    return issue(name, true, options);
  }

  /** The same, signed by nobody but itself. */
  public Issued selfSigned(String name, String... options) throws IOException {
    return issue(name, false, options);
  }

  private Issued issue(String name, boolean signed, String... options) throws IOException {
    var own = folder.resolve(name + ".p12");
    Files.copy(store, own);
    var arguments = new ArrayList<>(List.of("-genkeypair", "-alias", name, "-dname", "CN=" + name));
    if (signed) {
      arguments.addAll(List.of("-signer", CA));
    }
    keytool(own, with(arguments, options));
    forget(own, CA);
    return new Issued(folder, name);
  }

  private static void keytool(Path store, String... arguments) throws IOException {
    var command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of(arguments));
    if (arguments[0].equals("-genkeypair") && !command.contains("-keyalg")) {
      command.addAll(List.of("-keyalg", "EC"));
    }
    command.addAll(
        List.of("-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** Takes the key of who signed out of a store. */
  private static void forget(Path store, String alias) throws IOException {
    var keys = open(store);
    try (var out = Files.newOutputStream(store)) {
      keys.deleteEntry(alias);
      keys.store(out, PASSWORD.toCharArray());
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  static KeyStore open(Path store) throws IOException {
    try (var in = Files.newInputStream(store)) {
      var keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      return keys;
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  static List<byte[]> certificates(Path store, String alias) throws IOException {
    try {
      var all = new ArrayList<byte[]>();
      for (var certificate : open(store).getCertificateChain(alias)) {
        all.add(certificate.getEncoded());
      }
      return all;
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  static Key key(Path store, String alias) throws IOException {
    try {
      return open(store).getKey(alias, PASSWORD.toCharArray());
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /** Writes a file of mode 0600 in one go, so that nobody sees half of it. */
  static void pem(Path file, String label, List<byte[]> contents) throws IOException {
    var text = new StringBuilder();
    for (var content : contents) {
      text.append("-----BEGIN ").append(label).append("-----\n");
      text.append(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content));
      text.append("\n-----END ").append(label).append("-----\n");
    }
    write(file, text.toString());
  }

  static void write(Path file, String text) throws IOException {
    var draft = file.resolveSibling(file.getFileName() + ".draft");
    Files.writeString(draft, text);
    Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-------"));
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
