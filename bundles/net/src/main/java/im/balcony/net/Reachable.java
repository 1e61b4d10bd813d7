package im.balcony.net;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.IpPrefix;
import java.net.Inet6Address;
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

  /** Nothing named allows public addresses only. */
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
  }

  boolean allows(InetAddress address) {
    return allowed.isEmpty()
        ? isPublic(address)
        : allowed.stream().anyMatch(p -> p.contains(address));
  }

  private static boolean isPublic(InetAddress address) {
    return !address.isAnyLocalAddress()
        && !address.isLoopbackAddress()
        && !address.isLinkLocalAddress()
        && !address.isSiteLocalAddress()
        && !address.isMulticastAddress()
        && !isUniqueLocal(address)
        && !isSharedOrReserved(address);
  }

  /** fc00::/7 (RFC 4193). */
  private static boolean isUniqueLocal(InetAddress address) {
    return address instanceof Inet6Address && (address.getAddress()[0] & 0xfe) == 0xfc;
  }

  /** 0.0.0.0/8, 100.64.0.0/10 and 240.0.0.0/4, the broadcast address among them. */
  private static boolean isSharedOrReserved(InetAddress address) {
    if (address instanceof Inet6Address) {
      return false;
    }
    var octets = address.getAddress();
    var first = octets[0] & 0xff;
    return first == 0 || first >= 240 || (first == 100 && (octets[1] & 0xc0) == 0x40);
  }
}
