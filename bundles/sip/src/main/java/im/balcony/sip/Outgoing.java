package im.balcony.sip;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Ids;
import im.balcony.api.data.Octets;
import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.Transport;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.tenant.Tenants;
import im.balcony.sip.Routing.Way;
import im.balcony.sip.digest.Logins;
import im.balcony.sip.text.RequestWriter;
import im.balcony.sip.text.RequestWriter.HopFields;
import im.balcony.sip.transaction.OtherWay;
import im.balcony.sip.transport.Hop;
import im.balcony.sip.transport.Transports;
import java.util.List;
import java.util.Optional;

/** Makes requests ready: octets and hop, and where else they may go. Without I/O. */
final class Outgoing {

  private static final String COOKIE = "z9hG4bK";
  private static final int BRANCH = 20;

  private final Routing routing;
  private final Tenants tenants;
  private final Ids ids;

  Outgoing(Routing routing, Tenants tenants, Ids ids) {
    this.routing = routing;
    this.tenants = tenants;
    this.ids = ids;
  }

  /**
   * The request as it will be sent.
   *
   * @throws IllegalArgumentException as {@link im.balcony.api.sip.SipPort#prepare}
   */
  PreparedRequest prepare(String effectId, String tenant, SipRequest request) {
    var of = tenants.byId(tenant);
    var ways = routing.plan(request, of);
    var room = room(of);
    var branch = OtherWay.branch(COOKIE + ids.token(BRANCH), 0);
    var first = ways.get(0);
    var hop = first.hop();
    var octets = write(request, first, hop, branch);
    var large = isLarge(first, octets.length() + room);
    if (large && !hop.sought()) {
      // RFC 3261 §18.1.1.
      hop = hop.over(Transport.TCP);
      octets = write(request, first, hop, branch);
    }
    var facts =
        Facts.draft()
            .with("method", request.method())
            .with("branch", branch)
            .with("transport", hop.transport().word())
            .with("host", hop.host())
            .with("port", hop.port())
            .with("fallback", hop.sought() ? isOpen(first) : large);
    if (ways.size() > 1) {
      facts.with(OtherWay.WAYS, others(ways, octets.length() + room));
    }
    if (room > 0) {
      facts.with(OtherWay.TENANT, tenant);
    }
    var stored = facts.facts();
    return new PreparedRequest(
        effectId,
        octets,
        ways.stream().anyMatch(way -> way.hop().sought())
            ? Whereabouts.sought(stored, first.sentBy(), request.to().tag().isPresent())
            : stored);
  }

  /** Where else the request may go; how large it is there follows from how large it is here. */
  private List<Facts> others(List<Way> ways, int size) {
    return ways.stream()
        .skip(1)
        .map(way -> other(way, size + length(way) - length(ways.get(0))))
        .toList();
  }

  private Facts other(Way way, int size) {
    var route = way.routes().isEmpty() ? "" : way.routes().get(0);
    if (way.hop().sought()) {
      return new OtherWay(way.hop(), isOpen(way), way.sentBy(), route).facts();
    }
    var large = isLarge(way, size);
    var hop = large ? way.hop().over(Transport.TCP) : way.hop();
    return new OtherWay(hop, large, way.sentBy(), route).facts();
  }

  /** What a challenge may add to a request. */
  private static int room(Optional<Tenant> tenant) {
    return tenant.flatMap(t -> t.digest().credentials()).isPresent() ? Logins.ROOM : 0;
  }

  /** Whether the DNS may choose between UDP and TCP. */
  private static boolean isOpen(Way way) {
    return !way.fixed() && !way.hop().transport().secure();
  }

  private boolean isLarge(Way way, int size) {
    return size > Transports.UDP_REQUEST
        && !way.fixed()
        && !way.hop().reliable()
        && routing.speaksTcp();
  }

  /** What is as long as the way wants it. */
  private static int length(Way way) {
    var length = way.sentBy().length();
    for (var route : way.routes()) {
      length += route.length();
    }
    return length;
  }

  private static Octets write(SipRequest request, Way way, Hop hop, String branch) {
    return RequestWriter.write(request, fields(way, hop, branch), way.routes());
  }

  private static HopFields fields(Way way, Hop hop, String branch) {
    return new HopFields(hop.transport(), way.sentBy(), branch);
  }

  /**
   * Octets on the wire, over the way that needs most, with the credentials that a challenge may ask
   * for; the branch is always of one length.
   */
  int size(SipCommand.Request command) {
    var tenant = tenants.byId(command.tenant());
    var ways = routing.plan(command.request(), tenant);
    var first = ways.get(0);
    var branch = OtherWay.branch(COOKIE + "0".repeat(BRANCH), 0);
    var here =
        RequestWriter.length(command.request(), fields(first, first.hop(), branch), first.routes());
    var most = 0;
    for (var way : ways) {
      most = Math.max(most, length(way));
    }
    return here + most - length(first) + room(tenant);
  }
}
