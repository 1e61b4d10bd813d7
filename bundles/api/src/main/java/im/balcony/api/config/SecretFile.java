package im.balcony.api.config;

import im.balcony.api.data.Masked;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A file that holds a secret: whether it may, which is only looked at, and the secret itself, which
 * is read at the moment when it is needed.
 */
public final class SecretFile {

  /** Stands for what is not shown. */
  private static final String HIDDEN = "…";

  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  /** The most octets that a file with a secret of one line may have. */
  public static final int LARGEST = 1024;

  private SecretFile() {}

  /**
   * The secret in {@code file}, without white space around it. Reads the disk.
   *
   * @throws IOException with a reason fit for operators if it cannot be used: it is not there, has
   *     more than {@link #LARGEST} octets, or others than its owner may read it
   */
  public static String read(String file) throws IOException {
    Path path;
    try {
      path = Path.of(file);
    } catch (InvalidPathException e) {
      throw unreadable();
    }
    if (!Files.isReadable(path)) {
      throw unreadable();
    }
    if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
      var others = EnumSet.noneOf(PosixFilePermission.class);
      others.addAll(Files.getPosixFilePermissions(path));
      others.removeAll(
          EnumSet.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));
      if (!others.isEmpty()) {
        throw new IOException("the secret file must have mode 0600");
      }
    }
    var secret = content(path).strip();
    if (secret.isEmpty()) {
      throw new IOException("the secret file is empty");
    }
    return secret;
  }

  private static String content(Path path) throws IOException {
    try (var in = Files.newInputStream(path)) {
      var octets = in.readNBytes(LARGEST + 1);
      if (octets.length > LARGEST) {
        throw new IOException("the secret file is longer than " + LARGEST + " octets");
      }
      return new String(octets, StandardCharsets.UTF_8);
    } catch (FileSystemException e) {
      // It went meanwhile; the exception would name what is configured.
      throw unreadable();
    }
  }

  private static IOException unreadable() {
    return new IOException("the secret file cannot be read");
  }

  /**
   * Why a file cannot be used.
   *
   * @param shown the name as it may be shown; hidden where it may be the secret itself, written
   *     where the path belongs
   * @param allowed what would be right, and what is wrong
   */
  public record Fault(String shown, String allowed) {}

  /**
   * What is wrong with the file {@code name}; empty if it can be used. Looks at the disk.
   *
   * @param maxOctets how large it may be
   */
  public static Optional<Fault> fault(String name, long maxOctets) {
    return fault(name, maxOctets, true);
  }

  /** The same of a file that stands beside a secret, such as a certificate: others may read it. */
  public static Optional<Fault> faultOfPublic(String name, long maxOctets) {
    return fault(name, maxOctets, false);
  }

  private static Optional<Fault> fault(String name, long maxOctets, boolean secret) {
    var right =
        "a readable file of 1 to " + maxOctets + " octets" + (secret ? " with mode 0600; " : "; ");
    try {
      var file = Path.of(name);
      return wrong(file, maxOctets, secret).map(wrong -> new Fault(shown(name), right + wrong));
    } catch (InvalidPathException e) {
      return Optional.of(new Fault(HIDDEN, right + "this is no path"));
    } catch (IOException e) {
      // The exception names the file, and so perhaps the secret.
      return Optional.of(new Fault(HIDDEN, right + "it cannot be looked at"));
    }
  }

  private static Optional<String> wrong(Path file, long maxOctets, boolean secret)
      throws IOException {
    if (file.toString().isEmpty()) {
      return Optional.of("none is named");
    }
    if (!Files.exists(file)) {
      return Optional.of("there is no such file");
    }
    if (!Files.isRegularFile(file)) {
      return Optional.of("this is no file but something else");
    }
    var mode = secret ? excess(file) : Optional.<String>empty();
    if (mode.isPresent()) {
      return mode;
    }
    if (!Files.isReadable(file)) {
      return Optional.of("the gateway's user may not read it");
    }
    var size = Files.size(file);
    return size >= 1 && size <= maxOctets
        ? Optional.empty()
        : Optional.of("its size is " + size + " octets");
  }

  private static Optional<String> excess(Path file) throws IOException {
    // Other file systems have no mode; there the operator's access lists have to do.
    if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return Optional.empty();
    }
    var mode = Files.getPosixFilePermissions(file);
    return OWNER_ONLY.containsAll(mode)
        ? Optional.empty()
        : Optional.of("its mode is " + PosixFilePermissions.toString(mode));
  }

  /**
   * The name of a file as it may be shown: only what is a path beyond doubt, for it may be the
   * secret itself. Something is there, or at least its folder. Looks at the disk.
   */
  public static String shown(String name) {
    try {
      var file = Path.of(name);
      var folder = file.getParent();
      var isPath =
          Files.exists(file)
              || (file.isAbsolute()
                  && folder != null
                  && folder.getNameCount() > 0
                  && Files.isDirectory(folder));
      return isPath ? Masked.line(name) : HIDDEN;
    } catch (InvalidPathException e) {
      return HIDDEN;
    }
  }
}
