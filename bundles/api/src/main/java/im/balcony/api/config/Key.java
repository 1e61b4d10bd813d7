package im.balcony.api.config;

import im.balcony.api.data.Word;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * One key as a method of a configuration type declares it: an {@code @interface} whose methods
 * return texts, with {@link Allowed} where something is asked of them.
 */
public final class Key {

  private final Method method;
  private final Optional<Allowed> allowed;

  private Key(Method method) {
    this.method = method;
    this.allowed = Optional.ofNullable(method.getAnnotation(Allowed.class));
    method.setAccessible(true);
  }

  /** The keys that a configuration type declares, by name. */
  public static Map<String, Key> of(Class<?> type) {
    var keys = new TreeMap<String, Key>();
    for (var method : type.getDeclaredMethods()) {
      if (!method.isSynthetic()) {
        var key = new Key(method);
        keys.put(key.name(), key);
      }
    }
    return Collections.unmodifiableMap(keys);
  }

  /** The name as it stands in a file (DS 112.8.2.1, as far as our names need it). */
  public String name() {
    return method.getName().replace("$_$", "-").replace('_', '.');
  }

  /** What is in force where a file has no such key; several texts joined with commas. */
  public String fallback() {
    return text(method.getDefaultValue());
  }

  /** What a configuration says. */
  String in(Object configuration) {
    try {
      return text(method.invoke(configuration));
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalArgumentException("no configuration with " + name(), e);
    }
  }

  private static String text(Object value) {
    return value instanceof String[] list ? String.join(",", list) : String.valueOf(value);
  }

  /** The unit and the range, if it is a number. */
  public Optional<Allowed> range() {
    return allowed.filter(a -> a.min() <= a.max());
  }

  /** The words, if it is one of a vocabulary; else empty. */
  public List<String> words() {
    return allowed
        .filter(a -> a.words() != Word.class)
        .map(a -> Word.all(a.words()))
        .orElse(List.of());
  }

  /** What would be right, for a refusal; empty where nothing is said of it. */
  public String allowed() {
    return range()
        .map(a -> a.unit().render(a.min()) + " to " + a.unit().render(a.max()))
        .or(() -> Optional.of(words()).filter(w -> !w.isEmpty()).map(w -> String.join(", ", w)))
        .or(() -> allowed.map(Allowed::form))
        .orElse("");
  }

  /** The number that a text means, in the base of its unit; empty if it is none or out of range. */
  public OptionalLong number(String text) {
    var range = range().orElseThrow(() -> new IllegalStateException(name() + " is no number"));
    var number = range.unit().parse(text);
    return number.isPresent()
            && number.getAsLong() >= range.min()
            && number.getAsLong() <= range.max()
        ? number
        : OptionalLong.empty();
  }
}
