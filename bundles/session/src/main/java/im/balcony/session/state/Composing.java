package im.balcony.session.state;

/**
 * Who is writing.
 *
 * @param julietLeg the leg that was told that the XMPP user writes; empty if she does not
 * @param julietRefresh when it has to be told again (STATE-14); 0 if not
 * @param romeoUntil until when the SIP user counts as writing; 0 if he does not (STATE-15)
 */
public record Composing(String julietLeg, long julietRefresh, long romeoUntil) {

  /** Nobody writes. */
  public static final Composing NOBODY = new Composing("", 0, 0);

  /** Whether the SIP user was told that the XMPP user composes. */
  public boolean juliet() {
    return !julietLeg.isEmpty();
  }

  /** Whether the XMPP user was told that the SIP user composes. */
  public boolean romeo() {
    return romeoUntil > 0;
  }

  /** The XMPP user composes, which is said again at {@code refresh}, milliseconds. */
  public Composing juliet(String leg, long refresh) {
    return new Composing(leg, refresh, romeoUntil);
  }

  /** The XMPP user composes no more. */
  public Composing julietStops() {
    return juliet("", 0);
  }

  /** The SIP user composes until {@code until}, milliseconds; 0 if no more. */
  public Composing romeo(long until) {
    return new Composing(julietLeg, julietRefresh, until);
  }
}
