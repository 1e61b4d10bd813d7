package im.balcony.mapping.address;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.Jid;
import im.balcony.api.address.SipUri;
import im.balcony.api.mapping.AddressBook;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * SIP URIs and JIDs, both ways (RFC 7247 §6.4 and §6.5, completed by XEP-0106).
 *
 * <p>The mapping alone is not one-to-one: JIDs are folded to lower case, {@code &} and {@code %26}
 * differ in SIP only, and {@code a\5cb} and {@code a\b} give one URI. So the address book is asked
 * first, and {@link #learnt} says what it has to remember for the way back.
 */
public final class AddressMapping {

  /** What RFC 3261 §25.1 allows raw in a user part, besides letters and digits. */
  private static final String USER_RAW = "-_.!~*'()&=+$,;?/";

  private AddressMapping() {}

  /**
   * The JID of a SIP user or of an XMPP user as SIP writes it; the {@code gr} parameter becomes the
   * resourcepart (RFC 7247 §6.4).
   *
   * @throws AddressException if no legal JID exists: the request is to be refused with 404
   */
  public static Jid toJid(SipUri uri, AddressBook book) throws AddressException {
    var bare = toBareJid(uri, book);
    var resource = uri.gruu();
    return resource.isPresent() ? bare.withResource(resource.get()) : bare;
  }

  /**
   * As {@link #toJid(SipUri, AddressBook)}, for a URI of any scheme that names people by user and
   * host: {@code sip}, {@code sips}, {@code im}, {@code pres}.
   *
   * @throws AddressException also for any other scheme
   */
  public static Jid toJid(String uri, AddressBook book) throws AddressException {
    var colon = uri.indexOf(':');
    var scheme = colon < 0 ? "" : uri.substring(0, colon).toLowerCase(Locale.ROOT);
    var sip = scheme.equals("im") || scheme.equals("pres") ? "sip" + uri.substring(colon) : uri;
    return toJid(SipUri.parse(sip), book);
  }

  /**
   * The bare JID; everything but user and host is left out.
   *
   * @throws AddressException if no legal JID exists
   */
  public static Jid toBareJid(SipUri uri, AddressBook book) throws AddressException {
    var known = book.jidOf(person(uri));
    if (known.isPresent()) {
      return known.get().bare();
    }
    var user = uri.decodedUser();
    return Jid.of(
        user.isPresent() ? Optional.of(JidEscaping.escape(user.get())) : Optional.empty(),
        uri.host(),
        Optional.empty());
  }

  /**
   * The SIP URI of a JID (RFC 7247 §6.5): in the exact spelling seen before, or else in canonical
   * form; the resourcepart becomes the {@code gr} parameter. Always {@code sip}.
   */
  public static SipUri toSipUri(Jid jid, AddressBook book) {
    var bare = book.uriOf(jid.bare()).map(AddressMapping::person).orElseGet(() -> canonical(jid));
    return jid.resource().map(bare::withGruu).orElse(bare);
  }

  /**
   * What has to be remembered so that {@code uri} and {@code jid}, one made from the other, find
   * back to each other; nothing if the mapping itself does.
   *
   * @throws AddressException if another JID that is in use maps to the same URI: the sender is to
   *     be refused with {@code <jid-malformed/>}
   */
  public static List<AddressBook.Entry> learnt(SipUri uri, Jid jid, AddressBook book)
      throws AddressException {
    var person = person(uri);
    var bare = jid.bare();
    var owner = book.jidOf(person);
    if (owner.isPresent() && !owner.get().bare().equals(bare)) {
      throw new AddressException("another address maps to the same SIP URI");
    }
    var entry = new AddressBook.Entry(bare, person);
    if (!toSipUri(bare, book).equals(person)) {
      return List.of(entry);
    }
    return owner.isEmpty() && isAmbiguous(bare, person) ? List.of(entry) : List.of();
  }

  /** Whether another JID could claim the URI: one that writes a backslash the other way. */
  private static boolean isAmbiguous(Jid bare, SipUri person) throws AddressException {
    return bare.local().map(JidEscaping::unescape).filter(l -> l.indexOf('\\') >= 0).isPresent()
        || !toBareJid(person, AddressBook.EMPTY).equals(bare);
  }

  private static SipUri canonical(Jid jid) {
    var user = jid.local().map(JidEscaping::unescape).map(u -> SipUri.encode(u, USER_RAW));
    return SipUri.of(user.orElse(""), jid.asciiDomain());
  }

  /** User and host alone; the scheme is no part of who is meant (RFC 7247 §6.4 step 1). */
  private static SipUri person(SipUri uri) {
    return uri.secure() || uri.port().isPresent() || !uri.parameters().isEmpty()
        ? new SipUri(false, uri.user(), uri.host(), OptionalInt.empty(), Map.of())
        : uri;
  }

  /** A JID with a resource, or without it where it is none. */
  public static Jid full(Jid bare, Optional<String> resource) {
    try {
      return resource.isPresent() ? bare.withResource(resource.get()) : bare;
    } catch (AddressException e) {
      return bare;
    }
  }
}
