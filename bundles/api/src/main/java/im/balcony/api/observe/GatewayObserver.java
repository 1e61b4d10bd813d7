package im.balcony.api.observe;

/**
 * Hears what the gateway does; a whiteboard service. Called on strands: returns at once and never
 * throws.
 */
public interface GatewayObserver {

  /** Something happened to a message or a conversation. */
  void observed(Trace trace);
}
