package im.balcony.players.chaos;

/** The four ways of a message. */
enum Route {
  /** A stanza of type normal that becomes MESSAGE. */
  PAGE_TO_SIP(true, false),
  /** A stanza of type chat that becomes SEND. */
  CHAT_TO_SIP(true, true),
  /** A MESSAGE that becomes a stanza. */
  PAGE_TO_XMPP(false, false),
  /** A SEND that becomes a stanza. */
  CHAT_TO_XMPP(false, true);

  private final boolean fromXmpp;
  private final boolean inSession;

  Route(boolean fromXmpp, boolean inSession) {
    this.fromXmpp = fromXmpp;
    this.inSession = inSession;
  }

  boolean isFromXmpp() {
    return fromXmpp;
  }

  boolean isInSession() {
    return inSession;
  }

  /** Whether its sender can be told of a failure behind the answer that accepted it. */
  boolean hasChannel() {
    return this != PAGE_TO_XMPP;
  }
}
