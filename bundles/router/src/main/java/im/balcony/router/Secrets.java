package im.balcony.router;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;

/** Reads a component's secret at the moment it is needed; it is never kept. */
public interface Secrets {

  /**
   * The secret in {@code file}, without white space around it.
   *
   * @throws IOException with a reason fit for operators if it cannot be used
   */
  String read(String file) throws IOException;

  /** Reads files that nobody but their owner may read. */
  static String fromFile(String file) throws IOException {
    var path = Path.of(file);
    if (!Files.isReadable(path)) {
      throw new IOException("the secret file cannot be read");
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
    var secret = Files.readString(path).strip();
    if (secret.isEmpty()) {
      throw new IOException("the secret file is empty");
    }
    return secret;
  }
}
