package im.balcony.msrp.format;

import im.balcony.api.data.Octets;
import java.util.ArrayList;
import java.util.List;

/** Blocks of lines that end with a blank line; a line ends with CRLF or bare LF. */
final class Lines {

  private Lines() {}

  /**
   * A block.
   *
   * @param start where it starts
   * @param end behind its last line
   * @param rest behind the blank line; {@code end} if there was none
   * @param closed whether there was a blank line
   */
  record Block(int start, int end, int rest, boolean closed) {

    /** Its lines without their ends; malformed UTF-8 is replaced. */
    List<String> lines(Octets octets) {
      var lines = new ArrayList<String>();
      var at = start;
      while (at < end) {
        var next = lineEnd(octets, at);
        lines.add(octets.slice(at, contentEnd(octets, at, next)).utf8());
        at = next;
      }
      return lines;
    }
  }

  /** The block that starts at {@code start}. */
  static Block block(Octets octets, int start) {
    var at = start;
    while (at < octets.length()) {
      var next = lineEnd(octets, at);
      if (contentEnd(octets, at, next) == at) {
        return new Block(start, at, next, true);
      }
      at = next;
    }
    return new Block(start, at, at, false);
  }

  private static int lineEnd(Octets octets, int from) {
    for (var i = from; i < octets.length(); i++) {
      if (octets.at(i) == '\n') {
        return i + 1;
      }
    }
    return octets.length();
  }

  private static int contentEnd(Octets octets, int from, int next) {
    var end = next;
    if (end > from && octets.at(end - 1) == '\n') {
      end--;
      if (end > from && octets.at(end - 1) == '\r') {
        end--;
      }
    }
    return end;
  }
}
