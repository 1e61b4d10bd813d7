package im.balcony.api.address;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * A range of IP addresses, as configuration writes it: {@code 192.0.2.0/24}, {@code 2001:db8::/32},
 * or a single address. Names are never looked up.
 *
 * @param address the first address of the range, in network order; 4 or 16 octets
 * @param length how many leading bits count
 */
public record IpPrefix(InetAddress address, int length) {

  /**
   * Reads a prefix or an address.
   *
   * @throws AddressException if it is neither, or the length does not fit the address
   */
  public static IpPrefix parse(String text) throws AddressException {
    var slash = text.indexOf('/');
    var address = literal(slash < 0 ? text : text.substring(0, slash));
    var bits = address.getAddress().length * 8;
    if (slash < 0) {
      return new IpPrefix(address, bits);
    }
    var length = text.substring(slash + 1);
    if (!length.matches("[0-9]{1,3}") || Integer.parseInt(length) > bits) {
      throw new AddressException("prefix length does not fit");
    }
    return new IpPrefix(address, Integer.parseInt(length));
  }

  private static InetAddress literal(String text) throws AddressException {
    var octet = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    var plain =
        text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
    // Only what cannot be a name reaches the resolver, so nothing is ever looked up.
    if (!plain.matches(octet + "(?:\\." + octet + "){3}")
        && !(plain.contains(":") && plain.matches("[0-9A-Fa-f:.]{2,45}"))) {
      throw new AddressException("neither an IP address nor a prefix");
    }
    try {
      return InetAddress.getByName(plain);
    } catch (UnknownHostException e) {
      throw new AddressException("neither an IP address nor a prefix");
    }
  }

  /** Whether {@code other} lies in this range; an IPv4 address never lies in an IPv6 range. */
  public boolean contains(InetAddress other) {
    var mine = address.getAddress();
    var its = other.getAddress();
    if (mine.length != its.length) {
      return false;
    }
    for (var bit = 0; bit < length; bit++) {
      var mask = 0x80 >> (bit % 8);
      if ((mine[bit / 8] & mask) != (its[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }

  /** The range as configuration writes it. */
  @Override
  public String toString() {
    return address.getHostAddress() + "/" + length;
  }
}
