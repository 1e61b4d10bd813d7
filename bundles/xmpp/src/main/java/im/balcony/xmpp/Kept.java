package im.balcony.xmpp;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The octets of the token that is being read; grows up to a limit that its user checks first. */
final class Kept {

  private static final int USUAL = 4096;

  private byte[] octets = new byte[USUAL];
  private int length;

  int length() {
    return length;
  }

  void add(int octet) {
    if (length == octets.length) {
      octets = Arrays.copyOf(octets, length * 2);
    }
    octets[length++] = (byte) octet;
  }

  /** Adds the octets of {@code in} from {@code start} (inclusive) to {@code end} (exclusive). */
  void add(ByteBuffer in, int start, int end) {
    var more = end - start;
    if (length + more > octets.length) {
      octets = Arrays.copyOf(octets, Math.max(octets.length * 2, length + more));
    }
    in.get(start, octets, length, more);
    length += more;
  }

  /** Forgets all but the first {@code size} octets. */
  void cut(int size) {
    length = size;
    if (octets.length > 16 * USUAL && size <= USUAL) {
      octets = Arrays.copyOf(octets, USUAL);
    }
  }

  byte[] copy() {
    return Arrays.copyOf(octets, length);
  }

  byte[] take() {
    var taken = copy();
    cut(0);
    return taken;
  }
}
