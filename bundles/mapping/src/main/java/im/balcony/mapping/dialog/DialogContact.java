package im.balcony.mapping.dialog;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.Jid;
import im.balcony.api.address.SipUri;
import im.balcony.api.mapping.Context;
import im.balcony.api.sip.SipParty;
import im.balcony.api.tenant.Tenant;
import im.balcony.mapping.address.AddressMapping;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The Contact of a dialog that we hold for an XMPP user: the user part and GRUU are the user's (RFC
 * 5627 §4.4), the host is the gateway's own, so that it reaches us by every route (RFC 3261
 * §12.1.1). The user's domain travels in a parameter, for requests to the Contact from outside the
 * dialog.
 */
public final class DialogContact {

  private static final String DOMAIN = "im-domain";

  private DialogContact() {}

  /**
   * The Contact of {@code user}, with its resource as GRUU if it has one. It asks for TLS where our
   * own requests in the dialog go over TLS.
   *
   * @param dialog the dialog as far as it is known
   */
  public static SipParty of(Jid user, Dialog dialog, Context context) {
    var person = AddressMapping.toSipUri(user.bare(), context.book());
    try {
      var uri = place(person, dialog, context).withParameter(DOMAIN, user.asciiDomain());
      return SipParty.of(user.resource().map(uri::withGruu).orElse(uri).toString());
    } catch (AddressException e) {
      // An advertised address that is none; the address of record at least names the user.
      return SipParty.of(user.resource().map(person::withGruu).orElse(person).toString());
    }
  }

  private static SipUri place(SipUri person, Dialog dialog, Context context)
      throws AddressException {
    var target = DialogTarget.sip(dialog.target());
    var route = DialogTarget.nearest(dialog.routes());
    var next = route.or(() -> next(target, context.tenant()));
    var secure = next.filter(SipUri::wantsTls).or(() -> target.filter(SipUri::secure));
    var tls = context.gateway().sipTls().filter(address -> secure.isPresent());
    var here = SipUri.parse("sip:" + tls.orElse(context.gateway().sip()));
    // RFC 3261 §8.1.1.8, §12.1.1: sips is answered with sips, which needs no word of a transport.
    var sips =
        tls.isPresent()
            && Stream.of(target, route).anyMatch(u -> u.filter(SipUri::secure).isPresent());
    var uri = new SipUri(sips, person.user(), here.host(), here.port(), person.parameters());
    return tls.isPresent() && !sips ? uri.withParameter("transport", "tls") : uri;
  }

  /** Where requests without a route go: to a domain of the tenant by its first next hop. */
  private static Optional<SipUri> next(Optional<SipUri> target, Tenant tenant) {
    var elsewhere = target.filter(uri -> !tenant.servesSip(uri.host()));
    return elsewhere
        .or(() -> tenant.nextHop().stream().findFirst().flatMap(DialogTarget::sip))
        .or(() -> target);
  }

  /** The address of record behind a URI that may be such a Contact of ours. */
  public static SipUri resolve(SipUri uri, Context context) {
    var domain = Optional.ofNullable(uri.parameters().get(DOMAIN));
    var gateway = context.gateway();
    if (domain.isEmpty()
        || !(isAt(uri, gateway.sip()) || gateway.sipTls().filter(a -> isAt(uri, a)).isPresent())) {
      return uri;
    }
    try {
      var host = SipUri.parse("sip:" + domain.get()).host();
      return new SipUri(uri.secure(), uri.user(), host, uri.port(), uri.parameters());
    } catch (AddressException e) {
      return uri;
    }
  }

  private static boolean isAt(SipUri uri, String address) {
    try {
      var here = SipUri.parse("sip:" + address);
      return here.host().equals(uri.host()) && here.port().equals(uri.port());
    } catch (AddressException e) {
      return false;
    }
  }
}
