package im.balcony.players.wire;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes single messages as a capture in which each is a packet of its own and names its dissector
 * (link type WIRESHARK_UPPER_PDU). tshark's dissectors of MSRP and XMPP read no more than the first
 * message of a TCP segment, so whole streams are cut before.
 */
final class ExportedPdus {

  /** The largest packet that tshark reads. */
  static final int LARGEST = 262_144 - 100;

  private static final int MAGIC = 0xa1b2c3d4;
  private static final int LINK_TYPE = 252;
  private static final int TAG_DISSECTOR = 12;
  private static final int TAG_SOURCE = 20;
  private static final int TAG_DESTINATION = 21;
  private static final int TAG_PORT_TYPE = 24;
  private static final int TAG_SOURCE_PORT = 25;
  private static final int TAG_DESTINATION_PORT = 26;
  private static final int TCP = 2;
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  private ExportedPdus() {}

  /**
   * Writes messages of streams.
   *
   * @param dissector tshark's name of their protocol
   */
  static void write(Path file, String dissector, List<Unit> units) throws IOException {
    try (var out = new DataOutputStream(Files.newOutputStream(file))) {
      out.writeInt(MAGIC);
      out.writeShort(2);
      out.writeShort(4);
      out.writeLong(0);
      out.writeInt(LARGEST + 100);
      out.writeInt(LINK_TYPE);
      for (var unit : units) {
        var packet = packet(dissector, unit);
        out.writeLong(0);
        out.writeInt(packet.length);
        out.writeInt(packet.length);
        out.write(packet);
      }
    }
  }

  private static byte[] packet(String dissector, Unit unit) throws IOException {
    var octets = new ByteArrayOutputStream();
    var out = new DataOutputStream(octets);
    tag(out, TAG_DISSECTOR, dissector.getBytes(StandardCharsets.US_ASCII));
    tag(out, TAG_SOURCE, LOOPBACK);
    tag(out, TAG_DESTINATION, LOOPBACK);
    tag(out, TAG_PORT_TYPE, word(TCP));
    tag(out, TAG_SOURCE_PORT, word(unit.stream().from()));
    tag(out, TAG_DESTINATION_PORT, word(unit.stream().to()));
    tag(out, 0, new byte[0]);
    out.write(unit.octets());
    return octets.toByteArray();
  }

  private static byte[] word(int value) {
    return new byte[] {
      (byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value
    };
  }

  /** All values in use are whole words, as the format wants them. */
  private static void tag(DataOutputStream out, int tag, byte[] value) throws IOException {
    out.writeShort(tag);
    out.writeShort(value.length);
    out.write(value);
  }
}
