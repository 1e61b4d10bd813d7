package im.balcony.router.turn;

import im.balcony.api.mapping.Context;
import im.balcony.api.sip.SipPort;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.wire.Connections;
import im.balcony.router.slot.Parts;
import im.balcony.router.slot.Slot;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;

/** Where the gateway says that it is reached: as the tenant advertises, else at its listeners. */
public final class OwnAddresses {

  private static final int MSRP_PORT = 2855;
  private static final String SIP_DEFAULT = "0.0.0.0:5060";

  private static final String OWN_HOST = ownHost();

  private final Parts parts;
  private final Connections connections;
  private final String version;
  private volatile String lastSip = SIP_DEFAULT;

  /** The addresses of these parts; {@code version} is the gateway's. */
  public OwnAddresses(Parts parts, Connections connections, String version) {
    this.parts = parts;
    this.connections = connections;
    this.version = version;
  }

  Context.Addresses of(Tenant tenant) {
    var sip = tenant.sipAdvertise().orElseGet(this::sip);
    var listener = msrpListener();
    var msrp = tenant.msrpAdvertise().orElseGet(() -> msrp(listener));
    return new Context.Addresses(sip, host(msrp), port(msrp), listener.isPresent(), version);
  }

  private String sip() {
    // While the edge is exchanged its listeners are closed; they will come back where they were.
    try (var lease = parts.sip().borrow()) {
      lease.call(SipPort::listeners).stream()
          .findFirst()
          .ifPresent(l -> lastSip = l.substring(l.indexOf(' ') + 1));
    } catch (Slot.SlotEmptyException | Slot.PartFailedException e) {
      return reachable(lastSip);
    }
    return reachable(lastSip);
  }

  private Optional<Connections.Listener> msrpListener() {
    return connections.listeners().stream().filter(l -> l.protocol().equals("msrp")).findFirst();
  }

  private static String msrp(Optional<Connections.Listener> listener) {
    return listener
        .map(l -> reachable(bracketed(l.host()) + ":" + l.port()))
        .orElseGet(() -> reachable("0.0.0.0:" + MSRP_PORT));
  }

  private static String reachable(String address) {
    var host = host(address);
    return List.of("0.0.0.0", "[::]", "[0:0:0:0:0:0:0:0]").contains(host)
        ? OWN_HOST + ":" + port(address)
        : address;
  }

  // The first address that is not only for this machine; nothing is looked up.
  private static String ownHost() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(a -> a instanceof Inet4Address && !a.isLoopbackAddress())
          .findFirst()
          .map(InetAddress::getHostAddress)
          .orElse("127.0.0.1");
    } catch (SocketException e) {
      return "127.0.0.1";
    }
  }

  private static String bracketed(String host) {
    return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
  }

  private static String host(String address) {
    var colon = address.lastIndexOf(':');
    return colon > address.lastIndexOf(']') ? address.substring(0, colon) : address;
  }

  private static int port(String address) {
    var colon = address.lastIndexOf(':');
    return colon > address.lastIndexOf(']')
        ? Integer.parseInt(address.substring(colon + 1))
        : MSRP_PORT;
  }
}
