package im.balcony.router.tenants;

import im.balcony.api.tenant.Tenant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The addresses that tenants trust, as tables by prefix length: a question costs one look for each
 * length in use, however many prefixes and tenants there are, and nothing is read anew as long as
 * the tenants are the same. May be asked by any thread.
 */
public final class TrustedSources {

  private record Table(List<Tenant> tenants, Networks all, Map<String, Networks> byTenant) {

    static Table of(List<Tenant> tenants) {
      var byTenant = new HashMap<String, Networks>();
      tenants.forEach(t -> byTenant.put(t.id(), Networks.of(t.trustedPeers())));
      var all = tenants.stream().flatMap(t -> t.trustedPeers().stream()).toList();
      return new Table(tenants, Networks.of(all), byTenant);
    }
  }

  private final Supplier<List<Tenant>> tenants;
  private volatile Table table = Table.of(List.of());

  /** Of these tenants, asked anew each time; the same list again is not read again. */
  public TrustedSources(Supplier<List<Tenant>> tenants) {
    this.tenants = tenants;
  }

  /** Whether any tenant trusts this numeric address. */
  public boolean covers(String address) {
    return current().all.cover(address);
  }

  /** Whether this tenant does. */
  public boolean covers(String tenant, String address) {
    var networks = current().byTenant.get(tenant);
    return networks != null && networks.cover(address);
  }

  private Table current() {
    var now = tenants.get();
    var known = table;
    if (known.tenants != now) {
      known = Table.of(now);
      table = known;
    }
    return known;
  }
}
