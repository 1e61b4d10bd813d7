package im.balcony.mapping.text;

import im.balcony.api.data.Octets;
import im.balcony.api.msrp.Formats.FormatException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * What happens to text on its way: charsets, line ends, characters that XML forbids, and values
 * that must stay on one header line.
 */
public final class TextRules {

  private static final char REPLACEMENT = '\uFFFD';

  private static final Pattern CHARSET =
      Pattern.compile(";\\s*charset\\s*=\\s*(?:\"([^\"]*)\"|([^;\\s]+))", Pattern.CASE_INSENSITIVE);

  private static final Pattern LINE_BREAKS =
      Pattern.compile("[\\t\\n\\x0B\\f\\r\\u0085\\u2028\\u2029]+");

  private static final Pattern CONTROLS = Pattern.compile("[\\x00-\\x1F\\x7F-\\x9F]");

  private TextRules() {}

  /**
   * The text of a MESSAGE body, ready for a stanza: line ends as LF, nothing that XML forbids.
   *
   * @throws FormatException 400 if the octets are no text of their charset (I18N-08), 415 if the
   *     charset is unknown
   */
  public static String decode(Octets body, String contentType) throws FormatException {
    var decoder =
        charset(contentType)
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    try {
      return received(decoder.decode(body.view()).toString());
    } catch (CharacterCodingException e) {
      throw new FormatException(400, "Body is not in its charset");
    }
  }

  /**
   * The text of an MSRP message, likewise, but what cannot be read becomes U+FFFD.
   *
   * @throws FormatException 415 if the charset is unknown
   */
  public static String decodeLeniently(Octets body, String contentType) throws FormatException {
    return received(charset(contentType).decode(body.view()).toString());
  }

  private static String received(String text) {
    return xml(lf(text.startsWith("\uFEFF") ? text.substring(1) : text));
  }

  private static Charset charset(String contentType) throws FormatException {
    if (contentType.indexOf(';') < 0) {
      return StandardCharsets.UTF_8;
    }
    var matcher = CHARSET.matcher(contentType);
    if (!matcher.find()) {
      return StandardCharsets.UTF_8;
    }
    var name = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
    try {
      var charset = Charset.forName(name);
      // Many who say US-ASCII send UTF-8, which contains it.
      return charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : charset;
    } catch (IllegalArgumentException e) {
      throw new FormatException(415, "Charset is unknown");
    }
  }

  /** CRLF and lone CR as LF (I18N-06). */
  public static String lf(String text) {
    return text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n").replace('\r', '\n');
  }

  /** Every line end as CRLF, the line end of text/plain (RFC 2046 §4.1.1). */
  public static String crlf(String text) {
    return lf(text).replace("\n", "\r\n");
  }

  /** Every character that XML 1.0 §2.2 forbids as U+FFFD, unpaired surrogates too (I18N-07). */
  public static String xml(String text) {
    return isXml(text) ? text : mended(text);
  }

  private static boolean isXml(String text) {
    for (var i = 0; i < text.length(); ) {
      var codePoint = text.codePointAt(i);
      if (!isXml(codePoint)) {
        return false;
      }
      i += Character.charCount(codePoint);
    }
    return true;
  }

  private static String mended(String text) {
    return text.codePoints()
        .map(c -> isXml(c) ? c : REPLACEMENT)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean isXml(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= ' ' && c <= 0xD7FF)
        || (c >= 0xE000 && c <= 0xFFFD)
        || c >= 0x10000;
  }

  /**
   * {@code text} as one line that no header can be hidden in (I18N-11, SEC-17): line breaks become
   * one space, other controls go; possibly empty.
   */
  public static String headerLine(String text) {
    return xml(isOneLine(text) ? text : oneLine(text)).strip();
  }

  /** Whether there is neither a line break nor another control in it. */
  private static boolean isOneLine(String text) {
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c < ' ' || (c >= 0x7f && c <= 0x9f) || c == '\u2028' || c == '\u2029') {
        return false;
      }
    }
    return true;
  }

  private static String oneLine(String text) {
    return CONTROLS.matcher(LINE_BREAKS.matcher(text).replaceAll(" ")).replaceAll("");
  }
}
