package im.balcony.api.data;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The constants of each {@link Word} by their words, made once a class and kept with it. */
final class Vocabulary extends ClassValue<Map<String, Word>> {

  private static final Vocabulary ALL = new Vocabulary();

  /** The constants of an enumeration by their words. */
  static Map<String, Word> of(Class<? extends Word> type) {
    return ALL.get(type);
  }

  @Override
  protected Map<String, Word> computeValue(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(Word.class::cast)
        .collect(Collectors.toUnmodifiableMap(Word::word, Function.identity()));
  }
}
