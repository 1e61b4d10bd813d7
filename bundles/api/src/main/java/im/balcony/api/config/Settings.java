package im.balcony.api.config;

import im.balcony.api.data.Masked;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The keys of one PID, and what was good last of each. A component keeps one in a static field, so
 * that a value that is refused takes nothing down, also where the component is made anew; what
 * differs from the defaults is kept in a file too, for the next version of the bundle and for the
 * next start.
 *
 * <p>The component's configuration type has {@code String} members only: any other type is
 * converted before the component sees it, and what cannot be converted ends the activation.
 */
public final class Settings {

  /** Karaf's folder for what outlives a start; without it nothing is kept in a file. */
  private static final String DATA = "karaf.data";

  private final String pid;
  private final Consumer<String> log;
  private final Optional<Path> file;
  private final Map<String, Key> declared;
  private final Set<String> known = new HashSet<>();
  private final Map<String, String> good = new HashMap<>();
  private final Map<String, String> refused = new HashMap<>();

  private static Optional<Path> standardFile(String pid) {
    return Optional.ofNullable(System.getProperty(DATA))
        .map(data -> Path.of(data, "last-good", pid + ".properties"));
  }

  /**
   * The keys that a configuration type declares, remembered in {@code last-good} below the data
   * folder.
   *
   * @param type an {@code @interface} whose methods return texts, see {@link Allowed}
   * @param log takes the line that tells a refusal; an error in severity
   */
  public Settings(String pid, Class<?> type, Consumer<String> log) {
    this(pid, Key.of(type), log, standardFile(pid));
  }

  /** The same with a file of the caller's choice, or none. */
  public Settings(String pid, Class<?> type, Consumer<String> log, Optional<Path> file) {
    this(pid, Key.of(type), log, file);
  }

  private Settings(
      String pid, Map<String, Key> declared, Consumer<String> log, Optional<Path> file) {
    this.pid = pid;
    this.declared = declared;
    this.log = log;
    this.file = file;
    file.filter(Files::isReadable).ifPresent(this::load);
  }

  /** The number that the configuration type declares under this name. */
  public Setting<Long> number(String name) {
    var key = key(name);
    var unit = key.range().orElseThrow(() -> new IllegalArgumentException(name)).unit();
    // As a refusal tells it, whatever unit the default is written in.
    var fallback = unit.render(key.number(key.fallback()).orElseThrow());
    return new Setting<>(this, key, name, fallback, key.allowed(), text -> boxed(key.number(text)));
  }

  private static Optional<Long> boxed(OptionalLong number) {
    return number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
  }

  /**
   * What the configuration type declares under this name, in a form of its own.
   *
   * @param reader what a text means; empty if it is not allowed. It throws nothing.
   */
  public <T> Setting<T> text(String name, Function<String, Optional<T>> reader) {
    var key = key(name);
    return new Setting<>(this, key, name, key.fallback(), key.allowed(), reader);
  }

  private synchronized Key key(String name) {
    var key = declared.get(name);
    if (key == null) {
      throw new IllegalArgumentException(pid + " declares no " + name);
    }
    known.add(name);
    return key;
  }

  /** What the configuration type declares and nobody reads; for tests. */
  public synchronized Set<String> unread() {
    var unread = new TreeSet<>(declared.keySet());
    unread.removeAll(known);
    return unread;
  }

  synchronized Optional<String> last(String name) {
    return Optional.ofNullable(good.get(name));
  }

  synchronized void good(String name, String text, boolean isDefault) {
    refused.remove(name);
    var before = isDefault ? good.remove(name) : good.put(name, text);
    if (isDefault ? before != null : !text.equals(before)) {
      file.ifPresent(this::save);
    }
  }

  synchronized void refuse(Setting<?> setting, String text) {
    if (!text.equals(refused.put(setting.name(), text))) {
      log.accept(
          "%s: %s = %s is refused, allowed: %s; %s stays in force"
              .formatted(
                  pid,
                  setting.name(),
                  Masked.line(text),
                  setting.allowed(),
                  shown(good.getOrDefault(setting.name(), setting.fallback()))));
    }
  }

  private static String shown(String text) {
    return text.isEmpty() ? "the empty value" : text;
  }

  private void load(Path from) {
    var content = new Properties();
    try (var in = Files.newBufferedReader(from, StandardCharsets.UTF_8)) {
      content.load(in);
      content.stringPropertyNames().forEach(name -> good.put(name, content.getProperty(name)));
    } catch (IOException | IllegalArgumentException e) {
      log.accept(pid + ": what was good last cannot be read: " + e);
    }
  }

  private void save(Path to) {
    var content = new Properties();
    content.putAll(good);
    var draft = to.resolveSibling(to.getFileName() + ".draft");
    try {
      Files.createDirectories(draft.toAbsolutePath().getParent());
      try (var out = Files.newBufferedWriter(draft, StandardCharsets.UTF_8)) {
        content.store(out, null);
      }
      Files.move(draft, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      // It is in force all the same; only a start with a bad file would miss it.
      log.accept(pid + ": what is good cannot be saved: " + e);
    }
  }
}
