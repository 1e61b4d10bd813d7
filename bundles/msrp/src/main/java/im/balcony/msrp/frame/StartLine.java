package im.balcony.msrp.frame;

import im.balcony.api.data.Masked;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A start line (RFC 4975 §9).
 *
 * @param transactionId 1 to 64 characters
 * @param method the method; empty for a response
 * @param status the status; 0 for a request
 * @param comment the comment of a response, or empty
 */
public record StartLine(String transactionId, String method, int status, String comment) {

  static final int MAX_ID = 64;

  private static final Pattern FORM =
      Pattern.compile(
          "MSRP ([0-9A-Za-z.+%=-]{1," + MAX_ID + "}) (?:([0-9]{3})(?: (.*))?|([A-Za-z]+))");

  private static final String FIRST = "MSRP ";
  private static final String SEND = "SEND";

  /** Empty if it follows the grammar in no way, so that not even an answer can be made. */
  static Optional<StartLine> parse(String line) {
    var id = line.startsWith(FIRST) ? line.indexOf(' ', FIRST.length()) : -1;
    return id > 0 && id + 1 + SEND.length() == line.length() && line.endsWith(SEND)
        ? send(line.substring(FIRST.length(), id))
        : byForm(line);
  }

  /** Most are of this kind, and need no general look. */
  private static Optional<StartLine> send(String id) {
    for (var i = 0; i < id.length(); i++) {
      if (!isOfId(id.charAt(i))) {
        return Optional.empty();
      }
    }
    return id.isEmpty() || id.length() > MAX_ID
        ? Optional.empty()
        : Optional.of(new StartLine(id, SEND, 0, ""));
  }

  private static boolean isOfId(char c) {
    return (c >= '0' && c <= '9')
        || (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || ".+%=-".indexOf(c) >= 0;
  }

  private static Optional<StartLine> byForm(String line) {
    var m = FORM.matcher(line);
    if (!m.matches()) {
      return Optional.empty();
    }
    var response = m.group(2) != null;
    return Optional.of(
        new StartLine(
            m.group(1),
            response ? "" : m.group(4),
            response ? Integer.parseInt(m.group(2)) : 0,
            m.group(3) == null ? "" : Masked.line(m.group(3))));
  }

  /** Whether it begins a response. */
  public boolean isResponse() {
    return method.isEmpty();
  }
}
