package im.balcony.session.rows;

import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.ChatState;
import im.balcony.api.message.Failure;
import im.balcony.session.state.Leg;
import im.balcony.session.state.LegState;
import im.balcony.session.state.Text;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The words that stand for the constants of an enum in snapshots, and for operators: their names in
 * lower case. They are looked up with every step, so they are made once.
 *
 * @param <E> the enum
 */
public final class EnumNames<E extends Enum<E>> {

  /** States of a leg. */
  public static final EnumNames<LegState> STATES = new EnumNames<>(LegState.class);

  static final EnumNames<Leg.Flag> FLAGS = new EnumNames<>(Leg.Flag.class);
  static final EnumNames<Leg.Mark> MARKS = new EnumNames<>(Leg.Mark.class);
  static final EnumNames<Text.Place> PLACES = new EnumNames<>(Text.Place.class);
  static final EnumNames<ChatMessage.Kind> KINDS = new EnumNames<>(ChatMessage.Kind.class);
  static final EnumNames<ChatMessage.FailureReport> FAILURES =
      new EnumNames<>(ChatMessage.FailureReport.class);
  static final EnumNames<ChatState> CHAT_STATES = new EnumNames<>(ChatState.class);
  static final EnumNames<Failure.Cause> CAUSES = new EnumNames<>(Failure.Cause.class);

  private final Map<E, String> words;
  private final Map<String, Optional<E>> constants = new HashMap<>();

  private EnumNames(Class<E> type) {
    words = new EnumMap<>(type);
    for (var constant : type.getEnumConstants()) {
      var word = constant.name().toLowerCase(Locale.ROOT);
      words.put(constant, word);
      constants.put(word, Optional.of(constant));
    }
  }

  /** The word of a constant. */
  public String of(E constant) {
    return words.getOrDefault(constant, "");
  }

  /** The constant of a word; empty for a word of another version. */
  Optional<E> constant(String word) {
    return constants.getOrDefault(word, Optional.empty());
  }
}
