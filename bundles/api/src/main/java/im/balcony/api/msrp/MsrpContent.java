package im.balcony.api.msrp;

import im.balcony.api.data.Octets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A text or document out of an MSRP message or a MESSAGE body, unwrapped from message/cpim and
 * multipart.
 *
 * @param contentType type and parameters of the innermost part
 * @param disposition the Content-Disposition of that part, if any
 * @param body its octets
 * @param cpim the message headers of the cpim wrapper, if there was one; the innermost where
 *     several were nested
 * @param language the Content-Language of that part or of what it is in, as written, if any
 */
public record MsrpContent(
    String contentType,
    Optional<String> disposition,
    Octets body,
    Optional<Cpim> cpim,
    Optional<String> language) {

  /**
   * Dispositions of what is not for the reader (RFC 3261 §20.11, and what IANA registered since).
   */
  private static final Set<String> NOT_SHOWN =
      Set.of(
          "notification",
          "session",
          "early-session",
          "recording-session",
          "icon",
          "alert",
          "signal",
          "aib",
          "recipient-list",
          "recipient-list-history",
          "by-reference",
          "info-package");

  /** A content that says no language. */
  public MsrpContent(
      String contentType, Optional<String> disposition, Octets body, Optional<Cpim> cpim) {
    this(contentType, disposition, body, cpim, Optional.empty());
  }

  /** The same in a language, unless it says one itself. */
  public MsrpContent in(Optional<String> other) {
    return new MsrpContent(contentType, disposition, body, cpim, language.or(() -> other));
  }

  /** The same in what has this disposition, unless it says one itself. */
  public MsrpContent disposed(Optional<String> other) {
    return new MsrpContent(contentType, disposition.or(() -> other), body, cpim, language);
  }

  /**
   * Whether something with this Content-Disposition, or without one, is meant to be read: it is,
   * unless it is known to be for something else. What nobody knows is an attachment (RFC 2183
   * §2.8).
   */
  public static boolean isShown(Optional<String> disposition) {
    return disposition
        .map(d -> d.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
        .filter(NOT_SHOWN::contains)
        .isEmpty();
  }

  /**
   * The message headers of a message/cpim object (RFC 3862).
   *
   * @param headers all headers with their namespace resolved to its URI, values unescaped, in their
   *     order
   */
  public record Cpim(List<Header> headers) {

    /** Copies the headers. */
    public Cpim {
      headers = List.copyOf(headers);
    }

    /**
     * The value of the first header of the base namespace with this name (names are
     * case-sensitive).
     */
    public Optional<String> header(String name) {
      return headers.stream()
          .filter(h -> h.namespace().equals(Header.BASE) && h.name().equals(name))
          .map(Header::value)
          .findFirst();
    }
  }

  /**
   * A cpim header.
   *
   * @param namespace the namespace URI of its prefix; {@link #BASE} without a prefix
   * @param name the name, case-sensitive
   * @param language the {@code lang} parameter, if any
   * @param value the value, unescaped
   */
  public record Header(String namespace, String name, Optional<String> language, String value) {

    /** The namespace of RFC 3862's own headers. */
    public static final String BASE = "urn:ietf:params:cpim-headers:";
  }
}
