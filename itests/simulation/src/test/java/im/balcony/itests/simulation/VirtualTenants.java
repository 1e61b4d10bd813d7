package im.balcony.itests.simulation;

import im.balcony.api.tenant.Tenant;
import im.balcony.api.tenant.Tenants;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tenant of the scene, while it is there. */
final class OneTenant implements Tenants {

  private @Nullable Tenant tenant;

  OneTenant(Tenant tenant) {
    this.tenant = tenant;
  }

  /** Its configuration is gone. */
  void drains() {
    var t = all().get(0);
    tenant =
        new Tenant(
            t.id(),
            true,
            t.sipDomains(),
            t.xmppDomains(),
            t.component(),
            t.nextHop(),
            t.trustedPeers(),
            t.sipAdvertise(),
            t.msrpAdvertise(),
            t.msrpConnectAllow(),
            t.policy(),
            t.limits());
  }

  @Override
  public List<Tenant> all() {
    return tenant == null ? List.of() : List.of(tenant);
  }

  @Override
  public Optional<Tenant> byId(String id) {
    return all().stream().filter(t -> t.id().equals(id)).findFirst();
  }

  @Override
  public Optional<Tenant> bySipDomain(String domain) {
    return all().stream().filter(t -> t.servesSip(domain)).findFirst();
  }

  @Override
  public List<Refusal> refusals() {
    return List.of();
  }

  @Override
  public void drained(String id) {
    if (tenant != null && tenant.id().equals(id)) {
      tenant = null;
    }
  }
}
