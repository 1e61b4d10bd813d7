package im.balcony.session.state;

import im.balcony.api.tenant.Limits;

/** What a conversation may hold and how long it waits where no configuration says so. */
public final class Bounds {

  /** Sessions of one conversation. */
  public static final int LEGS = 4;

  /** Texts of each side that are remembered after their hand-over; the oldest go first. */
  public static final int REMEMBERED = 256;

  /** Sessions that are started for one text. */
  public static final int TRIES = 2;

  /** 64*T1: how long a 2xx waits for its ACK and a request for its response (RFC 3261 §17). */
  public static final long TRANSACTION = 32_000;

  /** T1: the first gap between two copies of a 2xx (RFC 3261 §13.3.1.4). */
  public static final long T1 = 500;

  /** T2: the longest gap. */
  public static final long T2 = 4_000;

  /**
   * How much longer than a text may wait its octets may take, once the first has left; past it its
   * session ends. No sane peer gets there.
   */
  public static final long SEND_GUARD = 600_000;

  /** A new connection that is lost within this time is not replaced by another. */
  public static final long FLAP = 10_000;

  /** Refresh interval of isComposing documents without one of their own (RFC 3994 §3.3). */
  public static final long COMPOSING = 120_000;

  /** The longest refresh interval that is believed. */
  public static final long COMPOSING_MAX = 3_600_000;

  /** A text written longer ago does not open a session any more. */
  public static final long OLD = 60_000;

  /** How long the answer to a MESSAGE is held back where it has to be 200 ({@code page.status}). */
  public static final long ANSWER = 10_000;

  /**
   * How long the text of such a MESSAGE may wait for the link: less, so that it is known to have
   * been left unsent before its sender is told that it failed.
   */
  public static final long ANSWER_WAIT = ANSWER - 1_000;

  /** How long the result of a text is awaited after its connection or session is gone. */
  public static final long LIMBO = 30_000;

  /** The longest Retry-After that is believed. */
  public static final long RETRY_AFTER_MAX = 3_600_000;

  /** The shortest session interval (RFC 4028 §4). */
  public static final long SESSION_MIN = 90_000;

  /** The longest session interval that is believed. */
  public static final long SESSION_MAX = 7L * 24 * 3_600_000;

  private Bounds() {}

  /** Texts in flight, per leg or towards the XMPP user: what a sender may send in 64*T1. */
  public static int window(Limits limits) {
    return Math.max(limits.outboxMessages(), 32 * limits.ratePerSource());
  }

  /** Octets of texts in flight on one leg. */
  public static long windowOctets(Limits limits) {
    return 4L * limits.outboxBytes();
  }

  /** The same for a MESSAGE, which may be cut into parts that follow one another. */
  public static long pageGuard(Limits limits) {
    return limits.pageParts() * (TRANSACTION + 8_000) + 60_000;
  }

  /** The same for a stanza, which waits for the link. */
  public static long stanzaGuard(Limits limits) {
    return limits.linkOutage() + 120_000;
  }
}
