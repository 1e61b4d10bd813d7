package im.balcony.mapping.address;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.Jid;
import im.balcony.api.address.SipUri;
import im.balcony.api.mapping.Context;
import im.balcony.api.sip.SipParty;
import java.util.Optional;

/**
 * The Contact of a dialog that we hold for an XMPP user: the user part and GRUU are the user's (RFC
 * 5627 §4.4), the host is the gateway's own, so that it reaches us by every route (RFC 3261
 * §12.1.1). The user's domain travels in a parameter, for requests to the Contact from outside the
 * dialog.
 */
public final class DialogContact {

  private static final String DOMAIN = "im-domain";

  private DialogContact() {}

  /** The Contact of {@code user}, with its resource as GRUU if it has one. */
  public static SipParty of(Jid user, Context context) {
    var person = AddressMapping.toSipUri(user.bare(), context.book());
    try {
      var here = SipUri.parse("sip:" + context.gateway().sip());
      var uri =
          new SipUri(false, person.user(), here.host(), here.port(), person.parameters())
              .withParameter(DOMAIN, user.asciiDomain());
      return SipParty.of(user.resource().map(uri::withGruu).orElse(uri).toString());
    } catch (AddressException e) {
      // An advertised address that is none; the address of record at least names the user.
      return SipParty.of(user.resource().map(person::withGruu).orElse(person).toString());
    }
  }

  /** The address of record behind a URI that may be such a Contact of ours. */
  public static SipUri resolve(SipUri uri, Context context) {
    var domain = Optional.ofNullable(uri.parameters().get(DOMAIN));
    if (domain.isEmpty()) {
      return uri;
    }
    try {
      var here = SipUri.parse("sip:" + context.gateway().sip());
      if (!here.host().equals(uri.host()) || !here.port().equals(uri.port())) {
        return uri;
      }
      var host = SipUri.parse("sip:" + domain.get()).host();
      return new SipUri(uri.secure(), uri.user(), host, here.port(), uri.parameters());
    } catch (AddressException e) {
      return uri;
    }
  }
}
