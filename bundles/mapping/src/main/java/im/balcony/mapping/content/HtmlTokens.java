package im.balcony.mapping.content;

import im.balcony.mapping.text.TextRules;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Cuts HTML, well-formed or not, into tags and text. Whatever is no tag that ends is text or
 * nothing; what browsers execute or hide is left out together with its content.
 */
final class HtmlTokens {

  /** What the tokens are told to, one after another. */
  interface Listener {

    /** A start tag; names in lower case, values without entities. */
    void opened(String name, Map<String, String> attributes);

    /** An end tag. */
    void closed(String name);

    /** Character data without entities. */
    void text(String text);
  }

  /** Elements whose content is no text to be read. */
  private static final Set<String> HIDDEN =
      Set.of(
          "script",
          "style",
          "title",
          "textarea",
          "xmp",
          "iframe",
          "noembed",
          "noframes",
          "noscript",
          "template",
          "object",
          "svg",
          "math",
          "select");

  private static final Pattern TAG = Pattern.compile("<(/?)([A-Za-z][A-Za-z0-9:-]*+)");

  private static final Pattern ATTRIBUTE =
      // A name without a value is found as well: else each of its letters would be tried.
      Pattern.compile(
          "([^\\s\"'<>/=]++)(?:\\s*+=\\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\\s\"'<>]++)))?+");

  private static final Pattern ENTITY =
      Pattern.compile("&(?:#([0-9]{1,7})|#[xX]([0-9A-Fa-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));");

  private static final Map<String, String> NAMED =
      Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'", "nbsp", "\u00A0");

  private final String source;
  private final Listener listener;
  private final StringBuilder pending = new StringBuilder();
  private int position;

  private HtmlTokens(String source, Listener listener) {
    this.source = source;
    this.listener = listener;
  }

  /** Reads {@code source} to its end. */
  static void read(String source, Listener listener) {
    new HtmlTokens(source, listener).read();
  }

  private void read() {
    while (position < source.length()) {
      var open = source.indexOf('<', position);
      if (open != position) {
        var end = open < 0 ? source.length() : open;
        pending.append(source, position, end);
        position = end;
      } else if (source.startsWith("<!--", position)) {
        skipBehind("-->");
      } else if (source.startsWith("<!", position) || source.startsWith("<?", position)) {
        skipBehind(">");
      } else {
        tag();
      }
    }
    flush();
  }

  private void flush() {
    if (pending.length() > 0) {
      listener.text(decoded(pending.toString()));
      pending.setLength(0);
    }
  }

  private void skipBehind(String end) {
    var found = source.indexOf(end, position);
    position = found < 0 ? source.length() : found + end.length();
  }

  private void tag() {
    var tag = TAG.matcher(source).region(position, source.length());
    if (!tag.lookingAt()) {
      pending.append('<');
      position++;
      return;
    }
    var end = endOfTag(tag.end());
    if (end < 0) {
      // As in browsers: a tag that never ends takes the rest with it.
      position = source.length();
      return;
    }
    position = end + 1;
    flush();
    var name = tag.group(2).toLowerCase(Locale.ROOT);
    if (!tag.group(1).isEmpty()) {
      listener.closed(name);
    } else if (HIDDEN.contains(name)) {
      skipContent(name);
    } else {
      listener.opened(name, attributes(source.substring(tag.end(), end)));
    }
  }

  /** Where the tag ends, outside of quotes; -1 if it never does. By hand: a tag may be long. */
  private int endOfTag(int from) {
    var at = from;
    while (at < source.length()) {
      var c = source.charAt(at);
      if (c == '>') {
        return at;
      }
      if (c == '"' || c == '\'') {
        at = source.indexOf(c, at + 1);
        if (at < 0) {
          return -1;
        }
      }
      at++;
    }
    return -1;
  }

  private void skipContent(String name) {
    var end = Pattern.compile("</" + name + "(?=[\\s/>])", Pattern.CASE_INSENSITIVE);
    var found = end.matcher(source).region(position, source.length());
    // Where this one does not end, no later one does.
    var close = found.find() ? source.indexOf('>', found.end()) : -1;
    position = close < 0 ? source.length() : close + 1;
  }

  private static Map<String, String> attributes(String text) {
    var attributes = new LinkedHashMap<String, String>();
    var found = ATTRIBUTE.matcher(text);
    while (found.find()) {
      Stream.of(found.group(2), found.group(3), found.group(4))
          .filter(Objects::nonNull)
          .findFirst()
          .ifPresent(
              value ->
                  attributes.putIfAbsent(found.group(1).toLowerCase(Locale.ROOT), decoded(value)));
    }
    return attributes;
  }

  private static String decoded(String text) {
    return TextRules.xml(
        ENTITY.matcher(text).replaceAll(m -> Matcher.quoteReplacement(character(m))));
  }

  private static String character(MatchResult entity) {
    if (entity.group(3) != null) {
      return NAMED.getOrDefault(entity.group(3), "");
    }
    var decimal = entity.group(1) != null;
    var code = Integer.parseInt(entity.group(decimal ? 1 : 2), decimal ? 10 : 16);
    return Character.isValidCodePoint(code) ? Character.toString(code) : "\uFFFD";
  }
}
