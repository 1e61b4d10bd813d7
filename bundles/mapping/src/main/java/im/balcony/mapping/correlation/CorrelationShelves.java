package im.balcony.mapping.correlation;

import im.balcony.api.data.Changes;
import im.balcony.api.data.ChangesDraft;
import im.balcony.api.data.Facts;
import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.mapping.Correlation;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What mapping remembers of a conversation, changed in place: one {@link CorrelationState} of loose
 * facts, and shelves of named entries, each of which has a row of its own.
 */
public final class CorrelationShelves implements Correlation {

  /** Sessions at most; the machine holds four, the rest are ended ones that linger. */
  public static final int MAX_LEGS = 16;

  /** Effects at most of which more than the id is remembered. */
  private static final int MAX_EFFECTS = 512;

  private static final int MAX_COMPOSINGS = 8;
  private static final int MAX_ASKED = 256;
  private static final int MAX_PAIRS = 16;
  private static final String STATE = "state";

  /** What ends with its time, and the machine has a bound of. */
  private static final int ANY = Integer.MAX_VALUE;

  private static final CorrelationShelf.Codec<CorrelationLeg> LEGS =
      new CorrelationShelf.Codec<>(
          "leg/", CorrelationLeg::new, CorrelationLeg::facts, leg -> List.of());
  private static final CorrelationShelf.Codec<CorrelationMessage> MESSAGES =
      new CorrelationShelf.Codec<>(
          "message/",
          (ref, facts) -> new CorrelationMessage(facts),
          CorrelationMessage::facts,
          CorrelationMessage::keys);
  private static final CorrelationShelf.Codec<CorrelationAsked> ASKED =
      new CorrelationShelf.Codec<>(
          "asked/",
          (ref, facts) -> new CorrelationAsked(facts),
          CorrelationAsked::facts,
          CorrelationAsked::keys);
  private static final CorrelationShelf.Codec<CorrelationEffect> EFFECTS =
      new CorrelationShelf.Codec<>(
          "effect/",
          (id, facts) -> new CorrelationEffect(facts),
          CorrelationEffect::facts,
          effect -> List.of(effect.leg()));
  private static final CorrelationShelf.Codec<CorrelationHeard> HEARD =
      new CorrelationShelf.Codec<>(
          "heard/",
          (name, facts) -> new CorrelationHeard(facts),
          CorrelationHeard::facts,
          known -> List.of());
  private static final CorrelationShelf.Codec<CorrelationThreads.Pair> PAIRS =
      new CorrelationShelf.Codec<>(
          "thread/",
          (callId, facts) -> new CorrelationThreads.Pair(facts),
          CorrelationThreads.Pair::facts,
          pair -> List.of(pair.thread()));

  private final ConversationKey key;
  private final CorrelationUndo undo = new CorrelationUndo();

  private final CorrelationShelf<CorrelationLeg> legs = shelf(LEGS, MAX_LEGS);
  private final CorrelationShelf<CorrelationMessage> messages = shelf(MESSAGES, ANY);
  private final CorrelationShelf<CorrelationAsked> asked = shelf(ASKED, MAX_ASKED);
  private final CorrelationShelf<CorrelationEffect> effects = shelf(EFFECTS, MAX_EFFECTS);
  private final CorrelationShelf<CorrelationHeard> heard = shelf(HEARD, ANY);
  private final CorrelationShelf<CorrelationThreads.Pair> pairs = shelf(PAIRS, MAX_PAIRS);

  private CorrelationState state = CorrelationState.NONE;
  private Facts stateTold = Facts.NONE;
  private boolean whole;

  private List<CorrelationLeg> allLegs = List.of();
  private long legsEdition = -1;
  private Set<String> handles = Set.of();
  private long handlesEdition = -1;

  private CorrelationShelves(ConversationKey key) {
    this.key = key;
  }

  private <T> CorrelationShelf<T> shelf(CorrelationShelf.Codec<T> codec, int bound) {
    return new CorrelationShelf<>(codec, bound, undo);
  }

  // Rows.

  /** Reads all rows of a conversation; those of which it knows nothing stay as they are. */
  public static CorrelationShelves open(ConversationKey key, Map<String, Facts> rows) {
    var open = new CorrelationShelves(key);
    var whole = rows.get(Changes.WHOLE);
    if (whole != null) {
      open.openWhole(whole);
    } else {
      open.openRows(rows);
    }
    return open;
  }

  private void openRows(Map<String, Facts> rows) {
    stateTold = rows.getOrDefault(STATE, Facts.NONE);
    state = new CorrelationState(stateTold);
    for (var shelf : shelves().values()) {
      var own = new HashMap<String, Facts>();
      rows.forEach((row, facts) -> shelf.nameOf(row).ifPresent(name -> own.put(name, facts)));
      shelf.open(own);
    }
  }

