package im.balcony.api.tenant;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The tenants in force: immutable snapshots, replaced as a whole at each change. May be called by
 * any thread.
 */
@ProviderType
public interface Tenants {

  /** All tenants, draining ones included, ordered by id. */
  List<Tenant> all();

  /** The tenant with this id. */
  Optional<Tenant> byId(String id);

  /** The tenant that owns this SIP domain (lower case). */
  Optional<Tenant> bySipDomain(String domain);

  /**
   * What was refused and why, by tenant id; a tenant may be here and still be in force with its
   * last good state.
   */
  List<Refusal> refusals();

  /** Tells that a draining tenant has no more outcomes to wait for and may be forgotten. */
  void drained(String id);

  /**
   * A refused configuration.
   *
   * @param tenant the tenant's id
   * @param key the key, or empty where the configuration as a whole is wrong
   * @param value the value, masked where it may be a secret
   * @param allowed what would be right
   */
  record Refusal(String tenant, String key, String value, String allowed) {}

  /** Who wants to hear of changes; a whiteboard service. Called after the change is in force. */
  interface Listener {

    /** The set of tenants is now {@code tenants}. */
    void changed(List<Tenant> tenants);
  }
}
