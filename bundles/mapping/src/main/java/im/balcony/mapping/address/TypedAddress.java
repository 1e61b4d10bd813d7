package im.balcony.mapping.address;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.Jid;
import im.balcony.api.mapping.Context;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** SIP addresses and telephone numbers as people type them (XEP-0100 §6.3). */
public final class TypedAddress {

  /** Longer than any address that can be meant; checked before it is looked at. */
  private static final int LONGEST = 1_024;

  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:");

  /**
   * Space, the visual separators of RFC 3966 §5.1.1, and others in use: slash, dashes, no-break.
   */
  private static final Pattern SEPARATORS =
      Pattern.compile("[-.()/ \\t\\u00A0\\u2010-\\u2015\\u202F\\u2212]+");

  private static final Pattern NUMBER = Pattern.compile("\\+?[*#]*+[0-9][0-9*#]*+");

  /** The digit that is dialled within the country only is written so in international numbers. */
  private static final Pattern TRUNK = Pattern.compile("^\\+(.*)\\(0\\)");

  private TypedAddress() {}

  /**
   * The bare or full JID of what somebody typed at {@code component}. People leave out the scheme,
   * and colleagues the domain.
   *
   * @return empty if the address is none of this gateway: a JID made of it would name somebody
   *     else's server, or somebody else here
   * @throws AddressException if it is no address
   */
  public static Optional<Jid> toJid(String typed, Jid component, Context context)
      throws AddressException {
    if (typed.length() > LONGEST) {
      throw new AddressException("address is too long");
    }
    var jid = AddressMapping.toJid(uri(typed.strip(), component), context.book());
    if (jid.local().isEmpty()) {
      throw new AddressException("address names nobody");
    }
    return isOurs(jid, component, context) ? Optional.of(jid) : Optional.empty();
  }

  private static boolean isOurs(Jid jid, Jid component, Context context) {
    return jid.domain().equals(component.domain())
        || context.tenant().servesSip(jid.domain())
        || context.tenant().servesSip(jid.asciiDomain());
  }

  private static String uri(String typed, Jid component) throws AddressException {
    var matcher = SCHEME.matcher(typed);
    var scheme = matcher.lookingAt() ? matcher.group().toLowerCase(Locale.ROOT) : "";
    var rest = typed.substring(scheme.length());
    if (scheme.equals("tel:")) {
      var number = number(rest.replaceFirst(";.*", ""));
      var digits = number.orElseThrow(() -> new AddressException("no telephone number"));
      return "sip:" + at(digits, component);
    }
    var known = scheme.isEmpty() ? "sip:" : scheme;
    var at = rest.indexOf('@');
    if (at < 0) {
      return known + at(number(rest).orElse(rest), component);
    }
    var user = rest.substring(0, at);
    return known + (user.startsWith("+") ? number(user).orElse(user) : user) + rest.substring(at);
  }

  private static String at(String user, Jid component) {
    return user + '@' + component.asciiDomain();
  }

  /** The number without what only helps the eye, if it is one. */
  private static Optional<String> number(String typed) {
    var international = TRUNK.matcher(typed).replaceFirst("+$1");
    var digits = SEPARATORS.matcher(international).replaceAll("");
    return NUMBER.matcher(digits).matches() ? Optional.of(digits) : Optional.empty();
  }
}
