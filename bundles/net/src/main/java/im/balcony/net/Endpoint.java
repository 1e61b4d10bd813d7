package im.balcony.net;

import im.balcony.api.address.AddressException;
import java.net.InetSocketAddress;

/**
 * A configured {@code host:port}; IPv6 in brackets.
 *
 * @param host the host
 * @param port the port, 0 to 65535
 */
record Endpoint(String host, int port) {

  static Endpoint parse(String text) throws AddressException {
    var colon = text.lastIndexOf(':');
    if (colon < 1 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
      throw new AddressException("not host:port");
    }
    var port = Integer.parseInt(text.substring(colon + 1));
    if (port > 65535) {
      throw new AddressException("port is out of range");
    }
    return new Endpoint(text.substring(0, colon).replaceAll("[\\[\\]]", ""), port);
  }

  /** Whether the host is an address, or a name that has one now. */
  boolean isKnown() {
    return !new InetSocketAddress(host, port).isUnresolved();
  }

  static String show(InetSocketAddress address) {
    var host =
        address.getAddress() == null
            ? address.getHostString()
            : address.getAddress().getHostAddress();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
