package im.balcony.session.step;

/** What a leg hears, from either side, from its clock or from the conversation. */
public enum LegInput {
  // Our INVITE.
  /** A text needs a session. */
  START,
  /** 1xx. */
  PROGRESS,
  /** A 2xx to an INVITE or re-INVITE, heard for the first time. */
  ACCEPTED,
  /** A copy of such a 2xx. */
  COPY,
  /** A 2xx of another fork. */
  FORKED,
  /** A final refusal, or no answer in time. */
  REFUSED,
  /** A 2xx to our UPDATE. */
  REFRESHED,

  // The peer's INVITE.
  /** INVITE. */
  OFFER,
  /** ACK. */
  ACKED,
  /** CANCEL. */
  CANCEL,
  /** re-INVITE or UPDATE. */
  CHANGED,
  /** BYE. */
  BYE,

  // MSRP.
  /** The connection is bound. */
  MEDIA_UP,
  /** The connection failed. */
  MEDIA_DOWN,
  /** A text of the SIP user. */
  TEXT,
  /** An isComposing document. */
  COMPOSING,

  // The conversation.
  /** End once the texts in hand are sent. */
  END_WANTED,
  /** End without regard to texts. */
  END_NOW,
  /** An end was wanted and no text waits any more. */
  DRAINED,
  /** Our BYE has its result. */
  BYE_DONE,

  // The clock.
  /** The state has lasted as long as it may. */
  LIMIT,
  /** 64*T1 without ACK. */
  UNACKED,
  /** Our 2xx is due again. */
  REPEAT,
  /** The session timer. */
  TIMER,
  /** No content for the idle time. */
  SILENCE
}
