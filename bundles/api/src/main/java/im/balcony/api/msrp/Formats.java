package im.balcony.api.msrp;

import im.balcony.api.data.Octets;
import java.util.List;
import java.util.Optional;

/**
 * Message formats that both MSRP and MESSAGE carry: message/cpim (RFC 3862) and multipart (RFC
 * 2046). Pure.
 */
public interface Formats {

  /**
   * Unwraps message/cpim and multipart down to the first part of which {@code accepted} allows the
   * type; multipart alternatives prefer text/plain.
   *
   * @param contentType the outermost type with its parameters
   * @param body the octets
   * @param accepted types that may be inside: {@code text/plain}, {@code text/*}, {@code *}
   * @throws FormatException 400 for a malformed or too deeply nested object, 415 if nothing
   *     acceptable is inside
   */
  MsrpContent unwrap(String contentType, Octets body, List<String> accepted) throws FormatException;

  /** A message/cpim object of these headers and this content. */
  Octets wrap(List<MsrpContent.Header> headers, String contentType, Octets content);

  /** The same with the content's Content-Language, where the formats know how to say it. */
  default Octets wrap(
      List<MsrpContent.Header> headers,
      String contentType,
      Optional<String> language,
      Octets content) {
    return wrap(headers, contentType, content);
  }

  /**
   * Why a body could not be read, with the status to answer (the same in SIP and MSRP). Carries no
   * stack trace.
   */
  final class FormatException extends Exception {

    private final int status;

    /** With the status, 400 or 415. */
    public FormatException(int status, String reason) {
      super(reason, null, false, false);
      this.status = status;
    }

    /** The status to answer. */
    public int status() {
      return status;
    }
  }
}
