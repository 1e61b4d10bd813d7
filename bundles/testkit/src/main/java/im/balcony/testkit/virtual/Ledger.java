package im.balcony.testkit.virtual;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one person said, heard and was told of, kept by their own software. A text names itself: no
 * two are alike.
 */
public final class Ledger {

  /** What somebody was told of a text they said. */
  public enum Word {
    /** It was taken. */
    ACCEPTED,
    /** It was not taken, or it failed later. */
    FAILED,
    /** It arrived. */
    DELIVERED,
    /** Nobody answered: the protocol itself gave up. */
    SILENCE
  }

  /**
   * A text on its way out.
   *
   * @param id its name on the wire
   * @param receipt whether its sender asked to hear of its delivery
   */
  public record Said(long at, String to, String id, String text, boolean receipt) {}

  /**
   * A text that came.
   *
   * @param id its name on the wire
   */
  public record Heard(long at, String id, String text) {}

  /** A word about a text, with the protocol's own words. */
  public record Told(long at, String text, Word word, String detail) {}

  private final List<Said> said = new ArrayList<>();
  private final List<Heard> heard = new ArrayList<>();
  private final List<Told> told = new ArrayList<>();

  /** Writes down what was said. */
  public void said(Said text) {
    said.add(text);
  }

  /** Writes down what was heard. */
  public void heard(Heard text) {
    heard.add(text);
  }

  /** Writes down what its owner was told. */
  public void told(Told word) {
    told.add(word);
  }

  /** All that was said, in order. */
  public List<Said> said() {
    return said;
  }

  /** All that was heard, in order. */
  public List<Heard> heard() {
    return heard;
  }

  /** All words about a text, in order. */
  public List<Told> toldOf(String text) {
    return told.stream().filter(t -> t.text().equals(text)).toList();
  }

  /** Whether the text was heard. */
  public boolean hasHeard(String text) {
    return heard.stream().anyMatch(h -> h.text().equals(text));
  }

  /** The text with this name on the wire. */
  public Optional<Said> byId(String id) {
    return said.stream().filter(s -> s.id().equals(id)).findFirst();
  }
}
