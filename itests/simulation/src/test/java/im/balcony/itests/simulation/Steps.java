package im.balcony.itests.simulation;

/**
 * The kinds of things that the gateway does between a receipt and its outcome: each may be the last
 * that it did, or the first that it did not come to. Names of things on streams begin with the
 * protocol; what is done in the moment of a later start begins with {@code recovery}.
 */
final class Steps {

  /** Everywhere. */
  static final String[] ALL = {
    "start",
    "a part comes",
    "a part goes",
    "tenant changed",
    "connection asked for",
    "connection opened",
    "connection refused",
    "connection accepted",
    "connection ended",
    "end of a connection asked for",
    "command to a connection given",
    "command to a connection done",
    "SIP datagram read",
    "msrp octets read",
    "xmpp octets read",
    "record routed",
    "strand goes on",
    "record read",
    "step of the machine",
    "effect written as a record",
    "commit asked for",
    "commit done",
    "commit refused",
    "store asked",
    "store answered",
    "deadline",
    "SIP timer",
    "msrp timer",
    "xmpp timer",
    "SIP 1xx sent",
    "SIP 2xx sent",
    "SIP 4xx sent",
    "SIP 5xx sent",
    "SIP INVITE sent",
    "SIP ACK sent",
    "SIP BYE sent",
    "SIP CANCEL sent",
    "SIP MESSAGE sent",
    "msrp SEND written",
    "msrp octets written",
    "msrp answer written",
    "msrp REPORT written",
    "msrp goes on writing",
    "msrp socket free",
    "msrp stream ended",
    "xmpp header written",
    "xmpp handshake written",
    "xmpp message written",
    "xmpp iq written",
    "xmpp socket free",
    "stream closed",
    "xmpp stream ended",
  };

  /** Those that few storms have; they are aimed at more often. */
  static final String[] RARE = {
    "SIP 4xx sent", "stream closed", "msrp goes on writing", "msrp timer",
  };

  /** While what was there is taken up again. */
  static final String[] RECOVERY = {
    "recovery: store read",
    "recovery: strand goes on",
    "recovery: record read",
    "recovery: step of the machine",
    "recovery: effect written as a record",
    "recovery: commit asked for",
    "recovery: connection asked for",
    "recovery: SIP INVITE sent",
    "recovery: SIP MESSAGE sent",
  };

  private Steps() {}
}
