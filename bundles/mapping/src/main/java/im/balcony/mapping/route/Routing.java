package im.balcony.mapping.route;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.Jid;
import im.balcony.api.address.SipUri;
import im.balcony.api.mapping.Context;
import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.mapping.Route;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.SipResponse;
import im.balcony.mapping.address.AddressMapping;
import im.balcony.mapping.dialog.DialogContact;
import im.balcony.mapping.error.ErrorMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Whose a SIP request is that belongs to no dialog we know (RFC 3261 §8.2, RFC 7247 §5). */
public final class Routing {

  private static final Set<String> STARTS = Set.of("MESSAGE", "INVITE");
  private static final Set<String> SCHEMES = Set.of("sip", "sips", "im", "pres");

  private Routing() {}

  /** Whose a request is. */
  public static Route route(SipEvent.Received received, Context context) {
    var request = received.request();
    if (request.method().equals("ACK")) {
      return new Route.Drop("ACK without a dialog");
    }
    if (request.to().tag().isPresent() || !STARTS.contains(request.method())) {
      return refuse(received, 481, "Call/Transaction Does Not Exist");
    }
    if (isSips(request.requestUri()) || isSips(request.to().uri())) {
      return reply(
          received,
          ErrorMapping.toSipResponse(ErrorMapping.SIPS_NOT_ALLOWED, false, false, context.book()),
          "sips is not carried");
    }
    if (request.maxForwards() <= 0) {
      return refuse(received, 483, "Too Many Hops");
    }
    return addressed(received, context);
  }

  private static Route addressed(SipEvent.Received received, Context context) {
    var request = received.request();
    if (!SCHEMES.contains(scheme(request.requestUri()))) {
      return refuse(received, 416, "Unsupported URI Scheme");
    }
    Jid juliet;
    try {
      juliet = addressee(request, context);
    } catch (AddressException e) {
      return refuse(received, 404, "Not Found");
    }
    if (!context.tenant().reachesXmpp(juliet.domain())) {
      return refuse(received, 404, "Not Found");
    }
    return sentBy(received, juliet, context);
  }

  private static Route sentBy(SipEvent.Received received, Jid juliet, Context context) {
    var failure = PrivacyWish.of(received.request()).refusal();
    if (failure.isPresent()) {
      return reply(received, failure.get(), "privacy that cannot be given");
    }
    var sender = sender(received.request(), context);
    if (sender.isEmpty()) {
      return refuse(received, 403, "Forbidden");
    }
    try {
      var romeo = AddressMapping.toBareJid(sender.get(), context.book());
      if (romeo.local().isEmpty()) {
        return refuse(received, 403, "Forbidden");
      }
      var additions = new ArrayList<>(AddressMapping.learnt(sender.get(), romeo, context.book()));
      return new Route.ToConversation(
          new ConversationKey(context.tenant().id(), juliet, romeo), additions);
    } catch (AddressException e) {
      return refuse(received, 404, "Not Found");
    }
  }

  /**
   * The XMPP user of a Request-URI, with the GRUU as resource.
   *
   * @throws AddressException if there is no such JID
   */
  public static Jid addressee(SipRequest request, Context context) throws AddressException {
    var text = request.requestUri();
    if (!scheme(text).startsWith("sip")) {
      return AddressMapping.toJid(text, context.book());
    }
    var uri = DialogContact.resolve(SipUri.parse(text), context);
    return AddressMapping.toJid(uri, context.book());
  }

  /**
   * Who sends: the asserted identity where a trusted peer asserts one of the tenant's users (RFC
   * 3325 §9.1) and may show it (§7), a number if there is nothing else, and else the From; nobody
   * if that is anonymous, no SIP URI, or not the tenant's.
   */
  static Optional<SipUri> sender(SipRequest request, Context context) {
    var from = sipUri(request.from().uri());
    if (from.filter(u -> u.host().equals("anonymous.invalid")).isPresent()) {
      return Optional.empty();
    }
    var ours = from.filter(uri -> isOurs(uri, context));
    return PrivacyWish.of(request).hidesIdentity()
        ? ours
        : asserted(request, ours, context).or(() -> ours);
  }

  private static Optional<SipUri> asserted(
      SipRequest request, Optional<SipUri> from, Context context) {
    var asserted = AssertedIdentity.sip(request);
    if (asserted.isEmpty()) {
      // RFC 3261 §19.1.6: the number is a user of the domain that asserts it.
      var domain = from.map(SipUri::host).filter(context.tenant()::servesSip);
      return AssertedIdentity.number(request)
          .map(n -> SipUri.of(n, domain.orElseGet(() -> context.tenant().sipDomains().get(0))));
    }
    return asserted.stream().filter(uri -> isOurs(uri, context)).findFirst();
  }

  private static boolean isOurs(SipUri uri, Context context) {
    if (context.tenant().servesSip(uri.host())) {
      // Also who cannot be mapped is somebody of ours: he hears 404, not 403.
      return true;
    }
    try {
      return context.tenant().servesSip(AddressMapping.toBareJid(uri, context.book()).domain());
    } catch (AddressException e) {
      return false;
    }
  }

  private static Optional<SipUri> sipUri(String text) {
    try {
      return Optional.of(SipUri.parse(text));
    } catch (AddressException e) {
      return Optional.empty();
    }
  }

  private static String scheme(String uri) {
    var colon = uri.indexOf(':');
    return colon < 0 ? "" : uri.substring(0, colon).toLowerCase(Locale.ROOT);
  }

  private static boolean isSips(String uri) {
    return scheme(uri).equals("sips");
  }

  private static Route refuse(SipEvent.Received received, int status, String reason) {
    return reply(received, SipResponse.of(status, reason), reason);
  }

  private static Route reply(SipEvent.Received received, SipResponse response, String reason) {
    return new Route.Reply(
        List.of(new SipCommand.Respond(received.transaction(), response)), reason);
  }
}
