package im.balcony.api.msrp;

import im.balcony.api.address.AddressException;
import im.balcony.api.data.Masked;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * An MSRP URI (RFC 4975 §6), kept as written; equality follows RFC 4975 §6.1.
 *
 * @param raw the URI as written: paths are echoed verbatim
 * @param secure whether the scheme is {@code msrps}
 * @param host the host in lower case; IPv6 in brackets, in one canonical form
 * @param port the port, if written
 * @param sessionId the session-id, empty for a relay's URI
 * @param transport the transport in lower case, such as {@code tcp}
 */
public record MsrpUri(
    String raw, boolean secure, String host, OptionalInt port, String sessionId, String transport) {

  private static final int MAX_LENGTH = 1024;
  private static final Pattern FORM =
      Pattern.compile(
          "(msrps?)://(?:([^@/;\\s]*)@)?(\\[[0-9A-Fa-f:.]+]|[0-9A-Za-z](?:[0-9A-Za-z.-]*))(?::([0-9]{1,5}))?"
              + "(?:/([0-9A-Za-z._~+=/-]*))?;([0-9A-Za-z!%*_+`'~.-]+)((?:;[^\\s;]+)*)",
          Pattern.CASE_INSENSITIVE);

  /**
   * Reads a URI.
   *
   * @throws AddressException if it does not follow the grammar, is not ASCII, or holds a password
   *     (SEC-30)
   */
  public static MsrpUri parse(String text) throws AddressException {
    if (text.length() > MAX_LENGTH) {
      throw new AddressException("MSRP URI is too long");
    }
    var m = FORM.matcher(text);
    if (!m.matches()) {
      throw new AddressException("not an MSRP URI");
    }
    if (m.group(2) != null && m.group(2).indexOf(':') >= 0) {
      throw new AddressException("MSRP URI holds a password");
    }
    var port =
        m.group(4) == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(m.group(4)));
    if (port.isPresent() && (port.getAsInt() > 65535 || port.getAsInt() == 0)) {
      throw new AddressException("port is out of range");
    }
    return new MsrpUri(
        text,
        m.group(1).equalsIgnoreCase("msrps"),
        host(m.group(3)),
        port,
        m.group(5) == null ? "" : m.group(5),
        m.group(6).toLowerCase(Locale.ROOT));
  }

  /** Whether it is spoken over TCP, which is all that the gateway speaks (RFC 4975 §6). */
  public boolean overTcp() {
    return transport.equals("tcp");
  }

  /** The host as sockets and c-lines have it: IPv6 without brackets. */
  public String bareHost() {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static String host(String text) throws AddressException {
    if (!text.startsWith("[")) {
      return text.toLowerCase(Locale.ROOT);
    }
    try {
      // A literal is parsed, never looked up.
      return "[" + InetAddress.getByName(text).getHostAddress() + "]";
    } catch (UnknownHostException e) {
      throw new AddressException("host is no IPv6 address");
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MsrpUri u
        && secure == u.secure
        && host.equals(u.host)
        && port.equals(u.port)
        && sessionId.equals(u.sessionId)
        && transport.equals(u.transport);
  }

  @Override
  public int hashCode() {
    return host.hashCode() * 31 + sessionId.hashCode();
  }

  /**
   * Scheme, host, port and the first characters of the session-id: the rest is a secret (SEC-13).
   */
  @Override
  public String toString() {
    return (secure ? "msrps://" : "msrp://")
        + host
        + (port.isPresent() ? ":" + port.getAsInt() : "")
        + "/"
        + Masked.id(sessionId);
  }
}
