package im.balcony.sip.text;

import im.balcony.api.data.Octets;
import im.balcony.api.sip.SipHeader;
import im.balcony.sip.body.Lines;
import im.balcony.sip.raw.RawMessage;
import im.balcony.sip.value.TopVia;
import java.util.List;

/**
 * Requests that are made from an INVITE of ours as it was sent, so that they fit its transaction
 * even when another edge sent it.
 */
public final class Derived {

  private Derived() {}

  /**
   * ACK to a response other than 2xx (RFC 3261 §17.1.1.3).
   *
   * @param invite the INVITE on the wire
   * @param to the To of the response, with its tag; empty if it has none, then that of the INVITE
   */
  public static Octets ack(Octets invite, String to) {
    return derive(invite, "ACK", to, List.of());
  }

  /** CANCEL (RFC 3261 §9.1), with further headers such as Reason (RFC 3326). */
  public static Octets cancel(Octets invite, List<SipHeader> headers) {
    return derive(invite, "CANCEL", "", headers);
  }

  private static Octets derive(Octets invite, String method, String to, List<SipHeader> headers) {
    var message = RawMessage.read(invite.toArray(), true);
    var out = new StringBuilder();
    out.append(method).append(message.startLine().substring("INVITE".length())).append("\r\n");
    field(out, "Via", TopVia.all(message).subList(0, 1));
    field(out, "Max-Forwards", List.of("70"));
    field(out, "Route", message.all("Route"));
    field(out, "From", message.all("From"));
    field(out, "To", to.isEmpty() ? message.all("To") : List.of(to));
    field(out, "Call-ID", message.all("Call-ID"));
    var number = message.first("CSeq").orElse("").split(" ", 2)[0];
    field(out, "CSeq", List.of(number + ' ' + method));
    headers.forEach(h -> field(out, h.name(), List.of(Lines.checked(h.value()))));
    field(out, "Content-Length", List.of("0"));
    out.append("\r\n");
    return Octets.utf8(out.toString());
  }

  private static void field(StringBuilder out, String name, List<String> values) {
    values.forEach(value -> out.append(name).append(": ").append(value).append("\r\n"));
  }

  /**
   * The same request for another next hop: a Via of its own, and the first Route in its place.
   *
   * @param request as {@link RequestWriter} wrote it
   * @param hop what belongs to the other hop
   * @param route the Route value that leads there; empty to leave the routes as they are
   */
  public static Octets over(Octets request, RequestWriter.HopFields hop, String route) {
    var text = new String(request.toArray(), java.nio.charset.StandardCharsets.ISO_8859_1);
    var end = text.indexOf("\r\n\r\n");
    var head = end < 0 ? text : text.substring(0, end);
    var changed = replaced(head, "\r\nVia: ", hop.via());
    if (!route.isEmpty()) {
      changed = replaced(changed, "\r\nRoute: ", route);
    }
    var whole = changed + (end < 0 ? "" : text.substring(end));
    return Octets.of(whole.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
  }

  private static String replaced(String head, String field, String value) {
    var start = head.indexOf(field);
    if (start < 0) {
      return head;
    }
    var from = start + field.length();
    var to = head.indexOf("\r\n", from);
    return head.substring(0, from) + value + (to < 0 ? "" : head.substring(to));
  }

  /** The same request with UDP instead of TCP in its Via (RFC 3261 §18.1.1). */
  public static Octets overUdp(Octets request) {
    var text = new String(request.toArray(), java.nio.charset.StandardCharsets.ISO_8859_1);
    var changed = text.replaceFirst("\r\nVia: SIP/2\\.0/TCP ", "\r\nVia: SIP/2.0/UDP ");
    return Octets.of(changed.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
  }
}
