package im.balcony.router.tenants;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Reads the addresses of the peers that tenants trust. */
public final class Trust {

  private Trust() {}

  /** An address that {@code allowed} covers, or one for documentation if it covers none. */
  public static String example(List<String> allowed) {
    return allowed.stream()
        .map(prefix -> prefix.replaceFirst("/.*", ""))
        .filter(address -> octets(address).length > 0)
        .findFirst()
        .orElse("192.0.2.0");
  }

  /** The octets of a numeric address; none for anything else. */
  static byte[] octets(String literal) {
    var bare =
        literal.startsWith("[") && literal.endsWith("]")
            ? literal.substring(1, literal.length() - 1)
            : literal;
    var zone = bare.indexOf('%');
    var text = zone < 0 ? bare : bare.substring(0, zone);
    if (!isNumeric(text)) {
      return new byte[0];
    }
    try {
      // A literal is parsed, never looked up; IPv4 inside IPv6 comes back as IPv4.
      return InetAddress.getByName(text).getAddress();
    } catch (UnknownHostException e) {
      return new byte[0];
    }
  }

  /** Whether it has only the characters of a numeric address, and is not looked up therefore. */
  private static boolean isNumeric(String text) {
    var colons = 0;
    var letters = 0;
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == ':') {
        colons++;
      } else if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')) {
        letters++;
      } else if (c != '.' && !(c >= '0' && c <= '9')) {
        return false;
      }
    }
    return !text.isEmpty() && (colons > 0 || letters == 0);
  }
}
