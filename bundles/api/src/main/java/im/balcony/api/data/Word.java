package im.balcony.api.data;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A constant of a closed vocabulary that has one word outside: in a configuration, in the store, on
 * the wire, in the log, at the console. The word stands at the constant and nowhere else; whoever
 * decides something by it switches over the constants, so that a new one cannot be forgotten.
 */
public interface Word {

  /** The word, which never changes: what was written with it is still read. */
  String word();

  /** The constant with this word, to the letter; empty if there is none. */
  static <E extends Enum<E> & Word> Optional<E> of(Class<E> type, String word) {
    return Optional.ofNullable(Vocabulary.of(type).get(word)).map(type::cast);
  }

  /** All words of a vocabulary, in the order of its constants. */
  static List<String> all(Class<? extends Word> type) {
    return Arrays.stream(type.getEnumConstants()).map(Word::word).toList();
  }
}
