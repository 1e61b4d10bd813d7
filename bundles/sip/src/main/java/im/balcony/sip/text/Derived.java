package im.balcony.sip.text;

import im.balcony.api.data.Octets;
import im.balcony.api.sip.SipHeader;
import im.balcony.sip.body.Lines;
import im.balcony.sip.raw.RawMessage;
import im.balcony.sip.value.TopVia;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Requests that are made from an INVITE of ours as it was sent, so that they fit its transaction
 * even when another edge sent it.
 */
public final class Derived {

  private static final String CSEQ = "CSeq: ";

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
    field(out, "CSeq", List.of(sequence(message) + ' ' + method));
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
    var text = new String(request.toArray(), StandardCharsets.ISO_8859_1);
    var end = text.indexOf("\r\n\r\n");
    var head = end < 0 ? text : text.substring(0, end);
    var changed = replaced(head, "\r\nVia: ", hop.via());
    if (!route.isEmpty()) {
      changed = replaced(changed, "\r\nRoute: ", route);
    }
    var whole = changed + (end < 0 ? "" : text.substring(end));
    return Octets.of(whole.getBytes(StandardCharsets.ISO_8859_1));
  }

  /**
   * The same request with these credentials and no others.
   *
   * @param request as {@link RequestWriter} wrote it
   * @param raised what its CSeq number grows by (RFC 3261 §22.2)
   */
  public static Octets authorized(Octets request, int raised, List<SipHeader> credentials) {
    if (raised == 0 && credentials.isEmpty()) {
      return request;
    }
    var text = new String(request.toArray(), StandardCharsets.ISO_8859_1);
    var end = text.indexOf("\r\n\r\n");
    var head = new StringBuilder();
    for (var line : text.substring(0, end).split("\r\n")) {
      if (line.startsWith(CSEQ)) {
        head.append(raised(line, raised)).append("\r\n");
        credentials.forEach(h -> head.append(line(h)).append("\r\n"));
      } else if (!isCredentials(line)) {
        head.append(line).append("\r\n");
      }
    }
    var whole = head + text.substring(end + 2);
    return Octets.of(whole.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The Request-URI as it is written. */
  public static String requestUri(Octets request) {
    var line = new String(request.toArray(), StandardCharsets.ISO_8859_1).split("\r\n", 2)[0];
    return line.split(" ", 3)[1];
  }

  /** The Call-ID and the number of the CSeq, by which an ACK to a 2xx is known to belong to it. */
  public static Call call(Octets invite) {
    var message = RawMessage.read(invite.toArray(), true);
    return new Call(message.first("Call-ID").orElse(""), sequence(message));
  }

  /**
   * An INVITE and its ACK have these in common (RFC 3261 §13.2.2.4).
   *
   * @param callId the Call-ID
   * @param cseq the number of the CSeq
   */
  public record Call(String callId, String cseq) {}

  private static String sequence(RawMessage message) {
    return message.first("CSeq").orElse("").split(" ", 2)[0];
  }

  private static String raised(String line, int by) {
    var end = line.indexOf(' ', CSEQ.length());
    return CSEQ + (Long.parseLong(line.substring(CSEQ.length(), end)) + by) + line.substring(end);
  }

  private static boolean isCredentials(String line) {
    return line.startsWith("Authorization: ") || line.startsWith("Proxy-Authorization: ");
  }

  /** A header field in UTF-8, one character an octet. */
  private static String line(SipHeader header) {
    var octets =
        (header.name() + ": " + Lines.checked(header.value())).getBytes(StandardCharsets.UTF_8);
    return new String(octets, StandardCharsets.ISO_8859_1);
  }

  /** The same request with another branch. */
  public static Octets rebranched(Octets request, String from, String to) {
    var text = new String(request.toArray(), StandardCharsets.ISO_8859_1);
    var via = text.indexOf("\r\nVia: ");
    var start = text.indexOf(";branch=" + from, via) + ";branch=".length();
    var whole = text.substring(0, start) + to + text.substring(start + from.length());
    return Octets.of(whole.getBytes(StandardCharsets.ISO_8859_1));
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
    var text = new String(request.toArray(), StandardCharsets.ISO_8859_1);
    var changed = text.replaceFirst("\r\nVia: SIP/2\\.0/TCP ", "\r\nVia: SIP/2.0/UDP ");
    return Octets.of(changed.getBytes(StandardCharsets.ISO_8859_1));
  }
}
