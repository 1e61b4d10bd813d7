package im.balcony.msrp.format;

import im.balcony.api.data.Octets;
import im.balcony.api.msrp.Formats.FormatException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A MIME object: headers and content (RFC 2045 §2.4).
 *
 * @param headers values by name in lower case
 */
record Mime(Map<String, String> headers, Octets content) {

  /** Longest header block and most headers that are read; 400 beyond. */
  static final int MAX_HEAD = 16_384;

  static final int MAX_HEADERS = 128;

  /**
   * Reads headers up to a blank line, lines ending in CRLF or bare LF; without a blank line there
   * is no content. Folded lines are joined, as RFC 2045 allows inside bodies.
   */
  static Mime parse(Octets octets) throws FormatException {
    var block = Lines.block(octets, 0);
    if (block.end() > MAX_HEAD) {
      throw new FormatException(400, "MIME headers are too long");
    }
    return new Mime(headers(block.lines(octets)), octets.slice(block.rest(), octets.length()));
  }

  static Map<String, String> headers(Iterable<String> lines) throws FormatException {
    var values = new HashMap<String, StringBuilder>();
    var last = "";
    for (var line : lines) {
      var colon = line.indexOf(':');
      if (!line.isEmpty() && Character.isWhitespace(line.charAt(0)) && !last.isEmpty()) {
        values.computeIfAbsent(last, n -> new StringBuilder()).append(' ').append(line.strip());
        continue;
      }
      if (colon < 1 || values.size() >= MAX_HEADERS) {
        throw new FormatException(400, "malformed MIME header");
      }
      var name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
      // The compact form of SIP (RFC 3261 §7.3.3) stands in its bodies as well.
      last = name.equals("c") ? "content-type" : name;
      values.putIfAbsent(last, new StringBuilder(line.substring(colon + 1).strip()));
    }
    var headers = new HashMap<String, String>();
    values.forEach((name, value) -> headers.put(name, value.toString()));
    return headers;
  }

  String value(String name) {
    return headers.getOrDefault(name, "");
  }

  /** The content with its Content-Transfer-Encoding undone (MSRP-64). */
  Octets decoded() throws FormatException {
    return switch (value("content-transfer-encoding").toLowerCase(Locale.ROOT)) {
      case "", "7bit", "8bit", "binary" -> content;
      case "base64" -> base64();
      case "quoted-printable" -> quotedPrintable();
      default -> throw new FormatException(415, "unknown Content-Transfer-Encoding");
    };
  }

  private Octets base64() throws FormatException {
    try {
      return Octets.of(Base64.getMimeDecoder().decode(content.toArray()));
    } catch (IllegalArgumentException e) {
      throw new FormatException(400, "malformed base64");
    }
  }

  /** RFC 2045 §6.7; an equals sign that begins nothing known stays as it is. */
  private Octets quotedPrintable() {
    var in = content.toArray();
    var out = new byte[in.length];
    var size = 0;
    for (var i = 0; i < in.length; i++) {
      var high = in[i] == '=' && i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
      var low = high >= 0 ? Character.digit(in[i + 2], 16) : -1;
      if (low >= 0) {
        out[size++] = (byte) ((high << 4) | low);
        i += 2;
      } else if (in[i] == '=' && i + 1 < in.length && in[i + 1] == '\n') {
        i++;
      } else if (in[i] == '=' && i + 2 < in.length && in[i + 1] == '\r' && in[i + 2] == '\n') {
        i += 2;
      } else {
        out[size++] = in[i];
      }
    }
    return Octets.of(java.nio.ByteBuffer.wrap(out, 0, size));
  }

  /** Strict UTF-8 or empty. */
  static java.util.Optional<String> utf8(Octets octets) {
    try {
      return java.util.Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(octets.view()).toString());
    } catch (java.nio.charset.CharacterCodingException e) {
      return java.util.Optional.empty();
    }
  }
}
