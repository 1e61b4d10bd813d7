package im.balcony.router.turn;

import im.balcony.api.mapping.Context;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.tls.Fingerprint;
import im.balcony.api.wire.Connections;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where the gateway says that it is reached: as the tenant advertises, else at its listeners. */
public final class OwnAddresses {

  private static final int MSRP_PORT = 2855;
  private static final String TLS = "tls ";
  private static final String MSRP = "msrp";

  /** Addresses at which nobody is reached. */
  private static final Set<String> ANY = Set.of("0.0.0.0", "[::]", "[0:0:0:0:0:0:0:0]");

  private static final String OWN_HOST = ownHost();

  private final Connections connections;
  private final String version;
  private volatile List<String> lastSip = List.of("udp 0.0.0.0:5060");
  private volatile @Nullable Known last;

  /** Addresses, and all that they were made of: most tenants have the same, as long as it lasts. */
  private record Known(
      Optional<String> sipAdvertised,
      Optional<String> msrpAdvertised,
      List<String> sip,
      List<Connections.Listener> msrp,
      Context.Addresses addresses) {

    boolean isOf(Tenant tenant, List<String> sipNow, List<Connections.Listener> msrpNow) {
      return sip.equals(sipNow)
          && msrp.equals(msrpNow)
          && sipAdvertised.equals(tenant.sipAdvertise())
          && msrpAdvertised.equals(tenant.msrpAdvertise());
    }
  }

  /** The addresses of these listeners, and of the SIP edge; {@code version} is the gateway's. */
  public OwnAddresses(Connections connections, String version) {
    this.connections = connections;
    this.version = version;
  }

  Context.Addresses of(Tenant tenant, SipUse sip) {
    var sipListeners = sipListeners(sip);
    var listeners = connections.listeners();
    var known = last;
    if (known == null || !known.isOf(tenant, sipListeners, listeners)) {
      known =
          new Known(
              tenant.sipAdvertise(),
              tenant.msrpAdvertise(),
              sipListeners,
              listeners,
              made(tenant, sipListeners, listeners));
      last = known;
    }
    return known.addresses;
  }

  private Context.Addresses made(
      Tenant tenant, List<String> sipListeners, List<Connections.Listener> listeners) {
    var sip = tenant.sipAdvertise().orElseGet(() -> reachable(address(sipListeners.get(0))));
    var tls = sipListeners.stream().filter(l -> l.startsWith(TLS)).findFirst();
    var listener = listeners.stream().filter(l -> l.isPlain(MSRP)).findFirst();
    var msrp =
        tenant
            .msrpAdvertise()
            .orElseGet(
                () -> listener.map(OwnAddresses::reachable).orElse(OWN_HOST + ":" + MSRP_PORT));
    return new Context.Addresses(
        sip,
        tls.map(l -> tls(tenant, address(l))),
        host(msrp),
        port(msrp),
        listener.isPresent(),
        listeners.stream()
            .filter(l -> l.protocol().equals(MSRP))
            .flatMap(l -> l.tls().map(print -> msrpTls(tenant, l, print)).stream())
            .findFirst(),
        version);
  }

  /** What is advertised is the port of UDP and TCP; only its host is that of TLS, too. */
  private static String tls(Tenant tenant, String listener) {
    return tenant
        .sipAdvertise()
        .map(advertised -> host(advertised) + ":" + port(listener))
        .orElseGet(() -> reachable(listener));
  }

  /** Transports and addresses. */
  private List<String> sipListeners(SipUse sip) {
    var listeners = sip.listeners();
    // While the edge is exchanged its listeners are closed; they will come back where they were.
    if (!listeners.isEmpty()) {
      lastSip = listeners;
    }
    return lastSip;
  }

  /** As with SIP: what is advertised is the port without TLS, and only its host is that of both. */
  private static Context.MsrpTls msrpTls(
      Tenant tenant, Connections.Listener listener, Fingerprint shown) {
    var host = tenant.msrpAdvertise().orElseGet(() -> reachable(listener));
    return new Context.MsrpTls(host(host), listener.port(), shown);
  }

  private static String reachable(Connections.Listener listener) {
    return reachable(bracketed(listener.host()) + ":" + listener.port());
  }

  /** Of a listener with its transport. */
  private static String address(String listener) {
    return listener.substring(listener.indexOf(' ') + 1);
  }

  private static String reachable(String address) {
    var host = host(address);
    return ANY.contains(host) ? OWN_HOST + ":" + port(address) : address;
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
