package im.balcony.api.wire;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Where edges bring what they decoded: the router's service. All methods return at once and may be
 * called by any thread; records of one connection, and of one SIP source, are brought in their
 * order.
 */
@ProviderType
public interface Intake {

  /** A record from the SIP edge. */
  void sip(WireRecord record);

  /** A record from a connection's protocol. */
  void record(String connectionId, WireRecord record);

  /** A connection was accepted or opened, or it could not be opened, or it is gone. */
  void connection(ConnectionEvent event);

  /**
   * Whether any tenant takes SIP from this numeric address. An edge asks before it reads a request,
   * so it costs the same however many tenants there are. It lets nobody in: what is brought is
   * judged again, by its own tenant. Whoever does not know says yes.
   */
  default boolean trusts(String address) {
    return true;
  }

  /**
   * The id of the tenant that a SIP request belongs to, if it is known: of the one in whose dialog
   * it is, else of the one whose domain is that of From. An edge asks whether this tenant demands
   * credentials. It lets nobody in: what is brought is judged again.
   *
   * @param from the URI of From
   * @param callId the Call-ID
   * @param toTag the tag of To; empty outside of dialogs
   */
  default Optional<String> sipTenant(String from, String callId, String toTag) {
    return Optional.empty();
  }
}
