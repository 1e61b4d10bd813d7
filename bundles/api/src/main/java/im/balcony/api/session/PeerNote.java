package im.balcony.api.session;

/**
 * Something learnt of a SIP user.
 *
 * @param kind what
 * @param until how long it holds, milliseconds of the gateway's clock; at or before now forgets it
 */
public record PeerNote(Kind kind, long until) {

  /** What can be known of a SIP user. */
  public enum Kind {
    /** Refused sessions: go to page mode at once. */
    NO_SESSIONS,
    /** Asked to be left alone (Retry-After). */
    RETRY_AFTER,
    /** Refused isComposing in MESSAGE. */
    NO_COMPOSING
  }
}
