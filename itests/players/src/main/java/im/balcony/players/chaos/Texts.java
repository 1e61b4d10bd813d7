package im.balcony.players.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Texts that say who they are in every word, so that a part of a split one can be told, and a
 * missing part is noticed: {@code c7x0x3 c7x1 c7x2}. Words hold no sign at which a line may break.
 */
final class Texts {

  private static final Pattern WORD = Pattern.compile("\\b([a-z]\\d+)x(\\d+)(?:x(\\d+))?\\b");

  private Texts() {}

  /** Words of a message that came. */
  record Words(String id, List<Integer> numbers, Optional<Integer> total) {}

  /** A text of about {@code size} octets. */
  static String write(String id, int size) {
    var count = 1;
    var length = id.length() + 6;
    while (length < size) {
      length += id.length() + 2 + String.valueOf(count).length();
      count++;
    }
    var text = new StringBuilder(id + "x0x" + count);
    for (var i = 1; i < count; i++) {
      text.append(' ').append(id).append('x').append(i);
    }
    return text.toString();
  }

  /** The words of a text, if it is one of these. */
  static Optional<Words> read(String text) {
    var numbers = new ArrayList<Integer>();
    var total = Optional.<Integer>empty();
    var id = "";
    Matcher word = WORD.matcher(text);
    while (word.find()) {
      id = word.group(1);
      numbers.add(Integer.valueOf(word.group(2)));
      if (word.group(3) != null) {
        total = Optional.of(Integer.valueOf(word.group(3)));
      }
    }
    return id.isEmpty() ? Optional.empty() : Optional.of(new Words(id, numbers, total));
  }
}
