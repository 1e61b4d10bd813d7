package im.balcony.mapping;

import im.balcony.api.data.Octets;
import im.balcony.api.msrp.Formats;
import im.balcony.api.msrp.MsrpContent;
import im.balcony.api.msrp.MsrpContent.Cpim;
import im.balcony.api.msrp.MsrpContent.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Just enough of message/cpim to see what goes in and what comes out. */
final class TestFormats implements Formats {

  @Override
  public MsrpContent unwrap(String contentType, Octets body, List<String> accepted)
      throws FormatException {
    var parts = body.utf8().split("\r\n\r\n", 3);
    if (!contentType.startsWith("message/cpim") || parts.length < 3) {
      throw new FormatException(400, "Malformed");
    }
    var type = parts[1].substring("Content-Type: ".length());
    if (!accepted.contains(type.split(";", 2)[0])) {
      throw new FormatException(415, "Unsupported");
    }
    var headers = new ArrayList<Header>();
    for (var line : parts[0].split("\r\n")) {
      var pair = line.split(": ", 2);
      var imdn = pair[0].startsWith("imdn.");
      headers.add(
          new Header(
              imdn ? "urn:ietf:params:imdn" : Header.BASE,
              imdn ? pair[0].substring("imdn.".length()) : pair[0],
              Optional.empty(),
              pair[1]));
    }
    return new MsrpContent(
        type, Optional.empty(), Octets.utf8(parts[2]), Optional.of(new Cpim(headers)));
  }

  /** Parts between lines {@code --b}, each with a Content-Type and perhaps a disposition. */
  @Override
  public List<Part> parts(String contentType, Octets body, List<String> accepted)
      throws FormatException {
    if (!contentType.startsWith("multipart/")) {
      return Formats.super.parts(contentType, body, accepted);
    }
    var parts = new ArrayList<Part>();
    for (var text : body.utf8().split("--b\r\n")) {
      var cut = text.split("\r\n\r\n", 2);
      if (cut.length < 2) {
        throw new FormatException(400, "Malformed");
      }
      var head = cut[0].split("\r\n");
      var disposition = head.length < 2 ? Optional.<String>empty() : Optional.of(head[1]);
      var required = !cut[0].contains("handling=optional");
      parts.add(new Part(head[0], disposition, required, Octets.utf8(cut[1])));
    }
    return parts;
  }

  @Override
  public Octets wrap(List<Header> headers, String contentType, Octets content) {
    var out = new StringBuilder();
    headers.forEach(h -> out.append(h.name()).append(": ").append(h.value()).append("\r\n"));
    return Octets.utf8(out + "\r\nContent-Type: " + contentType + "\r\n\r\n" + content.utf8());
  }
}
