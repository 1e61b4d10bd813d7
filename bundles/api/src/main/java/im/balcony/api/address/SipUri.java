package im.balcony.api.address;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A {@code sip} or {@code sips} URI (RFC 3261 §19.1), taken apart but kept as it was written.
 * Password and headers are dropped when it is read: neither may leave the SIP side (ADDR-34).
 *
 * @param secure whether the scheme is {@code sips}
 * @param user the user part as written, percent-encodings and parameters inside it included; empty
 *     if there is none
 * @param host the host in lower case, IPv6 with its brackets
 * @param port the port, if written
 * @param parameters the URI parameters by lower-case name, in their order; a parameter without a
 *     value has an empty text
 */
public record SipUri(
    boolean secure,
    Optional<String> user,
    String host,
    OptionalInt port,
    Map<String, String> parameters) {

  private static final int MAX_LENGTH = 8192;

  /** Characters that most URIs have. */
  private static final int USUAL = 64;

  private static final String HEX = "0123456789ABCDEF";
  private static final String USER_RAW = "-_.!~*'()&=+$,;?/";
  private static final String PARAM_RAW = "-_.!~*'()[]/:&+$";

  /** Copies the parameters, keeping their order. */
  public SipUri {
    // Of fewer than two there is no order to keep.
    parameters =
        parameters.size() < 2
            ? Map.copyOf(parameters)
            : java.util.Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /** A plain {@code sip:user@host}, with the user part already encoded. */
  public static SipUri of(String user, String host) {
    return new SipUri(
        false,
        user.isEmpty() ? Optional.empty() : Optional.of(user),
        host.toLowerCase(Locale.ROOT),
        OptionalInt.empty(),
        Map.of());
  }

  /**
   * Reads a URI.
   *
   * @throws AddressException if it is no {@code sip} or {@code sips} URI by the grammar of RFC 3261
   *     §25.1
   */
  public static SipUri parse(String text) throws AddressException {
    if (text.length() > MAX_LENGTH) {
      throw new AddressException("URI is too long");
    }
    var colon = text.indexOf(':');
    var scheme = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
    if (!scheme.equals("sip") && !scheme.equals("sips")) {
      throw new AddressException("scheme is neither sip nor sips");
    }
    var rest = text.substring(colon + 1);
    var at = rest.indexOf('@');
    Optional<String> user =
        at < 0 ? Optional.empty() : Optional.of(userWithoutPassword(rest.substring(0, at)));
    var hostAndMore = rest.substring(at + 1);
    var question = hostAndMore.indexOf('?');
    if (question >= 0) {
      hostAndMore = hostAndMore.substring(0, question);
    }
    var semicolon = hostAndMore.indexOf(';');
    var hostPort = semicolon < 0 ? hostAndMore : hostAndMore.substring(0, semicolon);
    var parameters =
        semicolon < 0 ? Map.<String, String>of() : parameters(hostAndMore.substring(semicolon + 1));
    var portColon =
        hostPort.startsWith("[")
            ? hostPort.indexOf(':', hostPort.indexOf(']') + 1)
            : hostPort.indexOf(':');
    var host = portColon < 0 ? hostPort : hostPort.substring(0, portColon);
    return new SipUri(
        scheme.equals("sips"),
        user,
        host(host),
        portColon < 0
            ? OptionalInt.empty()
            : OptionalInt.of(port(hostPort.substring(portColon + 1))),
        parameters);
  }

  private static String userWithoutPassword(String userinfo) throws AddressException {
    var colon = userinfo.indexOf(':');
    var user = colon < 0 ? userinfo : userinfo.substring(0, colon);
    if (user.isEmpty()) {
      throw new AddressException("user part is empty");
    }
    for (var i = 0; i < user.length(); i++) {
      var c = user.charAt(i);
      // Raw non-ASCII and '%' without two hex digits are read literally; controls and
      // delimiters are not.
      if (c <= ' ' || c == 0x7f || "\"<>".indexOf(c) >= 0) {
        throw new AddressException("user part holds an illegal character");
      }
    }
    return user;
  }

  private static String host(String text) throws AddressException {
    if (!Ascii.isHost(text) && !Ascii.isAddressLiteral(text)) {
      throw new AddressException("host is neither a name nor an address");
    }
    return text.toLowerCase(Locale.ROOT);
  }

  private static int port(String text) throws AddressException {
    if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(Ascii::isDigit)) {
      throw new AddressException("port is out of range");
    }
    var port = Integer.parseInt(text);
    if (port > 65535) {
      throw new AddressException("port is out of range");
    }
    return port;
  }

  private static Map<String, String> parameters(String text) throws AddressException {
    var parameters = new LinkedHashMap<String, String>();
    for (var part : text.split(";", -1)) {
      var equals = part.indexOf('=');
      var name = (equals < 0 ? part : part.substring(0, equals)).toLowerCase(Locale.ROOT);
      if (name.isEmpty() && equals < 0) {
        continue;
      }
      if (name.isEmpty() || parameters.containsKey(name)) {
        throw new AddressException("parameter is nameless or repeated");
      }
      parameters.put(name, equals < 0 ? "" : part.substring(equals + 1));
    }
    return parameters;
  }

  /**
   * The percent-decoded value of the {@code gr} parameter (RFC 5627); empty without one or without
   * a value.
   */
  public Optional<String> gruu() {
    return Optional.ofNullable(parameters.get("gr")).filter(v -> !v.isEmpty()).map(SipUri::decode);
  }

  /**
   * The same URI with a {@code gr} parameter of which {@code resource} is the decoded value (RFC
   * 5627 §7).
   */
  public SipUri withGruu(String resource) {
    return withParameter("gr", encode(resource, PARAM_RAW));
  }

  /** The same URI with parameter {@code name} set to the already encoded {@code value}. */
  public SipUri withParameter(String name, String value) {
    if (parameters.isEmpty()) {
      return new SipUri(secure, user, host, port, Map.of(name, value));
    }
    var copy = new LinkedHashMap<>(parameters);
    copy.put(name, value);
    return new SipUri(secure, user, host, port, copy);
  }

  /**
   * Whether nothing but TLS may lead to it: by its scheme (RFC 3261 §26.2.2) or by the transport
   * that it names (§19.1.1).
   */
  public boolean wantsTls() {
    return secure || parameters.getOrDefault("transport", "").equalsIgnoreCase("tls");
  }

  /** User and host only: what names a person (an address of record). */
  public SipUri addressOfRecord() {
    return new SipUri(secure, user, host, OptionalInt.empty(), Map.of());
  }

  /** The user part percent-decoded; malformed escapes are taken literally. */
  public Optional<String> decodedUser() {
    return user.map(SipUri::decode);
  }

  /**
   * A text that is equal for two URIs exactly when they name the same person (RFC 3261 §19.1.4,
   * ADDR-36).
   */
  public String key() {
    var scheme = secure ? "sips:" : "sip:";
    var place = port.isPresent() ? host + ":" + port.getAsInt() : host;
    return user.isPresent()
        ? scheme + encode(decode(user.get()), USER_RAW) + "@" + place
        : scheme + place;
  }

  /**
   * Percent-encodes the UTF-8 form of {@code text}, in upper-case hex, but for letters, digits and
   * the characters of {@code raw}.
   */
  public static String encode(String text, String raw) {
    if (isRaw(text, raw)) {
      return text;
    }
    var out = new StringBuilder(text.length() + 16);
    for (var octet : text.getBytes(StandardCharsets.UTF_8)) {
      var c = (char) (octet & 0xff);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || raw.indexOf(c) >= 0)) {
        out.append(c);
      } else {
        out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xf));
      }
    }
    return out.toString();
  }

  private static boolean isRaw(String text, String raw) {
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c >= 0x80 || (!Character.isLetterOrDigit(c) && raw.indexOf(c) < 0)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Percent-decodes {@code text} and reads the octets as UTF-8; a {@code %} without two hex digits
   * stays.
   */
  public static String decode(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    var in = text.getBytes(StandardCharsets.UTF_8);
    var out = new byte[in.length];
    var length = 0;
    for (var i = 0; i < in.length; i++) {
      if (in[i] == '%' && i + 2 < in.length && hex(in[i + 1]) >= 0 && hex(in[i + 2]) >= 0) {
        out[length++] = (byte) (hex(in[i + 1]) << 4 | hex(in[i + 2]));
        i += 2;
      } else {
        out[length++] = in[i];
      }
    }
    return new String(out, 0, length, StandardCharsets.UTF_8);
  }

  private static int hex(byte digit) {
    return Character.digit(digit, 16);
  }

  /** The URI as it stands in a header, parameters included. */
  @Override
  public String toString() {
    var out = new StringBuilder(USUAL).append(secure ? "sips:" : "sip:");
    user.ifPresent(u -> out.append(u).append('@'));
    out.append(host);
    port.ifPresent(p -> out.append(':').append(p));
    parameters.forEach(
        (name, value) -> {
          out.append(';').append(name);
          if (!value.isEmpty()) {
            out.append('=').append(value);
          }
        });
    return out.toString();
  }
}
