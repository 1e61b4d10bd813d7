package im.balcony.api.observe;

import im.balcony.api.message.Outcome;

/**
 * One thing that happened.
 *
 * @param at milliseconds of the gateway's clock
 * @param tenant the tenant's id
 * @param conversation the conversation's short id, as commands show it
 * @param ref the message, or empty
 * @param word what happened
 * @param detail a protocol's word: method, status, condition; never an address or a text
 */
public record Trace(
    long at, String tenant, String conversation, String ref, Word word, String detail) {

  /** What can happen, with the word that the log and a message's hops have for it. */
  public enum Word implements im.balcony.api.data.Word {
    /** A text came. */
    RECEIVED("received"),
    /** It was committed, and its sender's request answered. */
    ACCEPTED("accepted"),
    /** It goes as a page message because it cannot go through a session. */
    BY_MESSAGE("by-message"),
    /** The next hop has it. */
    HANDED_OVER("handed-over"),
    /** The next hop has it, and the report that was asked for will not come. */
    UNREPORTED("unreported"),
    /** The recipient's side said that it has it. */
    DELIVERED("delivered"),
    /** It did not arrive. */
    FAILED("failed"),
    /** It waited too long. */
    EXPIRED("expired"),
    /** An outcome came for a message that has its last one. */
    LATE("late"),
    /** Something was not taken. */
    REFUSED("refused"),
    /** A copy of what is known was absorbed, or answered again. */
    DUPLICATE("duplicate"),
    /** Something that is nobody's was passed over. */
    DROPPED("dropped"),
    /** A version of a part failed, and another serves instead. */
    QUARANTINED("quarantined");

    private final String word;

    Word(String word) {
      this.word = word;
    }

    @Override
    public String word() {
      return word;
    }

    /**
     * The word for an outcome.
     *
     * @param hasReason whether there is something to say about it: a message handed over has a
     *     reason only where more was asked for and will not come, a pending one where it goes
     *     another way
     */
    public static Word of(Outcome.Kind kind, boolean hasReason) {
      return switch (kind) {
        case PENDING -> hasReason ? BY_MESSAGE : ACCEPTED;
        case HANDED_OVER -> hasReason ? UNREPORTED : HANDED_OVER;
        case DELIVERED -> DELIVERED;
        case FAILED -> FAILED;
        case EXPIRED -> EXPIRED;
      };
    }
  }
}
