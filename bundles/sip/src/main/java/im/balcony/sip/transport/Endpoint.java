package im.balcony.sip.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;
import java.util.Optional;

/** host:port texts, and the address under which we are reached. */
public final class Endpoint {

  private Endpoint() {}

  /**
   * Reads {@code host:port}; empty for an empty text.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static Optional<InetSocketAddress> parse(String text) {
    if (text.isBlank()) {
      return Optional.empty();
    }
    var colon = text.lastIndexOf(':');
    var port = text.substring(colon + 1).strip();
    if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65535) {
      throw new IllegalArgumentException("not host:port: " + text);
    }
    var host = text.substring(0, colon).strip().replaceAll("[\\[\\]]", "");
    return Optional.of(new InetSocketAddress(host, Integer.parseInt(port)));
  }

  /** The text of an address and port, IPv6 in brackets. */
  public static String text(String address, int port) {
    var zone = address.indexOf('%');
    var bare = zone < 0 ? address : address.substring(0, zone);
    return (bare.indexOf(':') >= 0 ? "[" + bare + "]" : bare) + ":" + port;
  }

  /**
   * The numeric address to tell others for a listener: its own, or, if it listens on all, the first
   * one of this machine that is not a loopback.
   */
  public static String reachable(InetSocketAddress listener) {
    var address = listener.getAddress();
    if (!address.isAnyLocalAddress()) {
      return address.getHostAddress();
    }
    try {
      return Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(a -> !a.isLoopbackAddress() && !a.isLinkLocalAddress())
          .filter(a -> a.getAddress().length == 4)
          .map(InetAddress::getHostAddress)
          .findFirst()
          .orElse("127.0.0.1");
    } catch (SocketException e) {
      return "127.0.0.1";
    }
  }

  /** Whether a host is a numeric loopback address. */
  public static boolean isLoopback(String host) {
    return (host.startsWith("127.") && host.matches("127(\\.[0-9]{1,3}){3}")) || host.equals("::1");
  }

  /** Whether a host is a numeric address and no name, by its characters. */
  public static boolean isNumeric(String host) {
    var colons = 0;
    var letters = 0;
    for (var i = 0; i < host.length(); i++) {
      var c = host.charAt(i);
      if (c == ':') {
        colons++;
      } else if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')) {
        letters++;
      } else if (c != '.' && !(c >= '0' && c <= '9')) {
        return false;
      }
    }
    return !host.isEmpty() && (colons > 0 || letters == 0);
  }
}
