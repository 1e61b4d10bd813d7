package im.balcony.sip;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Ids;
import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.tenant.Tenants;
import im.balcony.sip.text.RequestWriter;
import im.balcony.sip.text.RequestWriter.HopFields;
import im.balcony.sip.transport.Transports;
import java.util.Map;

/** Makes requests ready: octets and hop. Without I/O. */
final class Outgoing {

  private static final String COOKIE = "z9hG4bK";
  private static final int BRANCH = 22;

  private final Routing routing;
  private final Tenants tenants;
  private final Ids ids;

  Outgoing(Routing routing, Tenants tenants, Ids ids) {
    this.routing = routing;
    this.tenants = tenants;
    this.ids = ids;
  }

  /** The request as it will be sent. */
  PreparedRequest prepare(String effectId, String tenant, SipRequest request) {
    return prepare(effectId, tenant, request, COOKIE + ids.token(BRANCH));
  }

  /** Octets on the wire; the branch is always of one length. */
  int size(SipCommand.Request command) {
    var branch = COOKIE + "0".repeat(BRANCH);
    return prepare(command.effectId(), command.tenant(), command.request(), branch)
        .octets()
        .length();
  }

  private PreparedRequest prepare(
      String effectId, String tenant, SipRequest request, String branch) {
    var plan = routing.plan(request, tenants.byId(tenant));
    var hop = plan.hop();
    var fields = new HopFields(hop.transport(), plan.sentBy(), branch);
    var octets = RequestWriter.write(request, fields, plan.routes());
    var large =
        octets.length() > Transports.UDP_REQUEST
            && !plan.fixed()
            && !hop.reliable()
            && routing.speaksTcp();
    if (large) {
      // RFC 3261 §18.1.1.
      hop = hop.over("TCP");
      fields = new HopFields("TCP", plan.sentBy(), branch);
      octets = RequestWriter.write(request, fields, plan.routes());
    }
    return new PreparedRequest(
        effectId,
        octets,
        Facts.of(
            Map.of(
                "method", request.method(),
                "branch", branch,
                "transport", hop.transport(),
                "host", hop.host(),
                "port", hop.port(),
                "fallback", large)));
  }
}
