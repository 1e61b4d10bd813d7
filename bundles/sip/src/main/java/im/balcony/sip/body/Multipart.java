package im.balcony.sip.body;

import im.balcony.sip.raw.HeadBounds;
import im.balcony.sip.raw.MalformedMessageException;
import im.balcony.sip.value.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The parts of a multipart body (RFC 2046 §5.1), octet for octet: each character of the text stands
 * for one octet, so that binary parts do no harm.
 */
final class Multipart {

  /** Most parts of one multipart; 400 beyond. */
  static final int MAX_PARTS = 100;

  private static final String ROOT = "start";

  private Multipart() {}

  /**
   * One part.
   *
   * @param headers its header values by lower-case name; the compact form of Content-Type counts
   * @param content what follows the blank line
   */
  record Part(Map<String, String> headers, String content) {

    String value(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  /**
   * The parts in order, but the root of multipart/related first (RFC 2387 §3.2). A missing closing
   * delimiter is forgiven.
   */
  static List<Part> parts(String contentType, String body) throws MalformedMessageException {
    var parameters = Values.parameters(contentType);
    var boundary = parameters.getOrDefault("boundary", "");
    if (boundary.isEmpty() || boundary.length() > HeadBounds.BOUNDARY) {
      throw new MalformedMessageException("multipart without a usable boundary");
    }
    var parts = new ArrayList<Part>();
    for (var text : cut("--" + boundary, body)) {
      if (parts.size() >= MAX_PARTS) {
        throw new MalformedMessageException("multipart has too many parts");
      }
      parts.add(part(text));
    }
    var root = parameters.getOrDefault(ROOT, "");
    for (var i = 1; i < parts.size() && !root.isEmpty(); i++) {
      if (parts.get(i).value("content-id").equals(root)) {
        parts.add(0, parts.remove(i));
        break;
      }
    }
    return parts;
  }

  /** What stands between the delimiters; the line break before one belongs to it. */
  private static List<String> cut(String delimiter, String body) {
    var found = new ArrayList<String>();
    var start = -1;
    for (var line = 0; line < body.length(); ) {
      var feed = body.indexOf('\n', line);
      var next = feed < 0 ? body.length() : feed + 1;
      if (body.startsWith(delimiter, line)) {
        var rest = body.substring(line + delimiter.length(), next);
        var last = rest.startsWith("--");
        if (last || rest.isBlank()) {
          if (start >= 0) {
            found.add(body.substring(start, Math.max(start, beforeBreak(body, line))));
          }
          if (last) {
            return found;
          }
          start = next;
        }
      }
      line = next;
    }
    if (start >= 0) {
      found.add(body.substring(start));
    }
    return found;
  }

  private static int beforeBreak(String body, int delimiterAt) {
    var end = delimiterAt;
    if (end > 0 && body.charAt(end - 1) == '\n') {
      end--;
    }
    return end > 0 && body.charAt(end - 1) == '\r' ? end - 1 : end;
  }

  private static Part part(String text) {
    var headers = new LinkedHashMap<String, String>();
    var name = "";
    for (var line = 0; line < text.length(); ) {
      var feed = text.indexOf('\n', line);
      var next = feed < 0 ? text.length() : feed + 1;
      var content = text.substring(line, next).stripTrailing();
      if (content.isEmpty()) {
        return new Part(headers, text.substring(next));
      }
      var colon = content.indexOf(':');
      if (Character.isWhitespace(content.charAt(0)) && !name.isEmpty()) {
        headers.merge(name, " " + content.strip(), String::concat);
      } else if (colon > 0) {
        name = content.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        name = name.equals("c") ? "content-type" : name;
        headers.putIfAbsent(name, content.substring(colon + 1).strip());
      }
      line = next;
    }
    return new Part(headers, "");
  }
}
