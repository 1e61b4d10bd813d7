package im.balcony.sip;

import im.balcony.api.data.Masked;
import im.balcony.api.sip.Leftovers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** A request as text with one of its parts left out, each in its turn. */
final class LeftOut {

  /** Parts that are left out; an operator reads no more. */
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

  private LeftOut() {}

  /** What is left of {@code text}, whose lines may end with LF, without each of its parts. */
  static Leftovers of(String text) {
    var plain = LENGTH.matcher(text.replace("\r\n", "\n")).replaceFirst("");
    var border = plain.indexOf("\n\n");
    var head = border < 0 ? plain : plain.substring(0, border);
    var body = border < 0 ? "" : plain.substring(border);
    var all = new ArrayList<Leftovers.Part>();
    fields(head, body, all);
    bodyParts(head, body, all);
    return new Leftovers(plain, all);
  }

  private static void fields(String head, String body, List<Leftovers.Part> all) {
    // A line that begins with white space belongs to the one before.
    var fields = head.split("\n(?![ \t])");
    for (var i = 1; i < fields.length && all.size() < MOST; i++) {
      var name = fields[i].replaceFirst("(?s)[ \t]*:.*", "");
      if (!ROUTING.contains(name.toLowerCase(Locale.ROOT))) {
        var rest = new ArrayList<>(List.of(fields));
        rest.remove(i);
        all.add(
            new Leftovers.Part(
                "header field " + Masked.line(name), String.join("\n", rest) + body));
      }
    }
  }

  private static void bodyParts(String head, String body, List<Leftovers.Part> all) {
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
          new Leftovers.Part(
              "body part " + (type.find() ? Masked.line(type.group(1)) : "without a type"),
              head + String.join("\n--" + boundary.group(1), rest)));
    }
  }
}
