package im.balcony.msrp.frame;

import java.nio.ByteBuffer;

/** Looks for end-lines in what we are about to send. */
public final class Scan {

  private static final int HYPHENS = 7;

  private Scan() {}

  /**
   * Whether seven hyphens and {@code id} stand anywhere in {@code body} between the two positions;
   * CRLF before it or not, for some peers do not look (errata 4177).
   */
  public static boolean holdsEndLine(ByteBuffer body, int from, int to, String id) {
    var last = to - HYPHENS - id.length();
    for (var i = from; i <= last; ) {
      if (body.get(i + HYPHENS - 1) != '-') {
        i += HYPHENS;
      } else if (body.get(i) == '-' && isEndLine(body, i, id)) {
        return true;
      } else {
        i++;
      }
    }
    return false;
  }

  private static boolean isEndLine(ByteBuffer body, int at, String id) {
    for (var i = 0; i < HYPHENS; i++) {
      if (body.get(at + i) != '-') {
        return false;
      }
    }
    for (var i = 0; i < id.length(); i++) {
      if (body.get(at + HYPHENS + i) != id.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
