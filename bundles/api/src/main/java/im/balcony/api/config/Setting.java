package im.balcony.api.config;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One key of a configuration, with what it allows. Made by {@link Settings}; may be used by any
 * thread.
 *
 * @param <T> what its text means
 */
public final class Setting<T> {

  private final Settings settings;
  private final Key key;
  private final String name;
  private final String fallback;
  private final String allowed;
  private final Function<String, Optional<T>> reader;

  Setting(
      Settings settings,
      Key key,
      String name,
      String fallback,
      String allowed,
      Function<String, Optional<T>> reader) {
    this.settings = settings;
    this.key = key;
    this.name = name;
    this.fallback = fallback;
    this.allowed = allowed;
    this.reader = reader;
    if (meaning(fallback).isEmpty()) {
      throw new IllegalArgumentException(name + " does not allow its default");
    }
  }

  /** The key as it stands in a file. */
  public String name() {
    return name;
  }

  /** What is in force where a file has no such key. */
  public String fallback() {
    return fallback;
  }

  /** What would be right, for a refusal. */
  public String allowed() {
    return allowed;
  }

  /**
   * What a configuration says, read as by {@link #read(String)}.
   *
   * @param configuration of the type whose settings these are
   */
  public T in(Object configuration) {
    return in(configuration, value -> true);
  }

  /** The same for a value that has to be tried, as {@link #read(String, Predicate)}. */
  public T in(Object configuration, Predicate<T> usable) {
    return read(key.in(configuration), usable);
  }

  /**
   * What {@code text} means. If it is not allowed that is told once, and what was good last is
   * meant, or the default where nothing was.
   *
   * @param text the value of the key, as it was configured
   */
  public T read(String text) {
    return read(text, value -> true);
  }

  /**
   * The same for a value that has to be tried. What was good last is taken untried: where a folder
   * cannot be had for once, no other may take its place.
   *
   * @param usable whether a new value can be used
   */
  public T read(String text, Predicate<T> usable) {
    var last = settings.last(name).flatMap(this::meaning).or(() -> meaning(fallback)).orElseThrow();
    var meant = meaning(text).filter(value -> value.equals(last) || usable.test(value));
    if (meant.isPresent()) {
      settings.good(name, text.strip(), meant.equals(meaning(fallback)));
      return meant.get();
    }
    settings.refuse(this, text);
    return last;
  }

  private Optional<T> meaning(String text) {
    return reader.apply(text.strip());
  }
}
