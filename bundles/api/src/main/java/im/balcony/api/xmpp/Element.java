package im.balcony.api.xmpp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An XML element inside a stanza: namespace, name, attributes, and either character data or child
 * elements in their order (mixed content keeps its text concatenated).
 *
 * @param namespace the namespace name, empty for none
 * @param name the local name
 * @param attributes attributes by local name; {@code xml:lang} by {@code xml:lang}; others with a
 *     prefix are dropped
 * @param children the child elements
 * @param text all character data directly inside, unescaped
 */
public record Element(
    String namespace,
    String name,
    Map<String, String> attributes,
    List<Element> children,
    String text) {

  /** Copies attributes (keeping their order) and children. */
  public Element {
    // Of fewer than two there is no order to keep, and most elements have none.
    attributes =
        attributes.size() < 2
            ? Map.copyOf(attributes)
            : Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    children = List.copyOf(children);
  }

  /** Octets of one character at most: a quote that is escaped; in UTF-8 it has three or two. */
  static final long CHARACTER = 6;

  /** Octets around an attribute: a space, the equals sign, quotes. */
  static final long ATTRIBUTE = 4;

  /** Octets around an element: two tags, and the declaration of a namespace. */
  static final long TAGS = 32;

  /** An empty element. */
  public static Element of(String namespace, String name) {
    return new Element(namespace, name, Map.of(), List.of(), "");
  }

  /** An element with character data. */
  public static Element of(String namespace, String name, String text) {
    return new Element(namespace, name, Map.of(), List.of(), text);
  }

  /** The same element with attribute {@code name} set. */
  public Element with(String attribute, String value) {
    if (attributes.isEmpty()) {
      return new Element(namespace, name, Map.of(attribute, value), children, text);
    }
    var copy = new LinkedHashMap<>(attributes);
    copy.put(attribute, value);
    return new Element(namespace, name, copy, children, text);
  }

  /** The same element with one more child. */
  public Element with(Element child) {
    var copy = new ArrayList<>(children);
    copy.add(child);
    return new Element(namespace, name, attributes, copy, text);
  }

  /** The value of an attribute. */
  public Optional<String> attribute(String attribute) {
    return Optional.ofNullable(attributes.get(attribute));
  }

  /** The first child with this namespace and name. */
  public Optional<Element> child(String childNamespace, String childName) {
    for (var child : children) {
      if (child.is(childNamespace, childName)) {
        return Optional.of(child);
      }
    }
    return Optional.empty();
  }

  /** Whether this element has this namespace and name. */
  public boolean is(String otherNamespace, String otherName) {
    return namespace.equals(otherNamespace) && name.equals(otherName);
  }

  /** Octets of this element as XML, or more: see {@link Stanza#octetsAtMost}. */
  long octetsAtMost() {
    var octets = TAGS + CHARACTER * (name.length() + namespace.length() + text.length());
    if (!attributes.isEmpty()) {
      for (var attribute : attributes.entrySet()) {
        octets +=
            ATTRIBUTE + CHARACTER * (attribute.getKey().length() + attribute.getValue().length());
      }
    }
    for (var child : children) {
      octets += child.octetsAtMost();
    }
    return octets;
  }

  /** Only the name: the rest may be private. */
  @Override
  public String toString() {
    return "<" + name + " xmlns='" + namespace + "'/>";
  }
}
