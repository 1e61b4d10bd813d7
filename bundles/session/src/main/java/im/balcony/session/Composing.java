package im.balcony.session;

/**
 * Who is writing.
 *
 * @param julietLeg the leg that was told that the XMPP user writes; empty if she does not
 * @param julietRefresh when it has to be told again (STATE-14); 0 if not
 * @param romeoUntil until when the SIP user counts as writing; 0 if he does not (STATE-15)
 */
record Composing(String julietLeg, long julietRefresh, long romeoUntil) {

  /** Nobody writes. */
  static final Composing NOBODY = new Composing("", 0, 0);

  boolean juliet() {
    return !julietLeg.isEmpty();
  }

  boolean romeo() {
    return romeoUntil > 0;
  }

  Composing juliet(String leg, long refresh) {
    return new Composing(leg, refresh, romeoUntil);
  }

  Composing julietStops() {
    return juliet("", 0);
  }

  Composing romeo(long until) {
    return new Composing(julietLeg, julietRefresh, until);
  }
}
