package im.balcony.mapping.content;

import im.balcony.api.xmpp.Element;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What may be passed on of a text in HTML: its words, and those of its elements that XEP-0071 §7.1
 * recommends, without attributes but the address of a link. Everything else is left out, whatever
 * it was good for (XEP-0071 §8).
 *
 * @param text the words, for clients that show no markup
 * @param html the {@code <html/>} of XHTML-IM
 */
public record XhtmlIm(String text, Element html) {

  /** The type of html. */
  public static final String CONTENT_TYPE = "text/html";

  /** The namespace of XHTML-IM (XEP-0071). */
  public static final String NAMESPACE = "http://jabber.org/protocol/xhtml-im";

  private static final String XHTML = "http://www.w3.org/1999/xhtml";
  private static final String BODY = "body";
  private static final String P = "p";
  private static final String LI = "li";
  private static final String A = "a";
  private static final String BLOCKQUOTE = "blockquote";

  /** Which element of the profile stands for one of HTML. */
  private static final Map<String, String> PROFILE =
      Map.ofEntries(
          Map.entry(A, A),
          Map.entry("b", "strong"),
          Map.entry("strong", "strong"),
          Map.entry("i", "em"),
          Map.entry("em", "em"),
          Map.entry("cite", "cite"),
          Map.entry("ul", "ul"),
          Map.entry("ol", "ol"),
          Map.entry(LI, LI),
          Map.entry(BLOCKQUOTE, BLOCKQUOTE),
          Map.entry(P, P),
          Map.entry("div", P),
          Map.entry("pre", P),
          Map.entry("tr", P),
          Map.entry("dt", P),
          Map.entry("dd", P),
          Map.entry("address", P),
          Map.entry("article", P),
          Map.entry("section", P),
          Map.entry("h1", P),
          Map.entry("h2", P),
          Map.entry("h3", P),
          Map.entry("h4", P),
          Map.entry("h5", P),
          Map.entry("h6", P));

  private static final Set<String> CELLS = Set.of("td", "th");
  private static final Set<String> LISTS = Set.of("ul", "ol");
  private static final Set<String> BLOCKS = Set.of(P, BLOCKQUOTE, "ul", "ol", LI);

  /** Inside of these, words need a block of their own. */
  private static final Set<String> OF_BLOCKS = Set.of(BODY, BLOCKQUOTE);

  private static final Set<String> SCHEMES = Set.of("http", "https", "mailto", "xmpp", "sip");

  private static final int MAX_DEPTH = 32;

  /** Reads a text in HTML; there is none that cannot be read. */
  public static XhtmlIm read(String source) {
    var builder = new Builder();
    HtmlTokens.read(source, builder);
    return builder.finish();
  }

  private static Element element(String name) {
    return Element.of(XHTML, name);
  }

  private static final class Open {
    final String name;
    final String href;
    final int start;
    final List<Element> children = new ArrayList<>();

    Open(String name, String href, int start) {
      this.name = name;
      this.href = href;
      this.start = start;
    }

    Element element() {
      var made = href.isEmpty() ? XhtmlIm.element(name) : XhtmlIm.element(name).with("href", href);
      return new Element(made.namespace(), name, made.attributes(), children, "");
    }
  }

  private static final class Builder implements HtmlTokens.Listener {

    private final List<Open> open = new ArrayList<>(List.of(new Open(BODY, "", 0)));
    private final StringBuilder words = new StringBuilder();

    private Open innermost() {
      return open.get(open.size() - 1);
    }

    @Override
    public void opened(String name, Map<String, String> attributes) {
      var ours = PROFILE.getOrDefault(name, "");
      if (name.equals("br")) {
        lineBreak();
      } else if (name.equals("img")) {
        text(attributes.getOrDefault("alt", ""));
      } else if (CELLS.contains(name)) {
        text(" ");
      } else if (open.size() >= MAX_DEPTH) {
        return;
      } else if (BLOCKS.contains(ours)) {
        block(ours);
      } else if (ours.equals(A)) {
        closed(A);
        var href = href(attributes);
        if (!href.isEmpty()) {
          inline();
          push(A, href);
        }
      } else if (!ours.isEmpty()) {
        inline();
        push(ours, "");
      }
    }

    private void push(String name, String href) {
      open.add(new Open(name, href, words.length()));
    }

    private void lineBreak() {
      inline();
      innermost().children.add(element("br"));
      words.append('\n');
    }

    private void block(String name) {
      var item = name.equals(LI) && open.stream().anyMatch(o -> LISTS.contains(o.name));
      while (item ? !LISTS.contains(innermost().name) : !isContainer(innermost().name)) {
        close();
      }
      if (!item && LISTS.contains(innermost().name)) {
        push(LI, "");
      }
      newLine();
      push(name.equals(LI) && !item ? P : name, "");
    }

    private static boolean isContainer(String name) {
      return needsBlock(name) || name.equals(LI);
    }

    private static boolean needsBlock(String name) {
      return OF_BLOCKS.contains(name) || LISTS.contains(name);
    }

    /** Words may come: in a block that may hold them. */
    private void inline() {
      if (OF_BLOCKS.contains(innermost().name)) {
        newLine();
        push(P, "");
      } else if (LISTS.contains(innermost().name)) {
        newLine();
        push(LI, "");
      }
    }

    private void newLine() {
      while (endsWith(' ')) {
        words.setLength(words.length() - 1);
      }
      if (words.length() > 0 && !endsWith('\n')) {
        words.append('\n');
      }
    }

    private boolean endsWith(char last) {
      return words.length() > 0 && words.charAt(words.length() - 1) == last;
    }

    @Override
    public void closed(String name) {
      var ours = PROFILE.getOrDefault(name, "");
      if (open.stream().skip(1).noneMatch(o -> o.name.equals(ours))) {
        return;
      }
      while (!innermost().name.equals(ours)) {
        close();
      }
      close();
    }

    private void close() {
      var done = open.remove(open.size() - 1);
      if (!done.href.isEmpty()) {
        nameTarget(done);
      }
      if (!done.children.isEmpty()) {
        innermost().children.add(done.element());
      }
    }

    /** Who sees no link is told where it leads. */
    private void nameTarget(Open link) {
      var shown = words.substring(Math.min(link.start, words.length())).strip();
      if (!shown.isEmpty() && !link.href.endsWith(shown)) {
        words.append(" (").append(link.href).append(')');
      }
    }

    @Override
    public void text(String text) {
      var flowing = text.replaceAll("[ \\t\\n\\f\\r]+", " ");
      var atStart = words.length() == 0 || endsWith('\n') || endsWith(' ');
      var shown =
          atStart || needsBlock(innermost().name) ? flowing.replaceFirst("^ ", "") : flowing;
      if (shown.isEmpty()) {
        return;
      }
      inline();
      innermost().children.add(Element.of(XHTML, "span", shown));
      words.append(shown);
    }

    XhtmlIm finish() {
      while (open.size() > 1) {
        close();
      }
      return new XhtmlIm(
          words.toString().strip(), Element.of(NAMESPACE, "html").with(innermost().element()));
    }

    private static String href(Map<String, String> attributes) {
      // Browsers take away what stands around and inside; what hides a scheme so leads nowhere.
      return Optional.ofNullable(attributes.get("href"))
          .map(String::strip)
          .filter(href -> href.matches("[A-Za-z]+:[\\x21-\\x7e]+"))
          .filter(href -> SCHEMES.contains(scheme(href)))
          .orElse("");
    }

    private static String scheme(String href) {
      return href.substring(0, href.indexOf(':')).toLowerCase(Locale.ROOT);
    }
  }
}
