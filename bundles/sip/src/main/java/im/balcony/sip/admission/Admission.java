package im.balcony.sip.admission;

import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.SipResponse;
import im.balcony.sip.raw.RawMessage;
import im.balcony.sip.text.ResponseWriter;
import im.balcony.sip.value.TopVia;
import im.balcony.sip.value.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the edge refuses by itself, in the order of RFC 3261 §8.2: method, Request-URI, extensions,
 * content. Each rule gives an answer, or nothing.
 */
public final class Admission {

  private interface Rule {
    Optional<SipResponse> check(SipRequest request);
  }

  private static final List<Rule> RULES =
      List.of(
          Admission::method,
          Admission::scheme,
          Admission::extensions,
          Admission::encoding,
          Admission::sessionBody,
          Admission::sessionInterval);

  private Admission() {}

  /** The refusal of a request by its method alone, before the rest of it is read. */
  public static Optional<SipResponse> unknownMethod(String method) {
    return Capabilities.METHODS.contains(method) || Capabilities.NOT_SERVED.contains(method)
        ? Optional.empty()
        : Optional.of(ResponseWriter.own(501).with("Allow", Capabilities.ALLOW));
  }

  /** The refusal of a request, if it is refused. */
  public static Optional<SipResponse> refusal(SipRequest request) {
    for (var rule : RULES) {
      var refusal = rule.check(request);
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    return Optional.empty();
  }

  private static Optional<SipResponse> method(SipRequest request) {
    if (!Capabilities.NOT_SERVED.contains(request.method()) || isInside(request)) {
      return Optional.empty();
    }
    // RFC 6665 §8.3.2, RFC 3903 §6: an event nobody knows is a bad event, not a bad method.
    var event = request.header("Event").isPresent() && !request.method().equals("NOTIFY");
    return Optional.of(ResponseWriter.own(event ? 489 : 405).with("Allow", Capabilities.ALLOW));
  }

  /**
   * Whether the dialog is to be looked for before the method is judged (RFC 3261 §12.2.2): who
   * knows the dialogs answers 481 or 405. REGISTER and PUBLISH never belong to one.
   */
  private static boolean isInside(SipRequest request) {
    return request.to().tag().isPresent() && Capabilities.IN_DIALOGS.contains(request.method());
  }

  private static Optional<SipResponse> scheme(SipRequest request) {
    var colon = Math.max(0, request.requestUri().indexOf(':'));
    var scheme = request.requestUri().substring(0, colon).toLowerCase(Locale.ROOT);
    return Capabilities.SCHEMES.contains(scheme)
        ? Optional.empty()
        : Optional.of(ResponseWriter.own(416));
  }

  private static Optional<SipResponse> extensions(SipRequest request) {
    if (request.method().equals("CANCEL") || request.method().equals("ACK")) {
      return Optional.empty();
    }
    var unknown = all(request, "Require");
    unknown.removeIf(tag -> Capabilities.EXTENSIONS.contains(tag.toLowerCase(Locale.ROOT)));
    return unknown.isEmpty()
        ? Optional.empty()
        : Optional.of(ResponseWriter.own(420).with("Unsupported", String.join(", ", unknown)));
  }

  private static Optional<SipResponse> encoding(SipRequest request) {
    var unknown = all(request, "Content-Encoding");
    unknown.removeIf("identity"::equalsIgnoreCase);
    return !unknown.isEmpty() && !request.body().isEmpty()
        ? Optional.of(ResponseWriter.own(415).with("Accept-Encoding", Capabilities.ACCEPT_ENCODING))
        : Optional.empty();
  }

  private static Optional<SipResponse> sessionBody(SipRequest request) {
    var session = request.method().equals("INVITE") || request.method().equals("UPDATE");
    var foreign = !request.body().isEmpty() && request.sdp().isEmpty();
    return session && foreign && !isOptional(request)
        ? Optional.of(ResponseWriter.own(415).with("Accept", Capabilities.ACCEPT_SESSION))
        : Optional.empty();
  }

  private static boolean isOptional(SipRequest request) {
    return request
        .header("Content-Disposition")
        .filter(d -> "optional".equalsIgnoreCase(Values.parameters(d).get("handling")))
        .isPresent();
  }

  private static Optional<SipResponse> sessionInterval(SipRequest request) {
    var tooSmall =
        (request.method().equals("INVITE") || request.method().equals("UPDATE"))
            && request
                .header("Session-Expires")
                .map(value -> value.split(";", 2)[0].strip())
                .filter(value -> value.matches("[0-9]{1,9}"))
                .filter(value -> Integer.parseInt(value) < Capabilities.MIN_SE)
                .isPresent();
    return tooSmall
        ? Optional.of(ResponseWriter.own(422).with("Min-SE", String.valueOf(Capabilities.MIN_SE)))
        : Optional.empty();
  }

  /** The answer to OPTIONS (RFC 3261 §11.2). */
  public static SipResponse options(SipRequest request, String host) {
    var answer =
        ResponseWriter.own(200)
            .with("Allow", Capabilities.ALLOW)
            .with("Accept", Capabilities.ACCEPT)
            .with("Accept-Encoding", Capabilities.ACCEPT_ENCODING)
            .with("Accept-Language", Capabilities.ACCEPT_LANGUAGE)
            .with("Supported", Capabilities.SUPPORTED);
    return acceptsSdp(request)
        ? new SipResponse(
            answer.status(),
            answer.reason(),
            answer.to(),
            answer.toTag(),
            answer.routes(),
            answer.contact(),
            answer.headers(),
            Optional.empty(),
            answer.body(),
            Optional.of(Capabilities.description(host)))
        : answer;
  }

  private static boolean acceptsSdp(SipRequest request) {
    if (request.header("Accept").isEmpty()) {
      return true;
    }
    return all(request, "Accept").stream()
        .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
        .anyMatch(List.of("application/sdp", "application/*", "*/*")::contains);
  }

  private static List<String> all(SipRequest request, String name) {
    var all = new ArrayList<String>(0);
    for (var header : request.headers()) {
      if (header.name().equalsIgnoreCase(name)) {
        all.addAll(Values.list(header.value()));
      }
    }
    return all;
  }

  /** The key under which copies that came by another way are found (RFC 3261 §8.2.2.2). */
  public static Optional<String> mergeKey(SipRequest request) {
    return request.to().tag().isPresent()
            || request.method().equals("ACK")
            || request.method().equals("CANCEL")
        ? Optional.empty()
        : Optional.of(
            String.join(
                "\n",
                request.from().tag().orElse(""),
                request.callId(),
                String.valueOf(request.cseq()),
                request.method()));
  }

  /** The id of the transaction that a request belongs to (RFC 3261 §17.2.3). */
  public static String transactionId(RawMessage message, TopVia via, String method) {
    if (via.hasIdentifier()) {
      return String.join(";", via.branch(), via.sentBy(), method);
    }
    // Clients of RFC 2543: everything that is equal in a request and its ACK or CANCEL.
    var number = message.first("CSeq").orElse("").strip().split("\\s", 2)[0];
    var from = Values.parameters(message.first("From").orElse("")).getOrDefault("tag", "");
    var callId = message.first("Call-ID").orElse("");
    var words = message.startLine().split(" ", 3);
    var uri = words.length > 1 ? words[1] : "";
    return String.join(";", uri, from, callId, number, via.sentBy(), via.branch(), method);
  }
}
