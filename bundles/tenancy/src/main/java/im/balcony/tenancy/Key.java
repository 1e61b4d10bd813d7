package im.balcony.tenancy;

import im.balcony.api.data.Word;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One key of the configuration, as {@link TenantConfiguration} declares it.
 *
 * @param name as it stands in a file
 * @param fallback the value where the file has none; several joined with commas
 * @param bounds the unit and range, for numbers
 * @param words the allowed words, for choices; empty otherwise
 */
record Key(String name, String fallback, Optional<Bounded> bounds, List<String> words) {

  /** All keys by name. */
  static final Map<String, Key> ALL =
      Arrays.stream(TenantConfiguration.class.getDeclaredMethods())
          .filter(m -> !m.isSynthetic())
          .map(Key::of)
          .collect(Collectors.toUnmodifiableMap(Key::name, Function.identity()));

  private static Key of(Method method) {
    var fallback = method.getDefaultValue();
    var words = method.getAnnotation(OneOf.class);
    return new Key(
        // The mapping of component property types (DS 112.8.2.1), as far as our names need it.
        method.getName().replace("$_$", "-").replace('_', '.'),
        fallback instanceof String[] list ? String.join(",", list) : String.valueOf(fallback),
        Optional.ofNullable(method.getAnnotation(Bounded.class)),
        words == null ? List.of() : Word.all(words.value()));
  }

  /** What would be right, for a refusal. */
  String allowed() {
    return bounds
        .map(b -> b.unit().render(b.min()) + " to " + b.unit().render(b.max()))
        .orElseGet(() -> String.join(", ", words));
  }
}
