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

  /**
   * The same for each part of which {@code accepted} allows the type, in their order, and not only
   * for the first.
   *
   * @return one part at least
   * @throws FormatException as above
   */
  default List<MsrpContent> unwrapAll(String contentType, Octets body, List<String> accepted)
      throws FormatException {
    return List.of(unwrap(contentType, body, accepted));
  }

  /**
   * One part of a body.
   *
   * @param contentType its type with the parameters
   * @param disposition its Content-Disposition, if any
   * @param required whether the body must not be taken by somebody who does not understand this
   *     part (RFC 3261 §20.11: so it is where nothing else is said)
   * @param body its octets, Content-Transfer-Encoding undone
   * @param language its Content-Language as written, if any
   */
  record Part(
      String contentType,
      Optional<String> disposition,
      boolean required,
      Octets body,
      Optional<String> language) {

    /** A part that says no language. */
    public Part(String contentType, Optional<String> disposition, boolean required, Octets body) {
      this(contentType, disposition, required, body, Optional.empty());
    }
  }

  /**
   * Takes multipart bodies apart, nested ones too, and leaves message/cpim closed. Of alternatives
   * one part remains, text/plain before all others; of multipart/related the root comes first, and
   * the others are required only where they say so (RFC 2387); signatures are left out. What {@code
   * accepted} does not allow is told all the same, for the caller to judge; only an optional
   * multipart of which something required cannot be read is left out as a whole.
   *
   * @param contentType the outermost type with its parameters
   * @param body the octets
   * @param accepted types that the caller can read
   * @return at least one part; the body itself where it is no multipart
   * @throws FormatException 400 for a malformed or too deeply nested body, or too many parts; 415
   *     for a transfer encoding that is not known
   */
  default List<Part> parts(String contentType, Octets body, List<String> accepted)
      throws FormatException {
    return List.of(new Part(contentType, Optional.empty(), true, body));
  }

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

  /** The same with the content's Content-Disposition, where the formats know how to say it. */
  default Octets wrap(
      List<MsrpContent.Header> headers,
      String contentType,
      Optional<String> language,
      Optional<String> disposition,
      Octets content) {
    return wrap(headers, contentType, language, content);
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
