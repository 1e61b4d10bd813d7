package im.balcony.router.tenants;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;

/** Reads a component's secret at the moment it is needed; it is never kept. */
public interface Secrets {

  /** The most octets a secret file may have. */
  int LARGEST = 1024;

  /**
   * The secret in {@code file}, without white space around it.
   *
   * @throws IOException with a reason fit for operators if it cannot be used
   */
  String read(String file) throws IOException;

  /** Reads files that nobody but their owner may read. */
  static String fromFile(String file) throws IOException {
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
      var others = EnumSet.copyOf(Files.getPosixFilePermissions(path));
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
}
