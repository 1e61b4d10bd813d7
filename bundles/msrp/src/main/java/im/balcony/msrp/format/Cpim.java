package im.balcony.msrp.format;

import im.balcony.api.data.Octets;
import im.balcony.api.msrp.Formats.FormatException;
import im.balcony.api.msrp.MsrpContent.Header;
import im.balcony.msrp.frame.Head;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A message/cpim object (RFC 3862) that was read.
 *
 * @param headers its message headers, in order
 * @param content the MIME object inside
 */
record Cpim(List<Header> headers, Mime content) {

  static final String IMDN = "urn:ietf:params:imdn";

  private static final String SEPARATORS = "()<>@,;:\\\"/[]?={} ";

  /** What a Require header may ask for, by namespace. */
  private static final Map<String, Set<String>> UNDERSTOOD =
      Map.of(
          Header.BASE,
          Set.of("From", "To", "cc", "DateTime", "Subject", "NS", "Require"),
          IMDN,
          Set.of(
              "Message-ID",
              "DateTime",
              "Disposition-Notification",
              "Original-To",
              "IMDN-Record-Route",
              "IMDN-Route"));

  /**
   * Reads an object.
   *
   * @throws FormatException 400 for what is no cpim, 415 if it requires what we do not know
   */
  static Cpim parse(Octets octets) throws FormatException {
    var first = Lines.block(octets, 0);
    if (first.end() > Mime.MAX_HEAD) {
      throw new FormatException(400, "cpim headers are too long");
    }
    if (!first.closed() || first.end() == 0) {
      throw new FormatException(400, "cpim headers are missing");
    }
    var lines = first.lines(octets);
    var border = firstMime(lines);
    if (border >= 0 && !hasMimeHeaders(octets, first.rest())) {
      // Some write no blank line between message headers and MIME headers.
      var mime = Mime.headers(lines.subList(border, lines.size()));
      var content = octets.slice(first.rest(), octets.length());
      return of(lines.subList(0, border), new Mime(mime, content));
    }
    return of(lines, Mime.parse(octets.slice(first.rest(), octets.length())));
  }

  private static int firstMime(List<String> lines) {
    var found = -1;
    for (var i = lines.size() - 1; i >= 0; i--) {
      var name = lines.get(i).toLowerCase(Locale.ROOT);
      if (name.startsWith("content-")) {
        found = i;
      }
    }
    return lines.stream().anyMatch(Cpim::isContentType) ? found : -1;
  }

  private static boolean isContentType(String line) {
    return line.regionMatches(true, 0, "content-type:", 0, 13);
  }

  private static boolean hasMimeHeaders(Octets octets, int start) {
    var block = Lines.block(octets, start);
    return block.closed()
        && block.end() - start <= Mime.MAX_HEAD
        && block.lines(octets).stream().anyMatch(Cpim::isContentType);
  }

  private static Cpim of(List<String> lines, Mime content) throws FormatException {
    if (content.value("content-type").isEmpty()) {
      throw new FormatException(400, "cpim content has no Content-Type");
    }
    if (lines.size() > Mime.MAX_HEADERS) {
      throw new FormatException(400, "too many cpim headers");
    }
    var prefixes = new HashMap<String, String>();
    prefixes.put("", Header.BASE);
    var headers = new ArrayList<Header>();
    for (var line : lines) {
      headers.add(header(line, prefixes));
    }
    checkRequired(headers, prefixes);
    return new Cpim(headers, content);
  }

  private static Header header(String line, Map<String, String> prefixes) throws FormatException {
    var colon = line.indexOf(':');
    if (colon < 1 || !isName(line, colon) || Head.hasControl(line)) {
      throw new FormatException(400, "malformed cpim header");
    }
    var valueAt = colon + 1;
    var language = Optional.<String>empty();
    if (line.startsWith(";", valueAt)) {
      var space = line.indexOf(' ', valueAt);
      valueAt = space < 0 ? line.length() : space;
      language = language(line.substring(colon + 1, valueAt));
    }
    var value = line.substring(valueAt).strip();
    var name = line.substring(0, colon);
    if (name.equals("NS")) {
      declare(value, prefixes);
      return new Header(Header.BASE, name, language, CpimEscapes.unescape(value));
    }
    var dot = name.indexOf('.');
    var namespace = prefixes.get(dot < 0 ? "" : name.substring(0, dot));
    // A prefix that nobody declared makes a header that nobody knows.
    return new Header(
        namespace == null ? "" : namespace,
        namespace == null ? name : name.substring(dot + 1),
        language,
        CpimEscapes.unescape(value));
  }

  private static boolean isName(String line, int end) {
    for (var i = 0; i < end; i++) {
      var c = line.charAt(i);
      if (c <= ' ' || c >= 0x7f || SEPARATORS.indexOf(c) >= 0) {
        return false;
      }
    }
    return true;
  }

  private static Optional<String> language(String parameters) {
    for (var parameter : parameters.split(";")) {
      if (parameter.regionMatches(true, 0, "lang=", 0, 5)) {
        return Optional.of(parameter.substring(5)).filter(l -> !l.isEmpty());
      }
    }
    return Optional.empty();
  }

  private static void declare(String value, Map<String, String> prefixes) throws FormatException {
    var open = value.indexOf('<');
    var close = value.indexOf('>', open + 1);
    if (open < 0 || close < 0) {
      throw new FormatException(400, "malformed NS header");
    }
    prefixes.put(value.substring(0, open).strip(), value.substring(open + 1, close));
  }

  private static void checkRequired(List<Header> headers, Map<String, String> prefixes)
      throws FormatException {
    for (var header : headers) {
      if (!header.namespace().equals(Header.BASE) || !header.name().equals("Require")) {
        continue;
      }
      for (var required : header.value().split(",")) {
        var name = required.strip();
        var dot = name.indexOf('.');
        var namespace = prefixes.getOrDefault(dot < 0 ? "" : name.substring(0, dot), "");
        if (!UNDERSTOOD.getOrDefault(namespace, Set.of()).contains(name.substring(dot + 1))) {
          throw new FormatException(415, "a required cpim header is unknown");
        }
      }
    }
  }
}
