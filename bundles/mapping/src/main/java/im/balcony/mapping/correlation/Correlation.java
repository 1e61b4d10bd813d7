package im.balcony.mapping.correlation;

import im.balcony.api.data.Facts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What mapping remembers of a conversation, changed step by step during one call. Four shelves hold
 * named entries and have bounds; what is oldest on a full shelf is forgotten.
 */
public final class Correlation {

  /** Messages by reference: how they came, and how they left. */
  public static final String MESSAGES = "messages";

  /** Requests of the peer that are still to be answered, by reference. */
  public static final String ASKED = "asked";

  /** Effects of which the result needs more than the id to be understood. */
  public static final String EFFECTS = "effects";

  /** MSRP messages heard lately, by Message-ID and body. */
  public static final String HEARD = "heard";

  private static final String LEGS = "legs";

  /** Sessions at most; the machine holds four, the rest are ended ones that linger. */
  public static final int MAX_LEGS = 16;

  /** Effects at most of which more than the id is remembered. */
  private static final int MAX_EFFECTS = 512;

  private Facts facts;

  /** What was remembered, to be changed. */
  public Correlation(Facts facts) {
    this.facts = facts;
  }

  /** What is to be remembered. */
  public Facts facts() {
    return facts;
  }

  /** A fact of the conversation that is a text. */
  public Optional<String> text(String name) {
    return facts.text(name);
  }

  /** A fact of the conversation that is a number, or {@code otherwise}. */
  public long number(String name, long otherwise) {
    return facts.number(name, otherwise);
  }

  /** Whether a fact of the conversation is true. */
  public boolean flag(String name) {
    return facts.flag(name);
  }

  List<String> texts(String name) {
    return facts.texts(name);
  }

  /** The fact is now so. */
  public void set(String name, Object value) {
    facts = facts.with(name, value);
  }

  /** The fact is forgotten. */
  public void drop(String name) {
    facts = facts.without(name);
  }

  /** Adds a text to a list without repeating it; the oldest go. */
  void add(String name, String value, int bound) {
    var kept = facts.texts(name).stream().filter(t -> !t.equals(value)).toList();
    var all = Stream.concat(kept.stream(), Stream.of(value)).toList();
    set(name, all.subList(Math.max(0, all.size() - bound), all.size()));
  }

  /** One entry of a shelf. */
  public Optional<Facts> entry(String shelf, String name) {
    var entry = facts.facts(shelf).facts(name);
    return entry.isEmpty() ? Optional.empty() : Optional.of(entry);
  }

  /** All entries of a shelf, oldest first. */
  public Map<String, Facts> entries(String shelf) {
    var entries = new LinkedHashMap<String, Facts>();
    var all = facts.facts(shelf);
    all.asMap().keySet().forEach(name -> entries.put(name, all.facts(name)));
    return entries;
  }

  /** Puts an entry on a shelf that holds {@code bound}; the oldest go first. */
  public void put(String shelf, String name, Facts entry, int bound) {
    var all = facts.facts(shelf);
    if (!all.has(name)) {
      while (all.asMap().size() >= bound) {
        all = all.without(all.asMap().keySet().iterator().next());
      }
    }
    set(shelf, all.with(name, entry));
  }

  /** Remembers what an effect was, until its answer comes. */
  public void expect(String effectId, Facts effect) {
    put(EFFECTS, effectId, effect, MAX_EFFECTS);
  }

  /** Forgets an entry. */
  public void remove(String shelf, String name) {
    var all = facts.facts(shelf).without(name);
    if (all.isEmpty()) {
      drop(shelf);
    } else {
      set(shelf, all);
    }
  }

  /** All legs, the youngest last. */
  public List<CorrelationLeg> legs() {
    return entries(LEGS).entrySet().stream()
        .map(e -> new CorrelationLeg(e.getKey(), e.getValue()))
        .toList();
  }

  /** The leg of that name. */
  public Optional<CorrelationLeg> leg(String name) {
    return entry(LEGS, name).map(f -> new CorrelationLeg(name, f));
  }

  /** The leg is now so. */
  public void put(CorrelationLeg leg) {
    put(LEGS, leg.name(), leg.facts(), MAX_LEGS);
  }

  /** Forgets a leg. */
  public void removeLeg(String name) {
    remove(LEGS, name);
  }
}
