package im.balcony.players.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a stream into MSRP frames: each ends with the first line of seven hyphens, the transaction
 * id of its start line and a flag (RFC 4975 §7.1).
 */
final class MsrpCutter {

  private static final byte[] MARK = "MSRP ".getBytes(StandardCharsets.US_ASCII);

  private MsrpCutter() {}

  /** The frames; what is none stays at the end as one unit. */
  static List<Unit> cut(Stream stream) {
    var units = new ArrayList<Unit>();
    var octets = stream.octets();
    var start = 0;
    while (start < octets.length) {
      var end = end(octets, start);
      units.add(new Unit(stream, Arrays.copyOfRange(octets, start, end)));
      start = end;
    }
    return units;
  }

  private static int end(byte[] octets, int start) {
    var id = start + MARK.length;
    if (id > octets.length || !Arrays.equals(octets, start, id, MARK, 0, MARK.length)) {
      return octets.length;
    }
    var space = id;
    while (space < octets.length && octets[space] > ' ') {
      space++;
    }
    var name = new String(octets, id, space - id, StandardCharsets.US_ASCII);
    var line = ("\r\n-------" + name).getBytes(StandardCharsets.US_ASCII);
    for (var i = space; i + line.length + 3 <= octets.length; i++) {
      if (octets[i] == '\r' && Arrays.equals(octets, i, i + line.length, line, 0, line.length)) {
        var flag = i + line.length;
        if ("+$#".indexOf(octets[flag]) >= 0 && octets[flag + 1] == '\r') {
          return flag + 3;
        }
      }
    }
    return octets.length;
  }
}
