package im.balcony.itests.simulation;

import im.balcony.api.tenant.Tenant;
import im.balcony.api.tenant.Tenants;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tenants of the scene, while they are there. */
final class VirtualTenants implements Tenants {

  private final Map<String, Tenant> tenants = new LinkedHashMap<>();

  VirtualTenants(List<Tenant> all) {
    all.forEach(tenant -> tenants.put(tenant.id(), tenant));
  }

  /** The configuration of all is gone. */
  void drain() {
    tenants.replaceAll((id, t) -> with(t, true, t.policy()));
  }

  /** A tenant gets another policy. */
  void change(String id, Tenant.Policy policy) {
    tenants.computeIfPresent(id, (i, t) -> with(t, t.draining(), policy));
  }

  private static Tenant with(Tenant t, boolean draining, Tenant.Policy policy) {
    return new Tenant(
        t.id(),
        draining,
        t.sipDomains(),
        t.xmppDomains(),
        t.component(),
        t.nextHop(),
        t.trustedPeers(),
        t.sipAdvertise(),
        t.msrpAdvertise(),
        t.msrpConnectAllow(),
        policy,
        t.limits());
  }

  @Override
  public List<Tenant> all() {
    return List.copyOf(tenants.values());
  }

  @Override
  public Optional<Tenant> byId(String id) {
    return Optional.ofNullable(tenants.get(id));
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
    tenants.remove(id);
  }
}
