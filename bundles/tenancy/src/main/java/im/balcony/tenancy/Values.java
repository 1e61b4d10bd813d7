package im.balcony.tenancy;

import im.balcony.api.config.Key;
import im.balcony.api.data.Word;
import im.balcony.api.tenant.Tenants.Refusal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The values of one configuration, read key by key. A wrong value is noted as a refusal and read as
 * its default, so that one pass finds everything that is wrong.
 */
final class Values {

  /** The most that a list may hold, and a value may be long. */
  static final int MAX_ITEMS = 256;

  static final int MAX_LENGTH = 8192;

  /** All keys by name. */
  static final Map<String, Key> KEYS = Key.of(TenantConfiguration.class);

  private final String tenant;
  private final Map<String, String> properties;
  private final List<Refusal> refusals = new ArrayList<>();

  Values(String tenant, Map<String, String> properties) {
    this.tenant = tenant;
    this.properties = properties;
  }

  /** All refusals so far. */
  List<Refusal> refusals() {
    return List.copyOf(refusals);
  }

  /** Notes that the value of {@code key} is refused. */
  void refuse(String key, String value, String allowed) {
    refuseAsShown(key, Shown.value(value), allowed);
  }

  /** The same with a value that is fit to be shown. */
  void refuseAsShown(String key, String shown, String allowed) {
    refusals.add(new Refusal(tenant, key, shown, allowed));
  }

  /**
   * The value of {@code key}, or its default. A blank value, as forms leave it, is none; only the
   * subject can be made empty.
   */
  String text(String key) {
    var value = properties.get(key);
    return value == null || (value.isBlank() && !key.equals("chat.subject"))
        ? key(key).fallback()
        : value.strip();
  }

  /** Whether the configuration names {@code key} with a value. */
  boolean has(String key) {
    return !properties.getOrDefault(key, "").isBlank();
  }

  /** The number of {@code key}, in the base of its unit. */
  long number(String key) {
    var text = text(key);
    var number = key(key).number(text);
    if (number.isEmpty()) {
      refuse(key, text, key(key).allowed());
    }
    return number.orElseGet(() -> fallback(key(key)));
  }

  /** A key without a default gets the least, for a reading that is refused anyway. */
  private static long fallback(Key key) {
    return key.number(key.fallback()).orElseGet(() -> key.range().orElseThrow().min());
  }

  /** The number of {@code key}, if the configuration names one. */
  OptionalLong optionalNumber(String key) {
    return has(key) ? OptionalLong.of(number(key)) : OptionalLong.empty();
  }

  /** The number of {@code key}, whose range lies in that of int. */
  int count(String key) {
    return Math.toIntExact(number(key));
  }

  /** What the word of {@code key} means in its vocabulary. */
  <E extends Enum<E> & Word> E word(String key, Class<E> vocabulary) {
    var text = text(key);
    var meant = Word.of(vocabulary, text);
    if (meant.isEmpty()) {
      refuse(key, text, key(key).allowed());
    }
    return meant.or(() -> Word.of(vocabulary, key(key).fallback())).orElseThrow();
  }

  /** The one value of {@code key} by {@code form}; empty if there is none. */
  Optional<String> one(String key, Form form) {
    var text = text(key);
    return text.isEmpty() ? Optional.empty() : checked(key, text, form);
  }

  /** The values of {@code key}, each by {@code form}. */
  List<String> list(String key, Form form) {
    var items =
        Arrays.stream(text(key).split(",", -1)).map(String::strip).filter(s -> !s.isEmpty());
    var read = items.map(item -> checked(key, item, form)).flatMap(Optional::stream).toList();
    if (read.size() > MAX_ITEMS) {
      refuse(key, read.size() + " values", "at most " + MAX_ITEMS + " values");
      return List.of();
    }
    return read.stream().distinct().toList();
  }

  /** As {@link #list}, but refused if it is empty. */
  List<String> atLeastOne(String key, Form form) {
    if (text(key).replace(',', ' ').isBlank()) {
      refuse(key, text(key), form.allowed());
    }
    return list(key, form);
  }

  private Optional<String> checked(String key, String item, Form form) {
    var read = item.length() > MAX_LENGTH ? Optional.<String>empty() : form.read().apply(item);
    if (read.isEmpty()) {
      refuse(key, item, form.allowed());
    }
    return read;
  }

  private static Key key(String name) {
    var key = KEYS.get(name);
    if (key == null) {
      throw new IllegalArgumentException("no such key: " + name);
    }
    return key;
  }

  /**
   * How a text has to look.
   *
   * @param allowed for the refusal
   * @param read the normal form of a text, or empty
   */
  record Form(String allowed, Function<String, Optional<String>> read) {}
}
