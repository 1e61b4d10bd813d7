package im.balcony.session.rows;

import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.ChatState;
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
public final class Words<E extends Enum<E>> {

  /** States of a leg. */
  public static final Words<LegState> STATES = new Words<>(LegState.class);

  static final Words<Leg.Flag> FLAGS = new Words<>(Leg.Flag.class);
  static final Words<Leg.Mark> MARKS = new Words<>(Leg.Mark.class);
  static final Words<Text.Place> PLACES = new Words<>(Text.Place.class);
  static final Words<ChatMessage.Kind> KINDS = new Words<>(ChatMessage.Kind.class);
  static final Words<ChatMessage.FailureReport> FAILURES =
      new Words<>(ChatMessage.FailureReport.class);
  static final Words<ChatState> CHAT_STATES = new Words<>(ChatState.class);

  private final Map<E, String> words;
  private final Map<String, Optional<E>> constants = new HashMap<>();

  private Words(Class<E> type) {
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
