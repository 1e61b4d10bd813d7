package im.balcony.api.tls;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A name of another form in a certificate (otherName, RFC 5280 §4.2.1.6), as the JDK hands it out:
 * {@code SEQUENCE { type-id OBJECT IDENTIFIER, value [0] EXPLICIT }} in DER.
 */
final class OtherName {

  /** id-on-dnsSRV, 1.3.6.1.5.5.7.8.7 (RFC 4985 §2), as the octets of an OBJECT IDENTIFIER. */
  private static final byte[] SERVICE = HexFormat.of().parseHex("06082b06010505070807");

  /** id-on-xmppAddr, 1.3.6.1.5.5.7.8.5 (RFC 6120 §13.7.1.4). */
  private static final byte[] JID = HexFormat.of().parseHex("06082b06010505070805");

  private static final int EXPLICIT = 0xA0;
  private static final int IA5_STRING = 0x16;
  private static final int UTF8_STRING = 0x0C;

  /** Lengths of fewer octets stand in one; no domain name is longer than two can say. */
  private static final int LONG_LENGTH = 0x80;

  private OtherName() {}

  /** The name of a service at a domain, if it is one. */
  static Optional<String> service(Object der) {
    return text(der, SERVICE, IA5_STRING);
  }

  /** The XMPP address, if it is one. */
  static Optional<String> jid(Object der) {
    return text(der, JID, UTF8_STRING);
  }

  private static Optional<String> text(Object der, byte[] type, int tag) {
    return der instanceof byte[] name
        ? content(name)
            .filter(content -> startsWith(content, type))
            .flatMap(content -> bare(behind(content, type.length)))
            .filter(value -> value.length > 0 && value[0] == tag)
            .flatMap(OtherName::content)
            .map(text -> new String(text, StandardCharsets.UTF_8))
        : Optional.empty();
  }

  /** The value without its explicit tag, which the JDK up to 17 writes twice. */
  private static Optional<byte[]> bare(byte[] tagged) {
    var once = content(tagged);
    return once.filter(value -> value.length > 0 && (value[0] & 0xFF) == EXPLICIT).isPresent()
        ? once.flatMap(OtherName::content)
        : once;
  }

  /** What stands in an element that fills all of these octets. */
  private static Optional<byte[]> content(byte[] element) {
    if (element.length < 2) {
      return Optional.empty();
    }
    var first = element[1] & 0xFF;
    var more = first < LONG_LENGTH ? 0 : first - LONG_LENGTH;
    if (more > 2 || element.length < 2 + more) {
      return Optional.empty();
    }
    var length = first < LONG_LENGTH ? first : 0;
    for (var i = 0; i < more; i++) {
      length = (length << Byte.SIZE) | (element[2 + i] & 0xFF);
    }
    return element.length == 2 + more + length
        ? Optional.of(behind(element, 2 + more))
        : Optional.empty();
  }

  private static boolean startsWith(byte[] octets, byte[] begin) {
    return octets.length >= begin.length
        && Arrays.equals(octets, 0, begin.length, begin, 0, begin.length);
  }

  private static byte[] behind(byte[] octets, int count) {
    return Arrays.copyOfRange(octets, count, octets.length);
  }
}
