package im.balcony.net;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.IpPrefix;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a connection may go: the peer names the address, so it must not lead into our own network
 * (RFC 4975 §14.5).
 */
final class Reachable {

  private static final Logger LOG = LoggerFactory.getLogger(Reachable.class);

  private final List<IpPrefix> allowed;
  private final boolean any;

  /** No prefixes allow every address: whoever names the peer itself needs no limit. */
  Reachable(List<String> prefixes) {
    var read = new ArrayList<IpPrefix>();
    for (var prefix : prefixes) {
      try {
        read.add(IpPrefix.parse(prefix));
      } catch (AddressException e) {
        LOG.warn("Ignored an address prefix that cannot be read: {}", e.getMessage());
      }
    }
    allowed = List.copyOf(read);
    any = prefixes.isEmpty();
  }

  boolean allows(InetAddress address) {
    return any || allowed.stream().anyMatch(p -> p.contains(address));
  }
}
