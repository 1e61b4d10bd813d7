package im.balcony.router.operations;

import im.balcony.api.data.Masked;
import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A message with one of its parts left out: what makes no difference when it is not there is not
 * carried over. SIP is cut as text, for the edge has to read it.
 *
 * @param what the part in words: its name, never its content
 * @param depth how deep it is inside of others; those follow what they are in
 * @param message the rest
 */
record Variant<T>(String what, int depth, T message) {

  private static final int MOST = 60;

  /** What brings a request to its place; it has no counterpart by design. */
  private static final Set<String> ROUTING =
      Set.of(
          "via",
          "v",
          "from",
          "f",
          "to",
          "t",
          "call-id",
          "i",
          "cseq",
          "max-forwards",
          "contact",
          "m",
          "route",
          "record-route",
          "content-length",
          "l",
          "content-type",
          "c",
          "mime-version");

  private static final Pattern LENGTH =
      Pattern.compile("(?im)^(?:content-length|l)[ \\t]*:[^\\n]*\\n?");
  private static final Pattern BOUNDARY =
      Pattern.compile(
          "(?ims)^(?:content-type|c)[ \\t]*:[ \\t]*multipart/[^\\n]*?boundary=\"?([^\";\\r\\n]{1,70})");
  private static final Pattern TYPE =
      Pattern.compile("(?im)^content-type[ \\t]*:[ \\t]*([^;\\s]+)");

  /** The text as {@link #ofSip} cuts it: its length counts no more. */
  static String plain(String text) {
    return LENGTH.matcher(text.replace("\r\n", "\n")).replaceFirst("");
  }

  /** A SIP request without one header field, or without one part of its multipart body. */
  static List<Variant<String>> ofSip(String text) {
    var plain = plain(text);
    var border = plain.indexOf("\n\n");
    var head = border < 0 ? plain : plain.substring(0, border);
    var body = border < 0 ? "" : plain.substring(border);
    var all = new ArrayList<Variant<String>>();
    // A line that begins with white space belongs to the one before.
    var fields = head.split("\n(?![ \t])");
    for (var i = 1; i < fields.length && all.size() < MOST; i++) {
      var name = fields[i].replaceFirst("(?s)[ \t]*:.*", "");
      if (!ROUTING.contains(name.toLowerCase(Locale.ROOT))) {
        var rest = new ArrayList<>(List.of(fields));
        rest.remove(i);
        all.add(new Variant<>("header field " + shown(name), 0, String.join("\n", rest) + body));
      }
    }
    parts(head, body, all);
    return all;
  }

  private static void parts(String head, String body, List<Variant<String>> all) {
    var boundary = BOUNDARY.matcher(head);
    if (!boundary.find()) {
      return;
    }
    var pieces = body.split("\n--" + Pattern.quote(boundary.group(1)), -1);
    // Before the first border is nothing, and behind the last one two hyphens.
    for (var i = 1; i < pieces.length - 1 && all.size() < MOST; i++) {
      var rest = new ArrayList<>(List.of(pieces));
      var type = TYPE.matcher(rest.remove(i));
      all.add(
          new Variant<>(
              "body part " + (type.find() ? shown(type.group(1)) : "without a type"),
              0,
              head + String.join("\n--" + boundary.group(1), rest)));
    }
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
