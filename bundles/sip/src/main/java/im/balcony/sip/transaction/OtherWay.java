package im.balcony.sip.transaction;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Octets;
import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.sip.Transport;
import im.balcony.sip.text.Derived;
import im.balcony.sip.text.RequestWriter.HopFields;
import im.balcony.sip.transport.Hop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Another next hop for a request that was made ready (RFC 3263 §4.3). It is stored with the
 * request, so that every edge tries the same hops with the same octets: one that begins again,
 * after an exchange or a crash, repeats at each hop what the other edge has sent there.
 *
 * @param hop the next hop
 * @param mayFallBack whether TCP was only chosen for the size; of a hop that is still sought,
 *     whether UDP and TCP are both welcome
 * @param sentBy the host and port for Via
 * @param route the Route value that leads there, empty for none
 */
public record OtherWay(Hop hop, boolean mayFallBack, String sentBy, String route) {

  /** The name of the list in the hop of a {@link PreparedRequest}. */
  public static final String WAYS = "others";

  /** The name of {@code sentBy}, in the hop of a {@link PreparedRequest}, too. */
  public static final String SENT_BY = "sent-by";

  /** The name of the tenant there, where it has credentials for those who challenge it. */
  public static final String TENANT = "tenant";

  private static final String DOMAIN = "domain";
  private static final char ENUMERATOR = '.';

  /** The branch of a request at the hop of this number, from 0; of one length for fewer than 10. */
  public static String branch(String branch, int number) {
    return branch + ENUMERATOR + number;
  }

  /** As it is stored. */
  public Facts facts() {
    var facts =
        Facts.of(
            Map.of(
                "transport",
                hop.transport().word(),
                "host",
                hop.host(),
                "port",
                hop.port(),
                "fallback",
                mayFallBack,
                SENT_BY,
                sentBy,
                "route",
                route));
    return hop.domain().equals(hop.host()) ? facts : facts.with(DOMAIN, hop.domain());
  }

  /** The way for which a request was made ready; its routes are as they are written there. */
  public static OtherWay first(PreparedRequest prepared) {
    return way(prepared.hop());
  }

  private static OtherWay way(Facts facts) {
    return new OtherWay(
        hop(facts), facts.flag("fallback"), facts.text(SENT_BY, ""), facts.text("route", ""));
  }

  /** What was stored with a request; nothing for one that an older edge made ready. */
  public static List<OtherWay> of(PreparedRequest prepared) {
    if (!prepared.hop().has(WAYS)) {
      return List.of();
    }
    var ways = new ArrayList<OtherWay>();
    for (var facts : prepared.hop().list(WAYS)) {
      ways.add(way(facts));
    }
    return ways;
  }

  /** The next hop that facts name. */
  public static Hop hop(Facts facts) {
    var host = facts.text("host", "");
    return new Hop(
        Transport.stored(facts.text("transport", "")),
        host,
        (int) facts.number("port", 5060),
        facts.text(DOMAIN, host));
  }

  /** The request as it goes this way, with this branch. */
  public Octets readdressed(Octets request, String branch) {
    return Derived.over(request, new HopFields(hop.transport(), sentBy, branch), route);
  }

  /** {@code first} with another number. */
  static String branchOf(String first, int number) {
    var end = first.lastIndexOf(ENUMERATOR);
    return branch(end < 0 ? first : first.substring(0, end), number);
  }
}
