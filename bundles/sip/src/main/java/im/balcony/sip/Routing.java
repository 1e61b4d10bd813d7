package im.balcony.sip;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.SipUri;
import im.balcony.api.message.Failure;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.Transport;
import im.balcony.api.sip.UnsendableException;
import im.balcony.api.tenant.Tenant;
import im.balcony.sip.transaction.HopHealth;
import im.balcony.sip.transport.Endpoint;
import im.balcony.sip.transport.Hop;
import im.balcony.sip.transport.Transports;
import im.balcony.sip.value.Values;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where a request of ours goes: its first Route, else the tenant's outbound proxies in their order,
 * else its Request-URI (RFC 3261 §8.1.2). A domain whose servers the DNS names is a hop without
 * port here; {@link Whereabouts} looks for them. Does no I/O.
 */
final class Routing {

  /**
   * One way that a request may take.
   *
   * @param hop the next hop with the transport for a small request
   * @param fixed whether the URI names the transport, so that size does not change it
   * @param routes the Route values to write
   * @param sentBy the host and port for Via
   */
  record Way(Hop hop, boolean fixed, List<String> routes, String sentBy) {}

  /** Next hops that one request is tried at; those of the list behind them are not. */
  static final int MOST_WAYS = 8;

  /** Ways to proxies that are remembered; tenants that are gone leave theirs behind. */
  private static final int MOST_PROXIES = 1000;

  /**
   * What the way to a proxy follows from, apart from our listeners, which do not change.
   *
   * @param uri the proxy as it is configured
   * @param advertised where the tenant says that it is reached
   */
  private record Proxy(String uri, Optional<String> advertised) {}

  private final Optional<InetSocketAddress> udp;
  private final Optional<InetSocketAddress> tcp;
  private final Optional<InetSocketAddress> tls;
  private final HopHealth health;
  private final Map<Proxy, Way> byProxy = new ConcurrentHashMap<>();

  /** Routing over these transports. */
  Routing(Transports transports, HopHealth health) {
    udp = transports.udp();
    tcp = transports.tcp();
    tls = transports.tls();
    this.health = health;
  }

  /**
   * The ways of a request, in the order in which they are to be tried, each to another hop; one or
   * more. Only requests outside of dialogs have several.
   *
   * @throws UnsendableException if there is none that can be used now
   */
  List<Way> plan(SipRequest request, Optional<Tenant> tenant) {
    var inDialog = request.to().tag().isPresent();
    var proxies = tenant.map(Tenant::nextHop).orElse(List.of());
    var elsewhere = inDialog && !isAtHome(request, tenant);
    if (elsewhere || !request.routes().isEmpty() || proxies.isEmpty()) {
      var next = next(request);
      var way = way(next, request.routes(), tenant);
      return inDialog ? List.of(way) : awake(List.of(way));
    }
    var ways = new ArrayList<Way>(proxies.size());
    for (var proxy : proxies) {
      var way = byProxy(proxy, tenant);
      if (!leadsTo(way.hop(), ways)) {
        ways.add(way);
      }
    }
    if (isSecure(request)) {
      // RFC 3261 §26.2.2: rather not at all than in the clear.
      ways.removeIf(way -> !way.hop().transport().secure());
    }
    if (ways.isEmpty()) {
      throw unusable("nothing secret, and the request wants TLS");
    }
    return inDialog ? List.of(firstUp(ways)) : awake(ways);
  }

  private static boolean isSecure(SipRequest request) {
    return request.requestUri().regionMatches(true, 0, "sips:", 0, 5);
  }

  private static boolean leadsTo(Hop hop, List<Way> ways) {
    for (var way : ways) {
      if (way.hop().equals(hop)) {
        return true;
      }
    }
    return false;
  }

  private Way byProxy(String proxy, Optional<Tenant> tenant) {
    var named = new Proxy(proxy, tenant.flatMap(Tenant::sipAdvertise));
    var known = byProxy.get(named);
    if (known == null) {
      // RFC 3261 §8.1.2: an outbound proxy is a preloaded Route.
      var uri = loose(thisHopOnly(uri(proxy)));
      known = way(uri, List.of("<" + uri + ">"), tenant);
      if (byProxy.size() >= MOST_PROXIES) {
        byProxy.clear();
      }
      byProxy.put(named, known);
    }
    return known;
  }

  private Way firstUp(List<Way> ways) {
    return ways.stream().filter(way -> health.isUp(way.hop())).findFirst().orElse(ways.get(0));
  }

  /** Those that take requests now; what was silent comes last. */
  private List<Way> awake(List<Way> ways) {
    if (ways.size() == 1 && health.restsFor(ways.get(0).hop()) == 0) {
      return ways;
    }
    var up = new ArrayList<Way>();
    var down = new ArrayList<Way>();
    var rest = Long.MAX_VALUE;
    for (var way : ways) {
      var resting = health.restsFor(way.hop());
      if (resting > 0) {
        rest = Math.min(rest, resting);
      } else {
        (health.isUp(way.hop()) ? up : down).add(way);
      }
    }
    up.addAll(down);
    if (up.isEmpty()) {
      throw new UnsendableException(resting(rest));
    }
    return up.subList(0, Math.min(up.size(), MOST_WAYS));
  }

