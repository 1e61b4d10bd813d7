package im.balcony.router.tenants;

import im.balcony.api.data.Octets;
import im.balcony.api.tenant.Tenant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The addresses that tenants trust, as tables by prefix length: a question costs one look for each
 * length in use, however many prefixes and tenants there are, and nothing is read anew as long as
 * the tenants are the same. May be asked by any thread.
 */
public final class TrustedSources {

  /** Networks by length in bits; IPv4 and IPv6 differ by the number of octets. */
  private record Networks(Map<Integer, Set<Octets>> byLength) {

    static Networks of(List<String> prefixes) {
      var networks = new HashMap<Integer, Set<Octets>>();
      for (var prefix : prefixes) {
        var slash = prefix.indexOf('/');
        var octets = Trust.octets(slash < 0 ? prefix : prefix.substring(0, slash));
        var length = length(slash < 0 ? "" : prefix.substring(slash + 1), octets.length * 8);
        if (octets.length > 0 && length >= 0) {
          networks.computeIfAbsent(length, any -> new HashSet<>()).add(network(octets, length));
        }
      }
      return new Networks(networks);
    }

    boolean hold(byte[] address) {
      for (var networks : byLength.entrySet()) {
        var length = networks.getKey();
        if (length <= address.length * 8
            && networks.getValue().contains(network(address, length))) {
          return true;
        }
      }
      return false;
    }
  }

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
    return current().all.hold(Trust.octets(address));
  }

  /** Whether this tenant does. */
  public boolean covers(String tenant, String address) {
    var networks = current().byTenant.get(tenant);
    return networks != null && networks.hold(Trust.octets(address));
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

  private static int length(String text, int most) {
    if (text.isEmpty()) {
      return most;
    }
    return text.matches("[0-9]{1,3}") && Integer.parseInt(text) <= most
        ? Integer.parseInt(text)
        : -1;
  }

  private static Octets network(byte[] address, int length) {
    var network = address.clone();
    for (var i = 0; i < network.length; i++) {
      var shown = Math.min(8, Math.max(0, length - i * 8));
      network[i] &= (byte) (0xff << (8 - shown));
    }
    return Octets.of(network);
  }
}
