package im.balcony.router.tenants;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Whether a numeric address lies in one of a tenant's prefixes. */
public final class Trust {

  private Trust() {}

  /**
   * Whether {@code address} is one of {@code allowed} (addresses or prefixes such as {@code
   * 192.0.2.0/24}). Nothing is looked up: names match nothing.
   */
  public static boolean covers(List<String> allowed, String address) {
    var octets = octets(address);
    return octets.length > 0 && allowed.stream().anyMatch(prefix -> covers(prefix, octets));
  }

  /** An address that {@code allowed} covers, or one for documentation if it covers none. */
  public static String example(List<String> allowed) {
    return allowed.stream()
        .map(prefix -> prefix.replaceFirst("/.*", ""))
        .filter(address -> octets(address).length > 0)
        .findFirst()
        .orElse("192.0.2.0");
  }

  private static boolean covers(String prefix, byte[] address) {
    var slash = prefix.indexOf('/');
    var network = octets(slash < 0 ? prefix : prefix.substring(0, slash));
    if (network.length != address.length) {
      return false;
    }
    var bits = network.length * 8;
    if (slash >= 0) {
      try {
        bits = Integer.parseInt(prefix.substring(slash + 1));
      } catch (NumberFormatException e) {
        return false;
      }
    }
    for (var i = 0; i < network.length; i++) {
      var shown = Math.min(8, Math.max(0, bits - i * 8));
      var mask = 0xff << (8 - shown);
      if (((network[i] ^ address[i]) & mask & 0xff) != 0) {
        return false;
      }
    }
    return bits >= 0 && bits <= network.length * 8;
  }

  /** The octets of a numeric address; none for anything else. */
  static byte[] octets(String literal) {
    var bare =
        literal.startsWith("[") && literal.endsWith("]")
            ? literal.substring(1, literal.length() - 1)
            : literal;
    var zone = bare.indexOf('%');
    var text = zone < 0 ? bare : bare.substring(0, zone);
    if (!text.matches("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")) {
      return new byte[0];
    }
    try {
      // A literal is parsed, never looked up; IPv4 inside IPv6 comes back as IPv4.
      return InetAddress.getByName(text).getAddress();
    } catch (UnknownHostException e) {
      return new byte[0];
    }
  }
}