  /** RFC 3261 §21.5.4: the server, not the user, asked for no requests. */
  static Failure resting(long millis) {
    return Failure.of(Failure.Cause.REFUSED, "the next hop asked for no requests for a while")
        .withSipStatus(503)
        .withCondition("recipient-unavailable")
        .withRetryAfter((int) ((millis + 999) / 1000));
  }

  private Way way(SipUri next, List<String> routes, Optional<Tenant> tenant) {
    var hop = hop(next);
    return new Way(hop, next.parameters().containsKey("transport"), routes, sentBy(hop, tenant));
  }

  private Hop hop(SipUri uri) {
    var transport = transport(uri);
    if (listener(transport).isEmpty()) {
      throw unusable(transport.word());
    }
    var named = uri.parameters().getOrDefault("maddr", uri.host());
    var host = named.indexOf('[') < 0 ? named : named.replaceAll("[\\[\\]]", "");
    return new Hop(
        transport, host, uri.port().orElse(Whereabouts.isDomain(host) ? 0 : transport.usualPort()));
  }

  private Transport transport(SipUri uri) {
    var wanted = uri.parameters().getOrDefault("transport", "");
    if (!uri.secure() && wanted.isEmpty()) {
      return udp.isPresent() ? Transport.UDP : Transport.TCP;
    }
    // RFC 3261 §26.2.2: sips is TLS over TCP, whether the URI says so or only tcp.
    return uri.secure()
        ? Transport.TLS
        : Transport.of(wanted).orElseThrow(() -> unusable("another transport"));
  }

  /** Whether a next hop, as it is configured, can be reached with TLS only. */
  static boolean wantsTls(String proxy) {
    return uri(proxy).wantsTls();
  }

  private Optional<InetSocketAddress> listener(Transport transport) {
    return switch (transport) {
      case UDP -> udp;
      case TCP -> tcp;
      case TLS -> tls;
    };
  }

  private static UnsendableException unusable(String transport) {
    return new UnsendableException(
        Failure.of(
                Failure.Cause.TRANSPORT,
                "the next hop asks for " + transport + ", which SIP does not speak here")
            .withSipStatus(503)
            .withCondition("remote-server-not-found"));
  }

  /** Whether a request can go over UDP. */
  boolean speaksUdp() {
    return udp.isPresent();
  }

  /** Whether a request that is too large for UDP can go over TCP. */
  boolean speaksTcp() {
    return tcp.isPresent();
  }

  /**
   * Whether a request goes to a domain of the tenant and no place in it, as one in a dialog does
   * whose peer named no Contact: the way there is the outbound proxy.
   */
  private static boolean isAtHome(SipRequest request, Optional<Tenant> tenant) {
    try {
      var host = SipUri.parse(request.requestUri()).host();
      return tenant.filter(t -> t.sipDomains().contains(host)).isPresent();
    } catch (AddressException e) {
      return false;
    }
  }

  /**
   * A proxy of {@code sips} without what that says of the hops behind it: in a Route it would
   * oblige us to a Contact of {@code sips} (RFC 3261 §8.1.1.8), for which nobody vouches here.
   */
  private static SipUri thisHopOnly(SipUri proxy) {
    return proxy.secure()
        ? new SipUri(false, proxy.user(), proxy.host(), proxy.port(), proxy.parameters())
            .withParameter("transport", "tls")
        : proxy;
  }

  private static SipUri loose(SipUri proxy) {
    return proxy.parameters().containsKey("lr") ? proxy : proxy.withParameter("lr", "");
  }

  /** The nearest router, loose or strict, else who is asked. */
  private static SipUri next(SipRequest request) {
    var routes = request.routes();
    var next = uri(routes.isEmpty() ? request.requestUri() : Values.uri(routes.get(0)));
    // RFC 3261 §8.1.2: whatever the route says, the way to a target of sips is that of sips.
    return isSecure(request)
        ? new SipUri(true, next.user(), next.host(), next.port(), next.parameters())
        : next;
  }

  private static SipUri uri(String text) {
    try {
      return SipUri.parse(text);
    } catch (AddressException e) {
      throw new UnsendableException(
          Failure.of(Failure.Cause.TRANSPORT, "the next hop is no SIP URI")
              .withSipStatus(503)
              .withCondition("remote-server-not-found"));
    }
  }

  private String sentBy(Hop hop, Optional<Tenant> tenant) {
    var advertised = tenant.flatMap(Tenant::sipAdvertise);
    if (hop.transport().secure()) {
      // What is advertised is the port of UDP and TCP; only its host is that of TLS, too.
      var port = tls.orElseThrow().getPort();
      return advertised
          .map(text -> text.substring(0, text.lastIndexOf(':')) + ':' + port)
          .orElseGet(() -> own(hop));
    }
    return advertised.orElseGet(() -> own(hop));
  }

  private String own(Hop hop) {
    var listener = listener(hop.transport()).or(() -> udp).or(() -> tcp).orElseThrow();
    var address =
        listener.getAddress().isAnyLocalAddress() && Endpoint.isLoopback(hop.host())
            ? hop.host()
            : Endpoint.reachable(listener);
    return Endpoint.text(address, listener.getPort());
  }
}
