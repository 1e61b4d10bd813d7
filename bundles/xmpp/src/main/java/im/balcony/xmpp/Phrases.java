package im.balcony.xmpp;

import im.balcony.api.address.Jid;
import im.balcony.api.xmpp.Stanza;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** What the stream says by itself, as text ready for the wire. */
final class Phrases {

  /** The end of a stream (RFC 6120 §4.4). */
  static final String CLOSE = "</stream:stream>";

  /** A request for an acknowledgement (XEP-0198 §4). */
  static final String REQUEST = "<r xmlns='" + Namespaces.MANAGEMENT + "'/>";

  private Phrases() {}

  /** The stream header (XEP-0114 §3). */
  static String header(Jid domain) {
    var out = new StringBuilder("<?xml version='1.0'?><stream:stream xmlns='");
    out.append(Stanza.NAMESPACE).append("' xmlns:stream='").append(Namespaces.STREAMS);
    attribute(out.append('\''), "to", domain.toString());
    return out.append('>').toString();
  }

  /** The handshake for a stream id: lower-case hexadecimal SHA-1 of id and secret (XEP-0114 §3). */
  static String handshake(String streamId, String secret) {
    var text = (streamId + secret).getBytes(StandardCharsets.UTF_8);
    return "<handshake>" + HexFormat.of().formatHex(sha1().digest(text)) + "</handshake>";
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }

  /** A stream error and the end of the stream (RFC 6120 §4.9.1.1). */
  static String streamError(String condition) {
    return "<stream:error><"
        + condition
        + " xmlns='"
        + Namespaces.STREAM_ERRORS
        + "'/></stream:error>"
        + CLOSE;
  }

  /** A ping from the component to itself (XEP-0199 §4). */
  static String ping(Jid domain, String id) {
    var out = new StringBuilder("<iq");
    attribute(out, "from", domain.toString());
    attribute(out, "to", domain.toString());
    attribute(out, "id", id);
    return out.append(" type='get'><ping xmlns='")
        .append(Namespaces.PING)
        .append("'/></iq>")
        .toString();
  }

  /** The answer to a ping of the component to itself. */
  static String pong(Jid domain, String id) {
    var out = new StringBuilder("<iq");
    attribute(out, "from", domain.toString());
    attribute(out, "to", domain.toString());
    attribute(out, "id", id);
    return out.append(" type='result'/>").toString();
  }

  /**
   * An error stanza that answers {@code raw} (RFC 6120 §8.3). Its addresses are the ones received,
   * even if malformed, except that it never comes from outside the component's domain.
   */
  static String error(RawStanza raw, Settings settings, String type, String condition) {
    var name = raw.kind().name().toLowerCase(Locale.ROOT);
    var domain = settings.domain().toString();
    var out = new StringBuilder("<").append(name);
    attribute(out, "from", raw.to().filter(to -> isInside(to, domain)).orElse(domain));
    attribute(out, "to", raw.from().orElse(""));
    raw.id().ifPresent(id -> attribute(out, "id", id));
    return out.append(" type='error'><error type='")
        .append(type)
        .append("'><")
        .append(condition)
        .append(" xmlns='")
        .append(Stanza.ERRORS)
        .append("'/></error></")
        .append(name)
        .append('>')
        .toString();
  }

  private static boolean isInside(String address, String domain) {
    var slash = address.indexOf('/');
    var bare = slash < 0 ? address : address.substring(0, slash);
    return bare.substring(bare.indexOf('@') + 1).equalsIgnoreCase(domain);
  }

  private static void attribute(StringBuilder out, String name, String value) {
    out.append(' ').append(name).append("='");
    XmlText.attribute(out, value);
    out.append('\'');
  }
}
