package im.balcony.mapping.correlation;

import im.balcony.api.data.Facts;

/**
 * What an effect was whose result needs more than its id to be understood.
 *
 * @param facts how it is written
 */
public record CorrelationEffect(Facts facts) {

  /** Nothing is known of the effect: the result is all there is to say. */
  public static final CorrelationEffect NONE = new CorrelationEffect(Facts.NONE);

  private static final String KIND = "kind";
  private static final String LEG = "leg";
  private static final String CSEQ = "cseq";
  private static final String MOVED = "moved";

  /** What it was. */
  public enum Kind {
    /** The INVITE that begins a session. */
    INVITE("invite"),
    /** A further INVITE. */
    REINVITE("reinvite"),
    /** An UPDATE. */
    UPDATE("update"),
    /** A BYE. */
    BYE("bye"),
    /** A text in MSRP. */
    TEXT("text"),
    /** A composing document in MSRP. */
    COMPOSING("composing");

    private final String word;

    Kind(String word) {
      this.word = word;
    }
  }

  /** What was sent in MSRP by this leg. */
  public static CorrelationEffect of(Kind kind, String leg) {
    return new CorrelationEffect(Facts.NONE.with(KIND, kind.word).with(LEG, leg));
  }

  /** A request of that CSeq number in this leg's dialog. */
  public static CorrelationEffect of(Kind kind, String leg, long cseq) {
    return new CorrelationEffect(of(kind, leg).facts.with(CSEQ, cseq));
  }

  /** The same effect with whether it offers another path. */
  public CorrelationEffect moving(boolean moved) {
    return new CorrelationEffect(facts.with(MOVED, moved));
  }

  /** Whether it was that. */
  public boolean is(Kind kind) {
    return facts.text(KIND, "").equals(kind.word);
  }

  /** The name of its leg; empty if it has none. */
  public String leg() {
    return facts.text(LEG, "");
  }

  /** The same effect whose request went out with a CSeq number higher by that. */
  public CorrelationEffect raised(int by) {
    return by == 0 ? this : new CorrelationEffect(facts.with(CSEQ, cseq() + by));
  }

  /** The CSeq number of the request. */
  public long cseq() {
    return facts.number(CSEQ, 0);
  }

  /** Whether it offered another path. */
  public boolean moved() {
    return facts.flag(MOVED);
  }
}
