package im.balcony.router.operations;

import im.balcony.api.data.Masked;
import im.balcony.api.sip.Leftovers;
import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import java.util.ArrayList;
import java.util.List;

/**
 * A message with one of its parts left out: what makes no difference when it is not there is not
 * carried over. SIP is cut as text, by the edge, which has to read it.
 *
 * @param what the part in words: its name, never its content
 * @param depth how deep it is inside of others; those follow what they are in
 * @param message the rest
 */
record Variant<T>(String what, int depth, T message) {

  private static final int MOST = 60;

  /** A SIP request without one header field, or without one part of its multipart body. */
  static List<Variant<String>> ofSip(Leftovers leftovers) {
    return leftovers.parts().stream()
        .map(part -> new Variant<>(part.what(), 0, part.rest()))
        .toList();
  }

  /** A stanza without one of its elements, whichever depth it is in. */
  static List<Variant<Stanza>> ofStanza(Stanza stanza) {
    var all = new ArrayList<Variant<Stanza>>();
    each(
        stanza.children(),
        children ->
            new Stanza(
                stanza.kind(),
                stanza.from(),
                stanza.to(),
                stanza.id(),
                stanza.type(),
                stanza.language(),
                children),
        0,
        all);
    return all;
  }

  /** The stanza in which these stand in place of some elements. */
  private interface Whole {
    Stanza apply(List<Element> elements);
  }

  private static void each(
      List<Element> elements, Whole whole, int depth, List<Variant<Stanza>> all) {
    for (var i = 0; i < elements.size() && all.size() < MOST; i++) {
      var element = elements.get(i);
      var at = i;
      all.add(new Variant<>(shown(element), depth, whole.apply(replaced(elements, at, List.of()))));
      each(
          element.children(),
          children -> whole.apply(replaced(elements, at, List.of(with(element, children)))),
          depth + 1,
          all);
    }
  }

  private static List<Element> replaced(List<Element> elements, int at, List<Element> by) {
    var copy = new ArrayList<>(elements);
    copy.remove(at);
    copy.addAll(at, by);
    return copy;
  }

  private static Element with(Element element, List<Element> children) {
    return new Element(
        element.namespace(), element.name(), element.attributes(), children, element.text());
  }

  private static String shown(Element element) {
    var name = "<" + shown(element.name());
    return element.namespace().equals(Stanza.NAMESPACE)
        ? name + ">"
        : name + " xmlns='" + shown(element.namespace()) + "'>";
  }

  private static String shown(String name) {
    return Masked.line(name);
  }
}
