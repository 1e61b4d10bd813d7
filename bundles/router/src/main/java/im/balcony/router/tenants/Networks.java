package im.balcony.router.tenants;

import im.balcony.api.data.Octets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A set of networks, read once: whether it covers an address costs one look for each prefix length
 * in use.
 */
public final class Networks {

  /** By length in bits; IPv4 and IPv6 differ by the number of octets. */
  private final Map<Integer, Set<Octets>> byLength = new HashMap<>();

  private Networks() {}

  /**
   * These addresses or prefixes, such as {@code 192.0.2.0/24}. Nothing is looked up: names cover
   * nothing.
   */
  public static Networks of(List<String> prefixes) {
    var networks = new Networks();
    prefixes.forEach(networks::add);
    return networks;
  }

  private void add(String prefix) {
    var slash = prefix.indexOf('/');
    var octets = Trust.octets(slash < 0 ? prefix : prefix.substring(0, slash));
    var length = length(slash < 0 ? "" : prefix.substring(slash + 1), octets.length * 8);
    if (octets.length > 0 && length >= 0) {
      byLength.computeIfAbsent(length, any -> new HashSet<>()).add(network(octets, length));
    }
  }

  /** Whether a numeric address lies in one of them. */
  public boolean cover(String address) {
    var octets = Trust.octets(address);
    for (var networks : byLength.entrySet()) {
      var length = networks.getKey();
      if (length <= octets.length * 8 && networks.getValue().contains(network(octets, length))) {
        return true;
      }
    }
    return false;
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
