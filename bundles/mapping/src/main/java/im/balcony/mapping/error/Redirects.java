package im.balcony.mapping.error;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.Jid;
import im.balcony.api.address.SipUri;
import im.balcony.api.mapping.AddressBook;
import im.balcony.api.mapping.Context;
import im.balcony.api.sip.SipParty;
import im.balcony.mapping.address.AddressMapping;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where somebody is said to be now: a Contact, or the text of gone and redirect. */
public final class Redirects {

  private static final String XMPP = "xmpp:";

  /** RFC 5122 §2.2: nodeallow and resallow. */
  private static final String NODE_RAW = "-._~!$()*+,;=";

  private static final String RESOURCE_RAW = NODE_RAW + "&':";

  /** A URI that can stand in angle brackets: RFC 3986 characters only. */
  private static final Pattern URI =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9._~:/?#\\[\\]@!$&'()*+,;=%-]{1,2048}");

  private Redirects() {}

  /** The URI of the first Contact with the highest q (RFC 3261 §20.10). */
  static Optional<String> contact(List<SipParty> contacts) {
    return contacts.stream()
        .filter(c -> usable(c.uri()))
        .max(Comparator.comparingDouble(Redirects::preference))
        .map(SipParty::uri);
  }

  private static double preference(SipParty contact) {
    var q = contact.parameters().getOrDefault("q", "1");
    return q.matches("[01](?:\\.[0-9]{0,3})?") ? Double.parseDouble(q) : 1;
  }

  private static boolean usable(String uri) {
    return URI.matcher(uri).matches();
  }

  /**
   * The character data of gone or redirect: an {@code xmpp} IRI where the tenant serves the domain,
   * else the URI as it is; empty for what is no URI.
   */
  public static Optional<String> toXmpp(String uri, Context context) {
    if (!usable(uri)) {
      return Optional.empty();
    }
    try {
      var sip = SipUri.parse(uri);
      var jid = AddressMapping.toJid(sip, context.book());
      var tenant = context.tenant();
      var served = tenant.servesSip(jid.domain()) || tenant.xmppDomains().contains(jid.domain());
      return Optional.of(served ? iri(jid) : uri);
    } catch (AddressException e) {
      return Optional.of(uri);
    }
  }

  private static String iri(Jid jid) {
    return XMPP
        + jid.local().map(l -> SipUri.encode(l, NODE_RAW) + "@").orElse("")
        + jid.domain()
        + jid.resource().map(r -> "/" + SipUri.encode(r, RESOURCE_RAW)).orElse("");
  }

  /**
   * The Contact for the text of gone or redirect: an {@code xmpp} IRI as SIP URI, any other URI as
   * it is; empty for what is no URI.
   */
  public static Optional<String> toSip(String text, AddressBook book) {
    var address = text.strip();
    if (!address.toLowerCase(Locale.ROOT).startsWith(XMPP)) {
      return Optional.of(address).filter(Redirects::usable);
    }
    try {
      return Optional.of(AddressMapping.toSipUri(jid(address), book).toString());
    } catch (AddressException e) {
      return Optional.empty();
    }
  }

  /** Splits before decoding (RFC 5122 §2.4), and leaves out authority, query and fragment. */
  private static Jid jid(String iri) throws AddressException {
    var path = iri.substring(XMPP.length()).replaceFirst("^//[^/]*/", "").split("[?#]", 2)[0];
    var slash = path.indexOf('/');
    var bare = slash < 0 ? path : path.substring(0, slash);
    var at = bare.indexOf('@');
    return Jid.of(
        at < 0 ? Optional.empty() : Optional.of(SipUri.decode(bare.substring(0, at))),
        SipUri.decode(bare.substring(at + 1)),
        slash < 0 ? Optional.empty() : Optional.of(SipUri.decode(path.substring(slash + 1))));
  }
}
