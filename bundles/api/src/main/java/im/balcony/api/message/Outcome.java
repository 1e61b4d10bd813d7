package im.balcony.api.message;

import im.balcony.api.data.Word;
import java.util.Optional;

/**
 * What became of an accepted message; each has exactly one last outcome.
 *
 * @param kind the outcome
 * @param why the reason when it failed or expired; for a message handed over, why no more will be
 *     heard of it although more was asked for; for one pending, why it goes another way
 */
public record Outcome(Kind kind, Optional<Failure> why) {

  /** The outcomes, from not yet to final. The word is that of the journal and of the console. */
  public enum Kind implements Word {
    /** Accepted, nothing known yet. */
    PENDING(false),
    /** The next hop has it; may still become delivered or failed. */
    HANDED_OVER(false),
    /** The recipient's side said that it has it. Final. */
    DELIVERED(true),
    /**
     * It did not arrive, and the sender was told if there was a channel; also where it left and
     * nobody answered in time. Final.
     */
    FAILED(true),
    /**
     * The time that it may wait in the gateway is over, for a link that was lost, a session or
     * those before it; told like a failure. Final.
     */
    EXPIRED(true);

    private final boolean isFinal;

    Kind(boolean isFinal) {
      this.isFinal = isFinal;
    }

    @Override
    public String word() {
      return name();
    }

    /** Whether nothing may change this outcome any more. */
    public boolean isFinal() {
      return isFinal;
    }
  }

  public static final Outcome PENDING = new Outcome(Kind.PENDING, Optional.empty());
  public static final Outcome HANDED_OVER = new Outcome(Kind.HANDED_OVER, Optional.empty());
  public static final Outcome DELIVERED = new Outcome(Kind.DELIVERED, Optional.empty());

  /** Failed because of {@code why}. */
  public static Outcome failed(Failure why) {
    return new Outcome(Kind.FAILED, Optional.of(why));
  }

  /** Expired because of {@code why}. */
  public static Outcome expired(Failure why) {
    return new Outcome(Kind.EXPIRED, Optional.of(why));
  }

  /** Handed over, and the report that was asked for will not come, because of {@code why}. */
  public static Outcome unreported(Failure why) {
    return new Outcome(Kind.HANDED_OVER, Optional.of(why));
  }

  /** Not known yet, and on its way by another way than was meant, because of {@code why}. */
  public static Outcome pending(Failure why) {
    return new Outcome(Kind.PENDING, Optional.of(why));
  }

  /** Whether nothing may change this outcome any more. */
  public boolean isFinal() {
    return kind.isFinal();
  }
}
