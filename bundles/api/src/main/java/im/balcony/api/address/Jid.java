package im.balcony.api.address;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import rocks.xmpp.precis.InvalidCodePointException;
import rocks.xmpp.precis.PrecisProfile;
import rocks.xmpp.precis.PrecisProfiles;

/**
 * An XMPP address (RFC 7622), enforced: localpart by UsernameCaseMapped, resourcepart by
 * OpaqueString, domainpart in lower-case U-label form. Two JIDs are equal exactly when XMPP says
 * so. Immutable; its text is made once, for a message needs it many times.
 */
public final class Jid {

  private static final int MAX_OCTETS = 1023;
  private static final String FORBIDDEN_IN_LOCAL = "\"&'/:<>@";

  private final Optional<String> local;
  private final String domain;
  private final Optional<String> resource;

  // Whichever thread makes it, it is the same.
  private @Nullable String text;

  private Jid(Optional<String> local, String domain, Optional<String> resource) {
    this.local = local;
    this.domain = domain;
    this.resource = resource;
  }

  /**
   * Reads and enforces an address.
   *
   * @throws AddressException if a part is empty, too long, or holds a code point that PRECIS or RFC
   *     7622 §3.3.1 forbids
   */
  public static Jid parse(String text) throws AddressException {
    var slash = text.indexOf('/');
    var bare = slash < 0 ? text : text.substring(0, slash);
    var at = bare.indexOf('@');
    return of(
        at < 0 ? Optional.empty() : Optional.of(bare.substring(0, at)),
        bare.substring(at + 1),
        slash < 0 ? Optional.empty() : Optional.of(text.substring(slash + 1)));
  }

  /**
   * Enforces the parts of an address.
   *
   * @throws AddressException as {@link #parse}
   */
  public static Jid of(Optional<String> local, String domain, Optional<String> resource)
      throws AddressException {
    return new Jid(
        local.isPresent() ? Optional.of(localpart(local.get())) : Optional.empty(),
        domainpart(domain),
        resource.isPresent() ? Optional.of(resourcepart(resource.get())) : Optional.empty());
  }

  private static String localpart(String text) throws AddressException {
    var enforced =
        Ascii.isVisible(text) && text.length() <= MAX_OCTETS
            ? text.toLowerCase(Locale.ROOT)
            : enforce(PrecisProfiles.USERNAME_CASE_MAPPED, text, "localpart");
    for (var i = 0; i < enforced.length(); i++) {
      if (FORBIDDEN_IN_LOCAL.indexOf(enforced.charAt(i)) >= 0) {
        throw new AddressException("localpart holds a character that has to be escaped");
      }
    }
    return enforced;
  }

  private static String resourcepart(String text) throws AddressException {
    return Ascii.isPrintable(text) && text.length() <= MAX_OCTETS
        ? text
        : enforce(PrecisProfiles.OPAQUE_STRING, text, "resourcepart");
  }

  private static String enforce(PrecisProfile profile, String text, String part)
      throws AddressException {
    // Every code point counts at least one octet, so this bounds the work before it is done.
    if (text.isEmpty() || text.length() > MAX_OCTETS) {
      throw new AddressException(part + " is empty or too long");
    }
    String enforced;
    try {
      enforced = profile.enforce(text);
    } catch (InvalidCodePointException e) {
      throw new AddressException(part + " holds a forbidden code point");
    } catch (IllegalArgumentException e) {
      throw new AddressException(part + " cannot be enforced");
    }
    var octets = enforced.getBytes(StandardCharsets.UTF_8).length;
    if (octets == 0 || octets > MAX_OCTETS) {
      throw new AddressException(part + " is empty or too long");
    }
    return enforced;
  }

  private static String domainpart(String text) throws AddressException {
    var name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    if (name.isEmpty() || name.length() > MAX_OCTETS) {
      throw new AddressException("domainpart is empty or too long");
    }
    if (Ascii.isHostName(name)) {
      return name.toLowerCase(Locale.ROOT);
    }
    if (name.startsWith("[")) {
      if (!Ascii.isAddressLiteral(name)) {
        throw new AddressException("domainpart is no address literal");
      }
      return name.toLowerCase(Locale.ROOT);
    }
    try {
      var ascii = IDN.toASCII(name.toLowerCase(Locale.ROOT), IDN.USE_STD3_ASCII_RULES);
      if (ascii.isEmpty() || ascii.startsWith(".") || ascii.endsWith(".") || ascii.contains("..")) {
        throw new AddressException("domainpart is empty, or a label of it");
      }
      return IDN.toUnicode(ascii, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      throw new AddressException("domainpart is no domain name");
    }
  }

  /** The localpart, if any; at most 1023 octets. */
  public Optional<String> local() {
    return local;
  }

  /** The domainpart. */
  public String domain() {
    return domain;
  }

  /** The resourcepart, if any; at most 1023 octets. */
  public Optional<String> resource() {
    return resource;
  }

  /** This address without a resourcepart. */
  public Jid bare() {
    return resource.isEmpty() ? this : new Jid(local, domain, Optional.empty());
  }

  /** Whether there is no resourcepart. */
  public boolean isBare() {
    return resource.isEmpty();
  }

  /**
   * This address with another resourcepart.
   *
   * @throws AddressException if the resourcepart cannot be enforced
   */
  public Jid withResource(String text) throws AddressException {
    return new Jid(local, domain, Optional.of(resourcepart(text)));
  }

  /** The domainpart in A-label form, as SIP writes host names (ADDR-33). */
  public String asciiDomain() {
    return domain.startsWith("[") || Ascii.isHostName(domain) ? domain : IDN.toASCII(domain);
  }

  /** How many characters {@link #toString} has. */
  public int length() {
    return (local.isPresent() ? local.get().length() + 1 : 0)
        + domain.length()
        + (resource.isPresent() ? resource.get().length() + 1 : 0);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Jid jid
        && local.equals(jid.local)
        && domain.equals(jid.domain)
        && resource.equals(jid.resource);
  }

  @Override
  public int hashCode() {
    return (local.hashCode() * 31 + domain.hashCode()) * 31 + resource.hashCode();
  }

  /** The address as it stands in a stanza, not escaped for XML. */
  @Override
  public String toString() {
    var made = text;
    if (made == null) {
      made = write();
      text = made;
    }
    return made;
  }

  private String write() {
    if (local.isEmpty()) {
      return resource.isEmpty() ? domain : domain + '/' + resource.get();
    }
    return resource.isEmpty()
        ? local.get() + '@' + domain
        : local.get() + '@' + domain + '/' + resource.get();
  }
}
