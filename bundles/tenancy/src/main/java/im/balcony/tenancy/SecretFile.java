package im.balcony.tenancy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Whether a file may hold a secret. It is looked at, never read: that is done at each connect. */
final class SecretFile {

  private static final long MAX_OCTETS = 1024;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private SecretFile() {}

  /**
   * Why a file cannot be used.
   *
   * @param shown the name as it may be shown; hidden where it may be the secret itself, written
   *     where the path belongs
   * @param allowed what would be right, and what is wrong
   */
  record Fault(String shown, String allowed) {}

  /** What is wrong with the file {@code name}; empty if it can be used. */
  static Optional<Fault> fault(String name) {
    try {
      var file = Path.of(name);
      return wrong(file).map(wrong -> new Fault(shown(name, file), allowed(wrong)));
    } catch (InvalidPathException e) {
      return Optional.of(new Fault(Shown.HIDDEN, allowed("this is no path")));
    } catch (IOException e) {
      // The exception names the file, and so perhaps the secret.
      return Optional.of(new Fault(Shown.HIDDEN, allowed("it cannot be looked at")));
    }
  }

  private static String allowed(String wrong) {
    return "a readable file of 1 to " + MAX_OCTETS + " octets with mode 0600; " + wrong;
  }

  private static Optional<String> wrong(Path file) throws IOException {
    if (file.toString().isEmpty()) {
      return Optional.of("none is named");
    }
    if (!Files.exists(file)) {
      return Optional.of("there is no such file");
    }
    if (!Files.isRegularFile(file)) {
      return Optional.of("this is no file but something else");
    }
    var mode = excess(file);
    if (mode.isPresent()) {
      return mode;
    }
    if (!Files.isReadable(file)) {
      return Optional.of("the gateway's user may not read it");
    }
    var size = Files.size(file);
    return size >= 1 && size <= MAX_OCTETS
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

  /** Only what is a path beyond doubt: something is there, or at least its folder. */
  private static String shown(String name, Path file) {
    var folder = file.getParent();
    var isPath =
        Files.exists(file)
            || (file.isAbsolute()
                && folder != null
                && folder.getNameCount() > 0
                && Files.isDirectory(folder));
    return isPath ? Shown.line(name) : Shown.HIDDEN;
  }
}
