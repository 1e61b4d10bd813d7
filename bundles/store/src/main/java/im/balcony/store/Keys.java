package im.balcony.store;

import im.balcony.api.config.Setting;
import im.balcony.api.config.Settings;
import im.balcony.api.data.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** The keys of {@code im.balcony.store}: what is refused leaves what was good last. */
final class Keys {

  private static final long LARGEST = 1_000_000_000_000L;

  private final Setting<Path> dir;
  private final Setting<Long> size;
  private final Setting<Long> age;
  private final Setting<Long> free;
  private final Setting<Long> waiting;

  Keys(Settings keys) {
    var standard = Bounds.DEFAULT;
    dir = keys.text("dir", "balcony", "a folder that can be written", Keys::folder);
    size = keys.number("size.max", Quantity.OCTETS, standard.size(), 2_000_000, LARGEST);
    age = keys.number("age.max", Quantity.TIME, standard.age(), 60_000, 31_536_000_000L);
    free = keys.number("disk.free", Quantity.OCTETS, standard.free(), 2_000_000, LARGEST);
    waiting =
        keys.number("waiting.max", Quantity.OCTETS, standard.waiting(), 1_000_000, 10_000_000_000L);
  }

  /** The bounds of a configuration. */
  Bounds bounds(StoreConfiguration configuration) {
    return new Bounds(
        size.read(configuration.size_max()),
        age.read(configuration.age_max()),
        free.read(configuration.disk_free()),
        waiting.read(configuration.waiting_max()));
  }

  /**
   * The folder of a configuration. Where it cannot be had the last good one is right, not the
   * default: what is owed lies there.
   */
  Path folder(StoreConfiguration configuration) {
    return dir.read(configuration.dir(), Keys::isUsable);
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
