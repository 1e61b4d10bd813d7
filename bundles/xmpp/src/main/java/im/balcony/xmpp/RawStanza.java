package im.balcony.xmpp;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.Jid;
import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A stanza as it was read, before its addresses were enforced: what an error can answer even if
 * they are malformed.
 *
 * @param kind message, presence or iq
 * @param root the stanza's element
 */
record RawStanza(Stanza.Kind kind, Element root) {

  private static final Map<String, Stanza.Kind> KINDS =
      Map.of(
          "message", Stanza.Kind.MESSAGE,
          "presence", Stanza.Kind.PRESENCE,
          "iq", Stanza.Kind.IQ);

  /** Servers may leave their own content namespace on a stanza (RFC 6120 §4.8.2). */
  private static final Set<String> CONTENT =
      Set.of(Stanza.NAMESPACE, "jabber:client", "jabber:server");

  /** {@code root} as a stanza, or nothing if it is none (RFC 6120 §4.9.3.24). */
  static Optional<RawStanza> of(Element root) {
    return CONTENT.contains(root.namespace())
        ? Optional.ofNullable(KINDS.get(root.name())).map(kind -> new RawStanza(kind, root))
        : Optional.empty();
  }

  Optional<String> from() {
    return root.attribute("from");
  }

  Optional<String> to() {
    return root.attribute("to");
  }

  Optional<String> id() {
    return root.attribute("id");
  }

  boolean isType(String type) {
    return root.attribute("type").filter(type::equals).isPresent();
  }

  /**
   * Whether an error may answer it: never an error or an iq result (RFC 6120 §8.2.3, §8.3.1), and
   * presence is not worth one.
   */
  boolean mayBeAnswered() {
    return switch (kind) {
      case MESSAGE -> !isType("error");
      case IQ -> isType("get") || isType("set");
      case PRESENCE -> false;
    };
  }

  /**
   * The stanza with its addresses enforced.
   *
   * @throws AddressException if an address is missing or malformed
   */
  Stanza enforced(Optional<String> streamLanguage) throws AddressException {
    return new Stanza(
        kind,
        Jid.parse(from().orElse("")),
        Jid.parse(to().orElse("")),
        id(),
        root.attribute("type"),
        root.attribute("xml:lang").or(() -> streamLanguage),
        children());
  }

  private List<Element> children() {
    if (root.namespace().equals(Stanza.NAMESPACE)) {
      return root.children();
    }
    return root.children().stream().map(this::inStreamNamespace).toList();
  }

  private Element inStreamNamespace(Element child) {
    return child.namespace().equals(root.namespace())
        ? new Element(
            Stanza.NAMESPACE, child.name(), child.attributes(), child.children(), child.text())
        : child;
  }
}
