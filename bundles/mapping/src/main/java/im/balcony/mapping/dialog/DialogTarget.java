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
   */
  public static Optional<SipResponse> refusal(SipRequest request, List<String> routes) {
    var contact = request.contact();
    if (contact.isEmpty() || leads(contact.get(), routes)) {
      return Optional.empty();
    }
    return Optional.of(
        sip(contact.get().uri()).isEmpty()
            ? SipResponse.of(400, "Contact is no SIP URI")
            : SipResponse.of(400, "Contact cannot be reached over UDP or TCP"));
  }

  /** Whether requests in the dialog would arrive. */
  public static boolean leads(SipParty contact, List<String> routes) {
    var uri = sip(contact.uri());
    return uri.filter(u -> isReachable(u) || leads(routes)).isPresent();
  }

  private static boolean leads(List<String> routes) {
    return !routes.isEmpty()
        && sip(uri(routes.get(0))).filter(DialogTarget::isReachable).isPresent();
  }

  private static boolean isReachable(SipUri uri) {
    var transport = uri.parameters().getOrDefault("transport", "");
    // Dialogs do not go over TLS: our own Contact would lead back in the clear.
    return !uri.secure()
        && (transport.isEmpty()
            || Transport.of(transport).filter(known -> !known.secure()).isPresent());
  }

  /** The URI of a Route value, with or without brackets. */
  private static String uri(String route) {
    var open = route.lastIndexOf('<');
    var close = route.indexOf('>', open + 1);
    return open >= 0 && close > open ? route.substring(open + 1, close).strip() : route.strip();
  }

  private static Optional<SipUri> sip(String text) {
    try {
      return Optional.of(SipUri.parse(text));
    } catch (AddressException e) {
      return Optional.empty();
    }
  }
}
