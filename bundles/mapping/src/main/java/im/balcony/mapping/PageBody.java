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
 * @param composing the isComposing document
 * @param cpim the message headers of a message/cpim wrapper; whoever they name, the sender is who
 *     the signalling says (CPIM-14)
 */
record PageBody(Optional<String> text, Optional<IsComposing> composing, Optional<Cpim> cpim) {

  /** What may be inside message/cpim and multipart. */
  private static final List<String> INSIDE = List.of("text/plain", IsComposing.CONTENT_TYPE);

  /** How octets become text: strictly for MESSAGE, leniently for MSRP (I18N-08). */
  @FunctionalInterface
  interface Decoder {
    String decode(Octets body, String contentType) throws FormatException;
  }

  /**
   * Reads a body of any type.
   *
   * @throws FormatException 400 if it is malformed, 415 if its type or charset is not carried
   */
  static PageBody read(String contentType, Octets body, Formats formats) throws FormatException {
    var type = SdpPeer.bareType(contentType);
    if (type.equals(SdpPeer.CPIM) || type.startsWith("multipart/")) {
      return read(formats.unwrap(contentType, body, INSIDE), TextRules::decode);
    }
    return read(
        new MsrpContent(contentType, Optional.empty(), body, Optional.empty()), TextRules::decode);
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
      return new PageBody(Optional.empty(), Optional.empty(), content.cpim());
    }
    return switch (SdpPeer.bareType(content.contentType())) {
      case "text/plain" ->
          new PageBody(
              Optional.of(decoder.decode(content.body(), content.contentType())),
              Optional.empty(),
              content.cpim());
      case IsComposing.CONTENT_TYPE ->
          new PageBody(Optional.empty(), Optional.of(composing(content.body())), content.cpim());
      default -> throw new FormatException(415, "Unsupported Media Type");
    };
  }

  private static IsComposing composing(Octets document) throws FormatException {
    return IsComposing.read(document)
        .orElseThrow(() -> new FormatException(400, "Malformed isComposing document"));
  }
}