  /** One tree with a name for each shelf, and the loose facts beside them. */
  private void openWhole(Facts tree) {
    whole = true;
    var loose = tree;
    for (var shelf : shelves().entrySet()) {
      shelf.getValue().openWhole(tree.facts(shelf.getKey()));
      loose = loose.without(shelf.getKey());
    }
    state = new CorrelationState(loose);
  }

  /** The shelves by what they were called before there were rows. */
  private Map<String, CorrelationShelf<?>> shelves() {
    var all = new LinkedHashMap<String, CorrelationShelf<?>>();
    all.put("legs", legs);
    all.put("messages", messages);
    all.put("asked", asked);
    all.put("effects", effects);
    all.put("heard", heard);
    all.put("threads", pairs);
    return all;
  }

  @Override
  public Changes changes() {
    undo.forget();
    var changes = new ChangesDraft();
    if (whole) {
      whole = false;
      changes.remove(Changes.WHOLE);
    }
    if (!state.facts().equals(stateTold)) {
      stateTold = state.facts();
      if (stateTold.isEmpty()) {
        changes.remove(STATE);
      } else {
        changes.put(STATE, Changes.Row.of(stateTold));
      }
    }
    for (var shelf : List.of(legs, messages, asked, effects, heard, pairs)) {
      shelf.tell(changes);
    }
    return changes.changes();
  }

  /** All rows as they are to be, but for those of which this version knows nothing. */
  public Map<String, Facts> rows() {
    var rows = new LinkedHashMap<String, Facts>();
    if (!state.facts().isEmpty()) {
      rows.put(STATE, state.facts());
    }
    shelves().values().forEach(shelf -> shelf.write(rows));
    return rows;
  }

  // One call.

  /** A call begins: what earlier ones changed is not taken back any more. */
  void begin() {
    undo.forget();
  }

  @Override
  public void undo() {
    undo.run();
  }

  // What is remembered.

  @Override
  public ConversationKey key() {
    return key;
  }

  /** The loose facts. */
  public CorrelationState state() {
    return state;
  }

  /** The loose facts are now so. */
  public void state(UnaryOperator<CorrelationState> change) {
    var before = state;
    state = change.apply(before);
    undo.add(() -> state = before);
  }

  /** Messages by reference: how they came, and how they left. */
  public CorrelationShelf<CorrelationMessage> messages() {
    return messages;
  }

  /** Requests of the peer that are still to be answered, by reference. */
  public CorrelationShelf<CorrelationAsked> asked() {
    return asked;
  }

  /** Effects of which the result needs more than the id to be understood, by that id. */
  public CorrelationShelf<CorrelationEffect> effects() {
    return effects;
  }

  /** Another composing document of this leg makes the oldest of many nothing to report on. */
  public void forgetComposings(String leg) {
    var known =
        effects.named(leg).stream()
            .filter(
                id ->
                    effects.get(id).filter(e -> e.is(CorrelationEffect.Kind.COMPOSING)).isPresent())
            .toList();
    known.stream().limit(Math.max(0, known.size() - MAX_COMPOSINGS + 1)).forEach(effects::remove);
  }

  /** Messages heard lately, by the name that {@link CorrelationMessages#name} gives them. */
  public CorrelationShelf<CorrelationHeard> heard() {
    return heard;
  }

  /** Threads for which a Call-ID was made, by that Call-ID. */
  CorrelationShelf<CorrelationThreads.Pair> pairs() {
    return pairs;
  }

  /** All legs, the youngest last. */
  public List<CorrelationLeg> legs() {
    if (legsEdition != legs.edition()) {
      legsEdition = legs.edition();
      allLegs = List.copyOf(legs.all());
    }
    return allLegs;
  }

  /** The leg of that name. */
  public Optional<CorrelationLeg> leg(String name) {
    return legs.get(name);
  }

  /** The leg is now so. */
  public void put(CorrelationLeg leg) {
    legs.put(leg.name(), leg);
  }

  /** Forgets a leg. */
  public void removeLeg(String name) {
    legs.remove(name);
  }

  @Override
  public Set<String> handles() {
    // Both only grow, so that their sum is another one after whatever change.
    var edition = legs.edition() + asked.edition();
    if (handlesEdition != edition) {
      handlesEdition = edition;
      var now = new LinkedHashSet<String>();
      legs().forEach(leg -> now.addAll(leg.handles()));
      asked.all().forEach(request -> request.handle().ifPresent(now::add));
      if (!now.equals(handles)) {
        handles = Collections.unmodifiableSet(now);
      }
    }
    return handles;
  }
}
