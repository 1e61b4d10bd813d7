package im.balcony.tenancy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last good configurations on disk, one file each, so that they stay in force over a restart.
 * They hold no secret: a configuration with one is never good.
 */
final class LastGood {

  private static final Logger LOG = LoggerFactory.getLogger(LastGood.class);

  // No key of a tenant begins with a dot.
  private static final String PID = ".pid";
  private static final String ID = ".id";
  private static final String RANK = ".rank";
  private static final String DRAIN_UNTIL = ".drain-until";

  private static final String SUFFIX = ".properties";

  private final Path folder;

  LastGood(Path folder) {
    this.folder = folder;
  }

  /**
   * In {@code folder}, with all that is still in {@code before}, where earlier versions saved; what
   * is in both is newer in {@code folder}.
   */
  static LastGood in(Path folder, Path before) {
    try {
      move(before, folder);
    } catch (IOException e) {
      LOG.warn("tenants saved in {} cannot be moved to {}: {}", before, folder, e.toString());
    }
    return new LastGood(folder);
  }

  // One by one, so that a start that is cut short loses none: the next one goes on.
  private static void move(Path from, Path to) throws IOException {
    if (from.equals(to) || !Files.isDirectory(from)) {
      return;
    }
    Files.createDirectories(to);
    try (var files = Files.newDirectoryStream(from)) {
      for (var file : files) {
        var there = to.resolve(file.getFileName().toString());
        if (file.toString().endsWith(SUFFIX) && Files.notExists(there)) {
          Files.move(file, there);
        } else {
          Files.delete(file);
        }
      }
    }
    Files.delete(from);
  }

  /**
   * A configuration that was in force.
   *
   * @param pid its PID
   * @param id the tenant's id
   * @param rank its place among all: who came first keeps a domain
   * @param drainUntil when a removed tenant is forgotten, wall-clock milliseconds; 0 if it is not
   *     removed
   * @param properties its keys
   */
  record Saved(String pid, String id, long rank, long drainUntil, Map<String, String> properties) {}

  /** All that is saved, by rank; what cannot be read is left out and logged. */
  List<Saved> load() {
    var all = new ArrayList<Saved>();
    if (!Files.isDirectory(folder)) {
      return all;
    }
    try (var files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (var file : files) {
        try {
          all.add(read(file));
        } catch (IOException | IllegalArgumentException e) {
          LOG.warn("saved tenant {} cannot be read: {}", file.getFileName(), e.toString());
        }
      }
    } catch (IOException e) {
      LOG.warn("saved tenants cannot be read: {}", e.toString());
    }
    all.sort(Comparator.comparingLong(Saved::rank));
    return all;
  }

  private static Saved read(Path file) throws IOException {
    var content = new Properties();
    try (var in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      content.load(in);
    }
    var properties = new TreeMap<String, String>();
    for (var name : content.stringPropertyNames()) {
      if (!name.startsWith(".")) {
        properties.put(name, content.getProperty(name));
      }
    }
    return new Saved(
        content.getProperty(PID, ""),
        content.getProperty(ID, ""),
        Long.parseLong(content.getProperty(RANK, "0")),
        Long.parseLong(content.getProperty(DRAIN_UNTIL, "0")),
        properties);
  }

  /** Saves {@code saved} in place of what there was for its PID, as a whole or not at all. */
  void save(Saved saved) {
    var content = new Properties();
    content.putAll(saved.properties());
    content.setProperty(PID, saved.pid());
    content.setProperty(ID, saved.id());
    content.setProperty(RANK, Long.toString(saved.rank()));
    content.setProperty(DRAIN_UNTIL, Long.toString(saved.drainUntil()));
    try {
      Files.createDirectories(folder);
      var draft = Files.createTempFile(folder, "tenant", ".draft");
      if (draft.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-------"));
      }
      try (var out = Files.newBufferedWriter(draft, StandardCharsets.UTF_8)) {
        content.store(out, null);
      }
      Files.move(
          draft,
          file(saved.pid()),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | UncheckedIOException e) {
      // The tenant is in force all the same; only a restart with a bad file would miss it.
      LOG.warn("tenant {} cannot be saved: {}", saved.id(), e.toString());
    }
  }

  /** Whether something is saved for {@code pid}. */
  boolean has(String pid) {
    return Files.exists(file(pid));
  }

  /** Forgets what is saved for {@code pid}. */
  void forget(String pid) {
    try {
      Files.deleteIfExists(file(pid));
    } catch (IOException e) {
      LOG.warn("a removed tenant is still saved: {}", e.toString());
    }
  }

  private Path file(String pid) {
    return folder.resolve(URLEncoder.encode(pid, StandardCharsets.UTF_8) + SUFFIX);
  }
}
