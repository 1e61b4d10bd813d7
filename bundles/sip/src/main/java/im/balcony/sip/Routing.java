package im.balcony.sip;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.SipUri;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.tenant.Tenant;
import im.balcony.sip.text.Values;
import im.balcony.sip.transport.Endpoint;
import im.balcony.sip.transport.Hop;
import im.balcony.sip.transport.Transports;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Where a request of ours goes: its first Route, else the tenant's outbound proxy, else its
 * Request-URI (RFC 3261 §8.1.2). Of RFC 3263 only the part without NAPTR and SRV. Does no I/O.
 */
final class Routing {

  /**
   * The result.
   *
   * @param hop the next hop with the transport for a small request
   * @param fixed whether the URI names the transport, so that size does not change it
   * @param routes the Route values to write
   * @param sentBy the host and port for Via
   */
  record Plan(Hop hop, boolean fixed, List<String> routes, String sentBy) {}

  private static final int DEFAULT_PORT = 5060;

  private final Optional<InetSocketAddress> udp;
  private final Optional<InetSocketAddress> tcp;
  private final Predicate<Hop> up;

  /**
   * Routing over these transports.
   *
   * @param up whether a hop is worth trying
   */
  Routing(Transports transports, Predicate<Hop> up) {
    udp = transports.udp();
    tcp = transports.tcp();
    this.up = up;
  }

  /**
   * Plans a request.
   *
   * @throws IllegalArgumentException if the URI that decides is none that can be sent to
   */
  Plan plan(SipRequest request, Optional<Tenant> tenant) {
    var routes = routes(request, tenant);
    var next = next(request, routes);
    var hop = hop(next);
    return new Plan(hop, next.parameters().containsKey("transport"), routes, sentBy(hop, tenant));
  }

  private Hop hop(SipUri uri) {
    var wanted = uri.parameters().getOrDefault("transport", "").toUpperCase(Locale.ROOT);
    if (uri.secure() || !List.of("", "UDP", "TCP").contains(wanted)) {
      throw new IllegalArgumentException("only UDP and TCP are spoken");
    }
    var transport = wanted.isEmpty() ? (udp.isPresent() ? "UDP" : "TCP") : wanted;
    var host = uri.parameters().getOrDefault("maddr", uri.host()).replaceAll("[\\[\\]]", "");
    return new Hop(transport, host, uri.port().orElse(DEFAULT_PORT));
  }

  /** Whether a request that is too large for UDP can go over TCP. */
  boolean speaksTcp() {
    return tcp.isPresent();
  }

  private List<String> routes(SipRequest request, Optional<Tenant> tenant) {
    var inDialog = request.to().tag().isPresent();
    if (!request.routes().isEmpty() || inDialog || tenant.isEmpty()) {
      return request.routes();
    }
    // RFC 3261 §8.1.2: the outbound proxy is a preloaded Route. The first that is not known to be
    // silent is taken; if all are, the first.
    var proxies = tenant.get().nextHop().stream().map(proxy -> loose(uri(proxy))).toList();
    return proxies.stream()
        .filter(proxy -> up.test(hop(proxy)))
        .findFirst()
        .or(() -> proxies.stream().findFirst())
        .map(proxy -> List.of("<" + proxy + ">"))
        .orElse(List.of());
  }

  private static SipUri loose(SipUri proxy) {
    return proxy.parameters().containsKey("lr") ? proxy : proxy.withParameter("lr", "");
  }

  private static SipUri next(SipRequest request, List<String> routes) {
    if (!routes.isEmpty()) {
      var first = uri(Values.uri(routes.get(0)));
      if (first.parameters().containsKey("lr")) {
        return first;
      }
    }
    // A strict router already stands in the Request-URI (RFC 3261 §12.2.1.1).
    return uri(request.requestUri());
  }

  private static SipUri uri(String text) {
    try {
      return SipUri.parse(text);
    } catch (AddressException e) {
      throw new IllegalArgumentException("the next hop is no SIP URI", e);
    }
  }

  private String sentBy(Hop hop, Optional<Tenant> tenant) {
    return tenant.flatMap(Tenant::sipAdvertise).orElseGet(() -> own(hop));
  }

  private String own(Hop hop) {
    var listener = (hop.reliable() ? tcp.or(() -> udp) : udp.or(() -> tcp)).orElseThrow();
    var address =
        listener.getAddress().isAnyLocalAddress() && Endpoint.isLoopback(hop.host())
            ? hop.host()
            : Endpoint.reachable(listener);
    return Endpoint.text(address, listener.getPort());
  }
}
