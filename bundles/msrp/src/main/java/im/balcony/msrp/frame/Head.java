package im.balcony.msrp.frame;

import im.balcony.api.address.AddressException;
import im.balcony.api.data.Word;
import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.msrp.MsrpUri;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Start line and headers of a frame (RFC 4975 §9).
 *
 * @param start its start line
 * @param headers values by name in lower case, for names are tokens (MSRP-13)
 * @param problem why the frame deserves 400, or empty
 */
public record Head(StartLine start, Map<String, String> headers, String problem) {

  private static final String CRLF = "\r\n";

  /** Reads the lines behind the start line; what is wrong with them goes to {@link #problem}. */
  static Head parse(StartLine start, byte[] bytes, int from, int to) {
    var text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    var headers = new HashMap<String, String>();
    var problem = "";
    var at = 0;
    while (at < text.length()) {
      var crlf = text.indexOf(CRLF, at);
      var end = crlf < 0 ? text.length() : crlf;
      var wrong = add(text, at, end, headers);
      problem = problem.isEmpty() ? wrong : problem;
      at = crlf < 0 ? end : end + 2;
    }
    return new Head(start, headers, problem);
  }

  /** Adds the header in a line, which lies between two places of a text. */
  private static String add(String text, int from, int to, Map<String, String> headers) {
    var colon = text.indexOf(':', from);
    if (colon <= from || colon >= to || !isToken(text, from, colon)) {
      // A folded line starts with a space and so has no token for a name (MSRP-14).
      return "Malformed header";
    }
    var value = value(text, colon + 1, to);
    if (hasControl(value)) {
      return "Control character in a header";
    }
    var name = name(text, from, colon);
    return headers.putIfAbsent(name, value) == null || !SINGLE.contains(name)
        ? ""
        : "Repeated " + name;
  }

  private static String value(String text, int from, int to) {
    // As most write it; what else counts as white space is looked for only then.
    var start = from < to && text.charAt(from) == ' ' ? from + 1 : from;
    var value = text.substring(start, to);
    return isBare(value) ? value : value.strip();
  }

  /** Whether nothing can be stripped off. */
  private static boolean isBare(String value) {
    return value.isEmpty() || (isInk(value.charAt(0)) && isInk(value.charAt(value.length() - 1)));
  }

  private static boolean isInk(char c) {
    return c > ' ' && c < 0x7f;
  }

  /** A name in lower case; of those that come in each frame no new text is made. */
  private static String name(String text, int from, int to) {
    for (var known : USUAL) {
      if (known.length() == to - from
          && text.regionMatches(/* ignoreCase= */ true, from, known, 0, known.length())) {
        return known;
      }
    }
    return text.substring(from, to).toLowerCase(Locale.ROOT);
  }

  private static final List<String> SINGLE =
      List.of("to-path", "from-path", "message-id", "byte-range", "content-type", "status");

  private static final String[] USUAL = {
    "to-path",
    "from-path",
    "message-id",
    "byte-range",
    "content-type",
    "success-report",
    "failure-report",
    "status"
  };

  private static final boolean[] TOKEN = token();

  private static boolean[] token() {
    var token = new boolean[0x7f];
    for (var c = '!'; c < token.length; c++) {
      token[c] = "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
    }
    return token;
  }

  private static boolean isToken(String text, int from, int to) {
    for (var i = from; i < to; i++) {
      var c = text.charAt(i);
      if (c >= TOKEN.length || !TOKEN[c]) {
        return false;
      }
    }
    return true;
  }

  /** Whether a value holds what no header may: control characters other than a tab. */
  public static boolean hasControl(String text) {
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f) {
        return true;
      }
    }
    return false;
  }

  /** The transaction-id of the start line. */
  public String transactionId() {
    return start.transactionId();
  }

  /** The value of a header by its name in lower case, or empty. */
  public String value(String name) {
    return headers.getOrDefault(name, "");
  }

  /** The URIs of a path as written. */
  public List<String> rawPath(String name) {
    var value = value(name);
    return value.isEmpty() ? List.of() : List.of(value.split(" +"));
  }

  /** The URIs of a path. */
  public List<MsrpUri> path(String name) throws AddressException {
    var uris = new ArrayList<MsrpUri>();
    for (var raw : rawPath(name)) {
      uris.add(MsrpUri.parse(raw));
    }
    return uris;
  }

  /** Yes unless the header says otherwise (RFC 4975 §7.1.1). */
  public FailureReport failureReport() {
    return Word.of(FailureReport.class, value("failure-report").toLowerCase(Locale.ROOT))
        .orElse(FailureReport.YES);
  }

  /** Whether a success report is asked for (RFC 4975 §7.1.2). */
  public boolean successReport() {
    return value("success-report").equalsIgnoreCase("yes");
  }

  /** Only the start line: paths hold secrets. */
  @Override
  public String toString() {
    return "Head[" + start + "]";
  }
}
