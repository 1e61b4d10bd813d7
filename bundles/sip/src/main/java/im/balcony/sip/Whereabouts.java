package im.balcony.sip;

import im.balcony.api.data.Facts;
import im.balcony.api.message.Failure;
import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.sip.Transport;
import im.balcony.sip.digest.Logins;
import im.balcony.sip.dns.Locator;
import im.balcony.sip.dns.Locator.Sought;
import im.balcony.sip.dns.Target;
import im.balcony.sip.transaction.HopHealth;
import im.balcony.sip.transaction.OtherWay;
import im.balcony.sip.transport.Endpoint;
import im.balcony.sip.transport.Hop;
import im.balcony.sip.transport.Lanes;
import im.balcony.sip.transport.Transports;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Finds the servers of a request whose next hop is a domain (RFC 3263 §4). What is stored of a
 * request names the domain; each edge asks the DNS anew, in a lane, where that may block. Chance
 * follows from the branch, so the same records lead to the same servers in the same order, and to
 * each with the branch that it had before.
 */
final class Whereabouts {

  /** Whether a request may be refused because all its servers asked to be left alone. */
  private static final String BEGINS = "begins";

  /** The lane of requests for the same domains, so that a CANCEL stays behind its INVITE. */
  private record Domains(String names) {}

  private final Locator locator;
  private final Routing routing;
  private final HopHealth health;
  private final Lanes lanes;

  Whereabouts(Locator locator, Routing routing, HopHealth health, Lanes lanes) {
    this.locator = locator;
    this.routing = routing;
    this.health = health;
    this.lanes = lanes;
  }

  /** Whether the DNS may name servers for a host; short names are left to this machine. */
  static boolean isDomain(String host) {
    return host.indexOf('.') > 0 && !Endpoint.isNumeric(host);
  }

  /**
   * What has to be stored with a request so that its servers can be found.
   *
   * @param facts what is stored of it already
   * @param sentBy the host and port in its Via
   * @param inDialog whether it goes even to servers that asked to be left alone
   */
  static Facts sought(Facts facts, String sentBy, boolean inDialog) {
    return facts.change().with(OtherWay.SENT_BY, sentBy).with(BEGINS, !inDialog).facts();
  }

  /**
   * Hands on the request with the servers as its next hops: at once if all are known already, else
   * by a thread that may block, in the order of the calls for the same domains.
   *
   * @param begun whether it was sent before, so that it or its CANCEL goes even to servers that
   *     asked to be left alone
   * @param then takes it
   * @param otherwise takes why it can go nowhere; neither is called once the edge is closed
   */
  void find(
      PreparedRequest request,
      boolean begun,
      Consumer<PreparedRequest> then,
      Consumer<Failure> otherwise) {
    if (!request.hop().has(BEGINS)) {
      then.accept(request);
    } else if (!lanes.submit(domains(request), () -> located(request, begun, then, otherwise))) {
      otherwise.accept(unsendable("too many requests wait for the next hop"));
    }
  }

  private static Domains domains(PreparedRequest request) {
    return new Domains(
        ways(request).stream()
            .map(OtherWay::hop)
            .filter(Hop::sought)
            .map(Hop::host)
            .collect(Collectors.joining(" ")));
  }

  private static List<OtherWay> ways(PreparedRequest request) {
    var ways = new ArrayList<OtherWay>();
    ways.add(OtherWay.first(request));
    ways.addAll(OtherWay.of(request));
    return ways;
  }

  private void located(
      PreparedRequest request,
      boolean begun,
      Consumer<PreparedRequest> then,
      Consumer<Failure> otherwise) {
    var random = new SplittableRandom(request.hop().text("branch", "").hashCode());
    var ways = new ArrayList<OtherWay>();
    for (var way : ways(request)) {
      for (var found : way.hop().sought() ? servers(way, request, random) : List.of(way)) {
        if (ways.size() < Routing.MOST_WAYS && !leadsTo(found.hop(), ways)) {
          ways.add(found);
        }
      }
    }
    if (Thread.currentThread().isInterrupted()) {
      // The edge is closed; the next one sends what is owed.
      return;
    }
    if (ways.isEmpty()) {
      otherwise.accept(unsendable("the domain of the next hop says that it has no SIP"));
      return;
    }
    var rest = !begun && request.hop().flag(BEGINS) ? restsFor(ways) : 0;
    if (rest > 0) {
      otherwise.accept(Routing.resting(rest));
    } else {
      then.accept(by(ways, request));
    }
  }

  private List<OtherWay> servers(OtherWay way, PreparedRequest request, SplittableRandom random) {
    var open = way.mayFallBack();
    var room = request.hop().has(OtherWay.TENANT) ? Logins.ROOM : 0;
    var size = request.octets().length() + room;
    var large = open && size > Transports.UDP_REQUEST && routing.speaksTcp();
    var hop = way.hop();
    var sought = new Sought(hop.host(), transports(hop.transport(), open, large), !open);
    return locator.locate(sought, random).stream().map(t -> way(way, t, large)).toList();
  }

  /** Those that may be used, the best first (RFC 3261 §18.1.1). */
  private List<Transport> transports(Transport named, boolean open, boolean large) {
    if (!open || !routing.speaksUdp() || !routing.speaksTcp()) {
      return List.of(named);
    }
    return large ? List.of(Transport.TCP, Transport.UDP) : List.of(Transport.UDP, Transport.TCP);
  }

  private static OtherWay way(OtherWay way, Target target, boolean large) {
    var hop = new Hop(target.transport(), target.host(), target.port(), way.hop().domain());
    var widened = large && !hop.reliable();
    // By UDP only where TCP was our choice, and not that of the domain.
    var mayFallBack = widened || (large && !target.byService());
    return new OtherWay(
        widened ? hop.over(Transport.TCP) : hop, mayFallBack, way.sentBy(), way.route());
  }

  private static boolean leadsTo(Hop hop, List<OtherWay> ways) {
    return ways.stream().anyMatch(way -> way.hop().equals(hop));
  }

  /** For how long none of them takes requests; 0 if one does. */
  private long restsFor(List<OtherWay> ways) {
    return ways.stream().mapToLong(way -> health.restsFor(way.hop())).min().orElse(0);
  }

  private static PreparedRequest by(List<OtherWay> ways, PreparedRequest request) {
    var first = ways.get(0);
    var facts = request.hop().change();
    var others = ways.stream().skip(1).map(OtherWay::facts).toList();
    first.facts().asMap().forEach(facts::with);
    var octets = first.readdressed(request.octets(), request.hop().text("branch", ""));
    return new PreparedRequest(
        request.effectId(), octets, facts.with(OtherWay.WAYS, others).facts());
  }

  private static Failure unsendable(String why) {
    return Failure.of(Failure.Cause.TRANSPORT, why)
        .withSipStatus(503)
        .withCondition("remote-server-not-found");
  }
}
