package im.balcony.sip;

import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipRequest;
import java.util.Optional;

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

  /** The id of the tenant that a request belongs to; empty while nobody knows. */
  default Optional<String> tenantOf(SipRequest request) {
    return Optional.empty();
  }
}
