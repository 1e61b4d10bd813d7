package im.balcony.store;

import im.balcony.api.config.Setting;
import im.balcony.api.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The keys of {@code im.balcony.store}, as {@link StoreConfiguration} declares them: what is
 * refused leaves what was good last.
 */
final class Keys {

  private final Setting<Path> dir;
  private final Setting<Long> size;
  private final Setting<Long> age;
  private final Setting<Long> free;
  private final Setting<Long> waiting;
  private final Setting<Long> seen;
  private final Setting<Long> log;

  Keys(Settings keys) {
    dir = keys.text("dir", Keys::folder);
    size = keys.number("size.max");
    age = keys.number("age.max");
    free = keys.number("disk.free");
    waiting = keys.number("waiting.max");
    seen = keys.number("seen.max");
    log = keys.number("log.max");
  }

  /** The bounds of a configuration. */
  Bounds bounds(StoreConfiguration configuration) {
    return new Bounds(
        size.in(configuration),
        age.in(configuration),
        free.in(configuration),
        waiting.in(configuration),
        seen.in(configuration),
        log.in(configuration));
  }

  /**
   * The folder of a configuration. Where it cannot be had the last good one is right, not the
   * default: what is owed lies there.
   */
  Path folder(StoreConfiguration configuration) {
    return dir.in(configuration, Keys::isUsable);
  }

  private static Optional<Path> folder(String text) {
    try {
      return Optional.of(
          Path.of(System.getProperty("karaf.data", "")).resolve(text).toAbsolutePath());
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static boolean isUsable(Path folder) {
    try {
      return Files.isWritable(Files.createDirectories(folder));
    } catch (IOException e) {
      return false;
    }
  }
}
