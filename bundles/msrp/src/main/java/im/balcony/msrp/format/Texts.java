package im.balcony.msrp.format;

import im.balcony.api.data.Octets;
import im.balcony.api.msrp.Formats.FormatException;
import im.balcony.api.msrp.MsrpContent;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Several texts of one body, which are to be read one after another (RFC 2046 §5.1.3). */
final class Texts {

  private static final String UTF_8 = "text/plain;charset=utf-8";
  private static final String BREAK = "\r\n";

  private Texts() {}

  /**
   * One text of all, each on lines of its own; what else is known is that of the first.
   *
   * @throws FormatException 415 for a charset that is not known
   */
  static MsrpContent joined(List<MsrpContent> texts) throws FormatException {
    var out = new StringBuilder();
    for (var text : texts) {
      if (text.body().isEmpty()) {
        continue;
      }
      if (out.length() > 0 && out.charAt(out.length() - 1) != '\n') {
        out.append(BREAK);
      }
      out.append(charset(text).decode(text.body().view()));
    }
    var first = texts.get(0);
    return new MsrpContent(
        UTF_8, first.disposition(), Octets.utf8(out.toString()), first.cpim(), first.language());
  }

  private static Charset charset(MsrpContent text) throws FormatException {
    var name = MediaType.parameters(text.contentType()).getOrDefault("charset", "utf-8");
    try {
      var charset = Charset.forName(name);
      return charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : charset;
    } catch (IllegalArgumentException e) {
      throw new FormatException(415, "charset is unknown");
    }
  }
}
