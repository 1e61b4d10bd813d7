package im.balcony.router.turn;

import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipParty;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.wire.WireRecord;
import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Records as lines for people; not a wire format. */
public final class Rendering {

  private Rendering() {}

  /** A request as lines. */
  public static List<String> of(PreparedRequest request) {
    return request.octets().utf8().lines().toList();
  }

  /** A record as lines. */
  public static List<String> of(WireRecord record) {
    var lines = new ArrayList<String>();
    if (record instanceof SipCommand.Request request) {
      request(request.request(), lines);
    } else if (record instanceof SipCommand.Ack ack) {
      request(ack.request(), lines);
    } else if (record instanceof SipCommand.Respond respond) {
      lines.add("SIP/2.0 " + respond.response().status() + " " + respond.response().reason());
      respond.response().headers().forEach(h -> lines.add(h.name() + ": " + h.value()));
    } else if (record instanceof XmppCommand.Send send) {
      stanza(send.stanza(), lines);
    } else if (record instanceof MsrpCommand.Send send) {
      lines.add("MSRP SEND " + send.message().contentType());
      lines.addAll(send.message().body().utf8().lines().toList());
    } else {
      lines.add(record.getClass().getSimpleName());
    }
    return lines;
  }

  private static void request(SipRequest request, List<String> lines) {
    lines.add(request.method() + " " + request.requestUri() + " SIP/2.0");
    lines.add("From: " + party(request.from()));
    lines.add("To: " + party(request.to()));
    request.contact().ifPresent(contact -> lines.add("Contact: " + party(contact)));
    request.headers().forEach(h -> lines.add(h.name() + ": " + h.value()));
    request.contentType().ifPresent(type -> lines.add("Content-Type: " + type));
    request
        .sdp()
        .ifPresent(
            sdp -> sdp.media().forEach(m -> lines.add("m=" + m.type() + " " + m.protocol())));
    lines.addAll(request.body().utf8().lines().toList());
  }

  private static String party(SipParty party) {
    return party.display().map(d -> '"' + d + "\" ").orElse("") + "<" + party.uri() + ">";
  }

  private static void stanza(Stanza stanza, List<String> lines) {
    lines.add(
        "<"
            + stanza.kind().name().toLowerCase(Locale.ROOT)
            + " from='"
            + stanza.from()
            + "' to='"
            + stanza.to()
            + "'"
            + stanza.type().map(t -> " type='" + t + "'").orElse("")
            + ">");
    stanza.children().forEach(child -> element(child, "  ", lines));
  }

  private static void element(Element element, String indent, List<String> lines) {
    var open = new StringBuilder(indent).append('<').append(element.name());
    if (!element.namespace().equals(Stanza.NAMESPACE)) {
      open.append(" xmlns='").append(element.namespace()).append('\'');
    }
    element
        .attributes()
        .forEach(
            (name, value) -> open.append(' ').append(name).append("='").append(value).append('\''));
    lines.add(open.append('>').append(element.text()).toString());
    element.children().forEach(child -> element(child, indent + "  ", lines));
  }
}
