package im.balcony.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What went over which wire, with times, as two columns: XMPP on the left of the gateway, SIP and
 * MSRP on its right.
 */
public final class Ladder {

  private final long start = System.nanoTime();
  private final List<Line> lines = Collections.synchronizedList(new ArrayList<>());

  /**
   * One line.
   *
   * @param millis milliseconds since the ladder began
   * @param left whether it went over the XMPP wire
   * @param toGateway whether it went to the gateway
   * @param what what it was, short
   */
  public record Line(long millis, boolean left, boolean toGateway, String what) {

    private boolean repeats(Line other) {
      return left == other.left && toGateway == other.toGateway && what.equals(other.what);
    }
  }

  /** Something went over the XMPP wire. */
  public void xmpp(boolean toGateway, String what) {
    add(true, toGateway, what);
  }

  /** Something went over the SIP or MSRP wire. */
  public void sip(boolean toGateway, String what) {
    add(false, toGateway, what);
  }

  private void add(boolean left, boolean toGateway, String what) {
    lines.add(new Line((System.nanoTime() - start) / 1_000_000, left, toGateway, what));
  }

  /** All lines so far. */
  public List<Line> lines() {
    return List.copyOf(lines);
  }

  /** The lines as text, {@code width} characters for each side. */
  public String draw(int width) {
    var out = new StringBuilder();
    out.append(
        String.format(
            "%9s  %-" + width + "s GATEWAY  %s%n", "ms", "XMPP (Juliet)", "SIP/MSRP (Romeo)"));
    for (var at = 0; at < lines.size(); at++) {
      var line = lines.get(at);
      var first = at;
      while (at + 1 < lines.size() && lines.get(at + 1).repeats(line)) {
        at++;
      }
      out.append(row(line, at - first + 1, width));
    }
    return out.toString();
  }

  private static String row(Line line, int times, int width) {
    var counted = line.what() + (times > 1 ? "  (" + times + " times)" : "");
    var text = counted.length() > width - 4 ? counted.substring(0, width - 5) + "…" : counted;
    var left = line.left() ? (line.toGateway() ? text + " →" : "← " + text) : "";
    var right = line.left() ? "" : (line.toGateway() ? "← " + text : "→ " + text);
    return String.format("%9d  %-" + width + "s    |     %s%n", line.millis(), left, right);
  }
}
