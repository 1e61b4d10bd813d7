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
 * The addresses that at least one tenant trusts, as a table by prefix length: a question costs one
 * look for each length in use, however many prefixes and tenants there are. May be asked by any
 * thread.
 */
public final class TrustedSources {

  /** Networks by length in bits; IPv4 and IPv6 differ by the number of octets. */
  private record Table(List<Tenant> tenants, Map<Integer, Set<Octets>> networks) {}

  private final Supplier<List<Tenant>> tenants;
  private volatile Table table = new Table(List.of(), Map.of());

  /** Of these tenants, asked anew each time; a set that has not changed is not read again. */
  public TrustedSources(Supplier<List<Tenant>> tenants) {
    this.tenants = tenants;
  }

  /** Whether any tenant trusts this numeric address. */
  public boolean covers(String address) {
    var octets = Trust.octets(address);
    if (octets.length == 0) {
      return false;
    }
    return current().networks.entrySet().stream()
        .anyMatch(
            entry ->
                entry.getKey() <= octets.length * 8
                    && entry.getValue().contains(network(octets, entry.getKey())));
  }

  private Table current() {
    var now = tenants.get();
    var known = table;
    if (!known.tenants.equals(now)) {
      known = new Table(now, networks(now));
      table = known;
    }
    return known;
  }

  private static Map<Integer, Set<Octets>> networks(List<Tenant> tenants) {
    var networks = new HashMap<Integer, Set<Octets>>();
    for (var tenant : tenants) {
      for (var prefix : tenant.trustedPeers()) {
        var slash = prefix.indexOf('/');
        var octets = Trust.octets(slash < 0 ? prefix : prefix.substring(0, slash));
        var length = length(slash < 0 ? "" : prefix.substring(slash + 1), octets.length * 8);
        if (octets.length > 0 && length >= 0) {
          networks.computeIfAbsent(length, any -> new HashSet<>()).add(network(octets, length));
        }
      }
    }
    return networks;
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
