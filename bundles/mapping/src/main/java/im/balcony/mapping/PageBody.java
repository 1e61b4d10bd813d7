package im.balcony.mapping;

import im.balcony.api.data.Octets;
import im.balcony.api.msrp.Formats;
import im.balcony.api.msrp.Formats.FormatException;
import im.balcony.api.msrp.MsrpContent;
import im.balcony.api.msrp.MsrpContent.Cpim;
import java.util.List;
import java.util.Optional;

/**
 * What the body of a MESSAGE or of an MSRP message says: a text, an isComposing document, or
 * nothing that is meant to be shown.
 *
 * @param text the text, line ends as LF
 * @param html the same text as HTML, where it came as such
 * @param composing the isComposing document
 * @param cpim the message headers of a message/cpim wrapper; whoever they name, the sender is who
 *     the signalling says (CPIM-14)
 * @param language the well-formed tag of the text's language, where the body says one
 */
record PageBody(
    Optional<String> text,
    Optional<String> html,
    Optional<IsComposing> composing,
    Optional<Cpim> cpim,
    Optional<String> language) {

  /** What may be inside message/cpim and multipart. */
  private static final List<String> INSIDE = List.of("text/plain", IsComposing.CONTENT_TYPE);

  /** The same where HTML is taken; plain text goes before it (T-38). */
  private static final List<String> INSIDE_OR_HTML =
      List.of("text/plain", XhtmlIm.CONTENT_TYPE, IsComposing.CONTENT_TYPE);

  /** How octets become text: strictly for MESSAGE, leniently for MSRP (I18N-08). */
  @FunctionalInterface
  interface Decoder {
    String decode(Octets body, String contentType) throws FormatException;
  }

  /** Nothing but a text. */
  static PageBody of(Optional<String> text) {
    return new PageBody(
        text, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * Reads a body of any type; {@code html} says whether HTML is one that is carried.
   *
   * @throws FormatException 400 if it is malformed, 415 if its type or charset is not carried
   */
  static PageBody read(String contentType, Octets body, Formats formats, boolean html)
      throws FormatException {
    var type = SdpPeer.bareType(contentType);
    var wrapped = type.equals(SdpPeer.CPIM) || type.startsWith("multipart/");
    var content =
        wrapped
            ? formats.unwrap(contentType, body, html ? INSIDE_OR_HTML : INSIDE)
            : new MsrpContent(contentType, Optional.empty(), body, Optional.empty());
    return html && SdpPeer.bareType(content.contentType()).equals(XhtmlIm.CONTENT_TYPE)
        ? html(content)
        : read(content, TextRules::decode);
  }

  private static PageBody html(MsrpContent content) throws FormatException {
    var html = TextRules.decode(content.body(), content.contentType());
    return new PageBody(
        Optional.of(XhtmlIm.read(html).text()),
        Optional.of(html),
        Optional.empty(),
        content.cpim(),
        language(content));
  }

  private static Optional<String> language(MsrpContent content) {
    return content.language().flatMap(Languages::first);
  }

  /**
   * Reads what is already unwrapped.
   *
   * @throws FormatException as above
   */
  static PageBody read(MsrpContent content, Decoder decoder) throws FormatException {
    // RFC 2183: anything but a rendering is not for the reader (MSRP-65).
    var disposition = content.disposition().map(SdpPeer::bareType).orElse("render");
    if (disposition.equals("notification")) {
      return new PageBody(
          Optional.empty(), Optional.empty(), Optional.empty(), content.cpim(), Optional.empty());
    }
    return switch (SdpPeer.bareType(content.contentType())) {
      case "text/plain" ->
          new PageBody(
              Optional.of(decoder.decode(content.body(), content.contentType())),
              Optional.empty(),
              Optional.empty(),
              content.cpim(),
              language(content));
      case IsComposing.CONTENT_TYPE ->
          new PageBody(
              Optional.empty(),
              Optional.empty(),
              Optional.of(composing(content.body())),
              content.cpim(),
              Optional.empty());
      default -> throw new FormatException(415, "Unsupported Media Type");
    };
  }

  private static IsComposing composing(Octets document) throws FormatException {
    return IsComposing.read(document)
        .orElseThrow(() -> new FormatException(400, "Malformed isComposing document"));
  }
}
