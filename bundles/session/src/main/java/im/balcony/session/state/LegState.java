package im.balcony.session.state;

/**
 * Where a leg stands: one SIP dialog with one MSRP stream (RFC 7573 §4, §5). {@link
 * im.balcony.session.leg.LegRules} says what each state does with each input.
 */
public enum LegState {
  /** There is no such leg: not yet, or no longer. */
  IDLE(false),
  /** Our INVITE has no final response. */
  OFFERING(true),
  /** Our INVITE is given up; its final response is still to come. */
  CANCELLING(false),
  /** Our 2xx waits for its ACK. */
  OFFERED(true),
  /** The dialog stands, the MSRP connection does not. */
  CONNECTING(true),
  /** Texts flow. */
  ESTABLISHED(true),
  /** The MSRP connection was lost; a re-INVITE with a new path is out. */
  RECONNECTING(true),
  /** Our BYE waits for its response. */
  ENDING(false);

  private final boolean live;

  LegState(boolean live) {
    this.live = live;
  }

  /** Whether texts may wait for a leg in this state. */
  public boolean isLive() {
    return live;
  }

  /** Whether it is begun and cannot carry texts yet. */
  public boolean isHalfOpen() {
    return this == OFFERING || this == OFFERED || this == CONNECTING;
  }
}
