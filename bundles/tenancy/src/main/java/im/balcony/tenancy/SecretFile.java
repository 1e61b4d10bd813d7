package im.balcony.tenancy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** Whether a file may hold a secret. It is looked at, never read: that is done at each connect. */
final class SecretFile {

  /** What is allowed, for a refusal. */
  static final String ALLOWED = "a readable file of 1 to 1024 octets with mode 0600";

  private static final long MAX_OCTETS = 1024;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private SecretFile() {}

  /** Whether {@code name} is such a file. */
  static boolean usable(String name) {
    try {
      var file = Path.of(name);
      return Files.isRegularFile(file)
          && Files.isReadable(file)
          && Files.size(file) >= 1
          && Files.size(file) <= MAX_OCTETS
          && ownerOnly(file);
    } catch (IOException | InvalidPathException e) {
      return false;
    }
  }

  private static boolean ownerOnly(Path file) throws IOException {
    // Other file systems have no mode; there the operator's access lists have to do.
    return !file.getFileSystem().supportedFileAttributeViews().contains("posix")
        || OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file));
  }
}
