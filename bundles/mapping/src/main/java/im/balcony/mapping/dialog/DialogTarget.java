package im.balcony.mapping.dialog;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.SipUri;
import im.balcony.api.sip.SipParty;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.sip.Transport;
import java.util.List;
import java.util.Optional;

/**
 * Whether a Contact can become the remote target of a dialog (RFC 3261 §8.1.1.8, §12.1.1): it has
 * to be a SIP URI, and somebody has to be reached with it, unless a route leads there anyway.
 */
public final class DialogTarget {

  private DialogTarget() {}

  /**
   * The refusal of an INVITE or UPDATE for its Contact, if it has one that leads nowhere.
   *
   * @param routes the route set of the dialog, nearest first
   * @param tls whether SIP goes over TLS here
   */
  public static Optional<SipResponse> refusal(
      SipRequest request, List<String> routes, boolean tls) {
    var contact = request.contact();
    return contact.isEmpty() || leads(contact.get(), routes, tls)
        ? Optional.empty()
        : Optional.of(SipResponse.of(400, why(sip(contact.get().uri()), routes, tls)));
  }

  private static String why(Optional<SipUri> contact, List<String> routes, boolean tls) {
    if (contact.isEmpty()) {
      return "Contact is no SIP URI";
    } else if (!tls) {
      return "Contact cannot be reached over UDP or TCP";
    }
    return contact.get().secure() && !routes.isEmpty()
        ? "Contact is sips, and the route is not TLS"
        : "Contact cannot be reached over UDP, TCP or TLS";
  }

  /**
   * Whether requests in the dialog would arrive. A target of sips wants a route of TLS: one that is
   * none would have to be taken for sips (RFC 3261 §8.1.2), and nobody said that TLS is heard
   * there.
   *
   * @param routes the route set of the dialog, nearest first
   * @param tls whether SIP goes over TLS here
   */
  public static boolean leads(SipParty contact, List<String> routes, boolean tls) {
    var target = sip(contact.uri());
    if (target.isEmpty() || routes.isEmpty()) {
      return target.filter(uri -> isReachable(uri, tls)).isPresent();
    }
    var secure = target.get().secure();
    return nearest(routes)
        .filter(next -> isReachable(next, tls) && (next.wantsTls() || !secure))
        .isPresent();
  }

  private static boolean isReachable(SipUri uri, boolean tls) {
    var transport = uri.parameters().getOrDefault("transport", "");
    if (uri.wantsTls()) {
      return tls;
    }
    return transport.isEmpty() || Transport.of(transport).isPresent();
  }

  /** The nearest URI of a route set, if there is one. */
  static Optional<SipUri> nearest(List<String> routes) {
    return routes.isEmpty() ? Optional.empty() : sip(uri(routes.get(0)));
  }

  /** The URI of a Route value, with or without brackets. */
  private static String uri(String route) {
    var open = route.lastIndexOf('<');
    var close = route.indexOf('>', open + 1);
    return open >= 0 && close > open ? route.substring(open + 1, close).strip() : route.strip();
  }

  /** A URI that is one of SIP. */
  static Optional<SipUri> sip(String text) {
    try {
      return Optional.of(SipUri.parse(text));
    } catch (AddressException e) {
      return Optional.empty();
    }
  }
}
