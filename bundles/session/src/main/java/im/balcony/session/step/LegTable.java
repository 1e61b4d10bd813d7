package im.balcony.session.step;

import im.balcony.api.session.Event;
import im.balcony.session.state.Leg;
import im.balcony.session.state.LegState;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** What each state does with each input. A table with a hole cannot be built. */
public final class LegTable {

  /** What is done. */
  public interface Handler {

    /**
     * Changes the leg and says what follows.
     *
     * @param leg the leg, in the state that chose this handler
     * @param event what happened to the conversation
     */
    void handle(Turn turn, Leg leg, Event event);
  }

  /**
   * A cell.
   *
   * @param handler what is done
   * @param next the states it may lead to
   */
  public record Rule(Handler handler, Set<LegState> next) {}

  private final Map<LegInput, Map<LegState, Rule>> rules = new EnumMap<>(LegInput.class);

  /** The cell. */
  public Rule rule(LegState state, LegInput input) {
    var rule = rules.getOrDefault(input, Map.of()).get(state);
    if (rule == null) {
      throw new IllegalStateException("no rule for " + input + " in " + state);
    }
    return rule;
  }

  /** A row of the table. */
  public Row on(LegInput input) {
    return new Row(rules.computeIfAbsent(input, i -> new EnumMap<>(LegState.class)));
  }

  /** The table, if it has no hole. */
  public LegTable complete() {
    for (var input : LegInput.values()) {
      for (var state : LegState.values()) {
        rule(state, input);
      }
    }
    return this;
  }

  /** A row in the making. */
  public static final class Row {

    private final Map<LegState, Rule> cells;

    private Row(Map<LegState, Rule> cells) {
      this.cells = cells;
    }

    /** In {@code state} the handler is called, and leads to one of {@code next}. */
    public Row in(LegState state, Handler handler, LegState... next) {
      var states = EnumSet.noneOf(LegState.class);
      states.addAll(Set.of(next));
      cells.put(state, new Rule(handler, states));
      return this;
    }

    /** In these states the handler is called, and the state stays. */
    public Row stay(Handler handler, LegState... states) {
      for (var state : states) {
        in(state, handler, state);
      }
      return this;
    }

    /** In all other states the handler is called, and the state stays. */
    public void elsewhere(Handler handler) {
      for (var state : LegState.values()) {
        if (!cells.containsKey(state)) {
          in(state, handler, state);
        }
      }
    }
  }
}
