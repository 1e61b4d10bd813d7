package im.balcony.msrp.format;

import im.balcony.api.data.Octets;
import im.balcony.api.msrp.MsrpContent.Header;
import im.balcony.msrp.frame.Head;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Writes message/cpim objects, strictly as RFC 3862 §2 says. */
final class CpimWriter {

  private static final String CRLF = "\r\n";
  private static final Pattern NAME = Pattern.compile("[!#-'*+^-~A-Za-z0-9-&&[^{}]]+");
  private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z0-9-]+");

  private final StringBuilder out = new StringBuilder(512);
  private final Map<String, String> prefixes = new HashMap<>();

  /**
   * The object. Namespaces are declared here, so NS headers among {@code headers} are left out.
   *
   * @throws IllegalArgumentException if a name, a language, a namespace or the type has characters
   *     that cannot be written
   */
  static Octets write(
      List<Header> headers,
      String contentType,
      Optional<String> language,
      Optional<String> disposition,
      Octets content) {
    var writer = new CpimWriter();
    for (var header : headers) {
      if (!header.namespace().equals(Header.BASE) || !header.name().equals("NS")) {
        writer.header(header);
      }
    }
    writer.out.append(CRLF).append("Content-Type: ").append(line(contentType)).append(CRLF);
    language.ifPresent(
        l -> writer.out.append("Content-Language: ").append(matching(LANGUAGE, l)).append(CRLF));
    disposition.ifPresent(
        d -> writer.out.append("Content-Disposition: ").append(line(d)).append(CRLF));
    writer.out.append(CRLF);
    var head = writer.out.toString().getBytes(StandardCharsets.UTF_8);
    var all = ByteBuffer.allocate(head.length + content.length());
    all.put(head).put(content.view()).flip();
    return Octets.of(all);
  }

  private void header(Header header) {
    var name = matching(NAME, header.name());
    if (!header.namespace().equals(Header.BASE)) {
      name = prefix(header.namespace()) + "." + name;
    }
    out.append(name).append(':');
    header.language().ifPresent(l -> out.append(";lang=").append(matching(LANGUAGE, l)));
    out.append(' ').append(CpimEscapes.escape(header.value())).append(CRLF);
  }

  private String prefix(String namespace) {
    var known = prefixes.get(namespace);
    if (known != null) {
      return known;
    }
    var prefix = namespace.equals(Cpim.IMDN) ? "imdn" : "x" + (prefixes.size() + 1);
    prefixes.put(namespace, prefix);
    out.append("NS: ").append(prefix).append(" <").append(line(namespace)).append('>').append(CRLF);
    return prefix;
  }

  private static String matching(Pattern pattern, String text) {
    if (!pattern.matcher(text).matches()) {
      throw new IllegalArgumentException("not allowed in a cpim header name");
    }
    return text;
  }

  private static String line(String text) {
    if (Head.hasControl(text)) {
      throw new IllegalArgumentException("control character in a cpim header");
    }
    return text;
  }
}
