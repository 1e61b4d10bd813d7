package im.balcony.sip;

import im.balcony.api.sip.SipEvent;

/** The way to the router. Returns at once; may be called by any thread. */
public interface Upward {

  /** Brings an event; false while there is no router. */
  boolean bring(SipEvent event);

  /**
   * Whether any tenant trusts this numeric address; true while nobody knows. Asked for each
   * message.
   */
  default boolean trusts(String address) {
    return true;
  }
}
