package im.balcony.api.xmpp;

import im.balcony.api.address.Jid;
import im.balcony.api.wire.WireRecord;
import java.util.List;
import java.util.Optional;

/**
 * A stanza on a component link (RFC 6120 §8), read from the wire or to be written to it. Children
 * in the stream's default namespace have the namespace {@link #NAMESPACE}.
 *
 * @param kind message, presence or iq
 * @param from the sender; on a component link always present
 * @param to the addressee; on a component link always present
 * @param id the 'id' attribute
 * @param type the 'type' attribute as written
 * @param language the {@code xml:lang} of the stanza, or what it inherits from the stream
 * @param children the child elements
 */
public record Stanza(
    Kind kind,
    Jid from,
    Jid to,
    Optional<String> id,
    Optional<String> type,
    Optional<String> language,
    List<Element> children)
    implements WireRecord {

  /** The namespace of a component stream's stanzas (XEP-0114 §3). */
  public static final String NAMESPACE = "jabber:component:accept";

  /** The namespace of stanza error conditions. */
  public static final String ERRORS = "urn:ietf:params:xml:ns:xmpp-stanzas";

  /** The three kinds of stanzas; the element name is the lower-case name. */
  public enum Kind {
    MESSAGE,
    PRESENCE,
    IQ
  }

  /** Copies the children. */
  public Stanza {
    children = List.copyOf(children);
  }

  /** The first child with this namespace and name. */
  public Optional<Element> child(String namespace, String name) {
    for (var child : children) {
      if (child.is(namespace, name)) {
        return Optional.of(child);
      }
    }
    return Optional.empty();
  }

  /** Whether the type is {@code error}. */
  public boolean isError() {
    return type.filter("error"::equals).isPresent();
  }

  /**
   * Octets of this stanza as XML, or more: by the number of its characters, whatever they are.
   * Nearly all stanzas are so far below any limit that nobody needs to write them to know.
   */
  public long octetsAtMost() {
    var octets =
        Element.TAGS
            + 2L * kind.name().length()
            + attribute("from", from.length())
            + attribute("to", to.length())
            + attribute("id", id)
            + attribute("type", type)
            + attribute("xml:lang", language);
    for (var child : children) {
      octets += child.octetsAtMost();
    }
    return octets;
  }

  private static long attribute(String name, Optional<String> value) {
    return value.isPresent() ? attribute(name, value.get().length()) : 0;
  }

  private static long attribute(String name, int length) {
    return Element.ATTRIBUTE + name.length() + Element.CHARACTER * length;
  }

  /** Kind, type and id only. */
  @Override
  public String toString() {
    return "Stanza[" + kind + " " + type.orElse("") + " " + id.orElse("-") + "]";
  }
}
