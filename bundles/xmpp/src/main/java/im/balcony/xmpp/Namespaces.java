package im.balcony.xmpp;

/** The namespaces that the stream itself speaks. */
final class Namespaces {

  /** Stream header, stream errors and features (RFC 6120 §4.8.1). */
  static final String STREAMS = "http://etherx.jabber.org/streams";

  /** Stream error conditions (RFC 6120 §4.9.2). */
  static final String STREAM_ERRORS = "urn:ietf:params:xml:ns:xmpp-streams";

  /** Stream limits (XEP-0478). */
  static final String LIMITS = "urn:xmpp:stream-limits:0";

  /** Stream management (XEP-0198). */
  static final String MANAGEMENT = "urn:xmpp:sm:3";

  /** Ping (XEP-0199). */
  static final String PING = "urn:xmpp:ping";

  private Namespaces() {}
}
