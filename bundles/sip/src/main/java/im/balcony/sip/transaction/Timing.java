package im.balcony.sip.transaction;

/** Timer values in milliseconds (RFC 3261 appendix A, RFC 6026 §8, RFC 4320 §4.1). */
final class Timing {

  static final long T1 = 500;
  static final long T2 = 4000;
  static final long T4 = 5000;

  /** Timers B, F, H, J, L and M: 64*T1. Timer D is at least 32 s, which is the same. */
  static final long LIFE = 64 * T1;

  /** When an unanswered INVITE gets its 100 (RFC 3261 §17.2.1). */
  static final long TRYING_INVITE = 200;

  /** When timer E has grown to T2: before that no 100 to another request (RFC 4320 §4.1). */
  static final long TRYING_OTHER = T1 + 2 * T1 + 4 * T1;

  /**
   * How long an INVITE may ring at most: the longest setup time a tenant may ask for, plus what a
   * CANCEL takes.
   */
  static final long RINGING = 180_000 + 2 * LIFE;

  /**
   * How long a next hop may be silent, to all requests, until a request that may go elsewhere does:
   * five copies are lost by then, and who lives has sent its 100 (RFC 4320 §4.1).
   */
  static final long SILENT = 16 * T1;

  /** How long after its first sending a request may begin at another next hop. */
  static final long MOVING = LIFE;

  static final long NEVER = Long.MAX_VALUE;

  private Timing() {}
}
