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

  /** Empty if it follows the grammar in no way, so that not even an answer can be made. */
  static Optional<StartLine> parse(String line) {
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
