package im.balcony.players.wire;

import java.nio.charset.StandardCharsets;

/**
 * One message cut out of a stream.
 *
 * @param stream where it was sent
 * @param octets the message
 */
record Unit(Stream stream, byte[] octets) {

  /** The message as text. */
  String text() {
    return new String(octets, StandardCharsets.UTF_8);
  }

  /** Its first line, for a complaint. */
  String head() {
    var line = text().lines().findFirst().orElse("");
    return line.length() < 200 ? line : line.substring(0, 200);
  }
}
