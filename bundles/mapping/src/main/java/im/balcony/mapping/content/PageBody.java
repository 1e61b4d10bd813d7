package im.balcony.mapping.content;

import im.balcony.api.data.Octets;
import im.balcony.api.msrp.Formats;
import im.balcony.api.msrp.Formats.FormatException;
import im.balcony.api.msrp.Formats.Part;
import im.balcony.api.msrp.MsrpContent;
import im.balcony.api.msrp.MsrpContent.Cpim;
import im.balcony.mapping.sdp.SdpPeer;
import im.balcony.mapping.text.Languages;
import im.balcony.mapping.text.TextRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the body of a MESSAGE or of an MSRP message says: a text, an isComposing document, a
 * notification, or nothing that is meant to be shown.
 *
 * @param text the text, line ends as LF
 * @param html the same text as HTML, where it came as such
 * @param composing the isComposing document
 * @param cpim the message headers of a message/cpim wrapper; whoever they name, the sender is who
 *     the signalling says (CPIM-14)
 * @param language the well-formed tag of the text's language, where the body says one
 * @param notification whether it is a notification, or several, and no text (RFC 5438 §9)
 */
public record PageBody(
    Optional<String> text,
    Optional<String> html,
    Optional<IsComposing> composing,
    Optional<Cpim> cpim,
    Optional<String> language,
    boolean notification) {

  /** What may be inside message/cpim and multipart. */
  private static final List<String> INSIDE =
      List.of("text/plain", IsComposing.CONTENT_TYPE, Imdn.CONTENT_TYPE);

  /** The same where HTML is taken; plain text goes before it. */
  private static final List<String> INSIDE_OR_HTML =
      List.of("text/plain", XhtmlIm.CONTENT_TYPE, IsComposing.CONTENT_TYPE, Imdn.CONTENT_TYPE);

  /** How octets become text: strictly for MESSAGE, leniently for MSRP (I18N-08). */
  @FunctionalInterface
  public interface Decoder {
    String decode(Octets body, String contentType) throws FormatException;
  }

  /** Anything but a notification. */
  PageBody(
      Optional<String> text,
      Optional<String> html,
      Optional<IsComposing> composing,
      Optional<Cpim> cpim,
      Optional<String> language) {
    this(text, html, composing, cpim, language, false);
  }

  /** Nothing but a text. */
  public static PageBody of(Optional<String> text) {
    return new PageBody(
        text, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * Reads a body of any type; {@code html} says whether HTML is one that is carried. Several texts
   * of a multipart become one, each on lines of its own.
   *
   * @return empty for a multipart of which nothing is carried and nothing is required
   * @throws FormatException 400 if it is malformed, 415 if its type or charset is not carried, or a
   *     required part of it is not (RFC 3261 §20.11)
   */
  public static Optional<PageBody> read(
      String contentType, Octets body, Formats formats, boolean html) throws FormatException {
    if (!isMultipart(contentType)) {
      return Optional.of(readOne(contentType, body, formats, html));
    }
    var accepted = new ArrayList<>(html ? INSIDE_OR_HTML : INSIDE);
    accepted.add(SdpPeer.CPIM);
    var read = new ArrayList<PageBody>();
    for (var part : formats.parts(contentType, body, accepted)) {
      var type = SdpPeer.bareType(part.contentType());
      if (accepted.contains(type) || isMultipart(type)) {
        read.add(readOne(part, formats, html));
      } else if (part.required()) {
        throw new FormatException(415, "Unsupported Media Type");
      }
    }
    return read.stream().reduce(PageBody::and);
  }

  private static boolean isMultipart(String contentType) {
    return SdpPeer.bareType(contentType).startsWith("multipart/");
  }

  /** Reads a part that is no multipart. */
  public static PageBody readOne(Part part, Formats formats, boolean html) throws FormatException {
    return MsrpContent.isShown(part.disposition()) || isNotification(part.contentType())
        ? readOne(part.contentType(), part.body(), formats, html).in(part.language())
        : of(Optional.empty());
  }

  /** The same in this Content-Language, unless it says one itself. */
  private PageBody in(Optional<String> contentLanguage) {
    var other = contentLanguage.flatMap(Languages::first);
    return other.isEmpty() || text.isEmpty()
        ? this
        : new PageBody(text, html, composing, cpim, language.or(() -> other));
  }

  private static PageBody readOne(String contentType, Octets body, Formats formats, boolean html)
      throws FormatException {
    var type = SdpPeer.bareType(contentType);
    var wrapped = type.equals(SdpPeer.CPIM) || isMultipart(type);
    var content =
        wrapped
            ? formats.unwrap(contentType, body, html ? INSIDE_OR_HTML : INSIDE)
            : new MsrpContent(contentType, Optional.empty(), body, Optional.empty());
    return html && SdpPeer.bareType(content.contentType()).equals(XhtmlIm.CONTENT_TYPE)
        ? html(content)
        : read(content, TextRules::decode);
  }

  /** What both say; a text says more than that one is being written. */
  private PageBody and(PageBody other) {
    if (text.isEmpty() || other.text.isEmpty()) {
      var first = text.isPresent() || other.text.isEmpty() ? this : other;
      return new PageBody(
          first.text,
          first.html,
          first.text.isPresent() ? Optional.empty() : composing.or(() -> other.composing),
          cpim.or(() -> other.cpim),
          first.language,
          first.text.isEmpty() && (notification || other.notification));
    }
    var first = text.get();
    var joint = first.isEmpty() || first.endsWith("\n") ? "" : "\n";
    return new PageBody(
        Optional.of(first + joint + other.text.get()),
        Optional.empty(),
        Optional.empty(),
        cpim.or(() -> other.cpim),
        language.or(() -> other.language));
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
  public static PageBody read(MsrpContent content, Decoder decoder) throws FormatException {
    if (isNotification(content.contentType())) {
      return new PageBody(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          content.cpim(),
          Optional.empty(),
          true);
    }
    // What has another purpose is not for the reader (MSRP-65).
    if (!MsrpContent.isShown(content.disposition())) {
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

  private static boolean isNotification(String contentType) {
    return SdpPeer.bareType(contentType).equals(Imdn.CONTENT_TYPE);
  }

  private static IsComposing composing(Octets document) throws FormatException {
    return IsComposing.read(document)
        .orElseThrow(() -> new FormatException(400, "Malformed isComposing document"));
  }
}
