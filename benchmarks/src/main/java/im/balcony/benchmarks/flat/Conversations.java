package im.balcony.benchmarks.flat;

import im.balcony.benchmarks.peers.Traffic;
import im.balcony.benchmarks.peers.Traffic.Pace;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** 1, 100 and 10 000 pairs of users that take turns; all else is a tenant's default. */
final class Conversations implements Axis {

  private static final String DOMAIN = "example.net";
  private static final Pace PACE = Pace.closed(32);

  /** Users of sessions count from here. */
  private static final int SESSIONS = 1_000_000;

  private final Duration patience;

  /**
   * The axis.
   *
   * @param patience how long a population may take to be there
   */
  Conversations(Duration patience) {
    this.patience = patience;
  }

  @Override
  public String name() {
    return "conversations";
  }

  @Override
  public String pace() {
    return PACE.window() + " under way";
  }

  @Override
  public List<Point> points(Stand stand) {
    // Pairs of their own for each point, and for pages and sessions.
    return List.of(point(stand, 0, 1), point(stand, 1, 100), point(stand, 101, 10_000));
  }

  private Point point(Stand stand, int first, int count) {
    var chats = SESSIONS + first;
    return new Point(
        Text.count(count),
        () -> begin(stand, first, count) + open(stand, chats, count),
        Point.Work.NONE,
        ways(stand, first, chats, count),
        PACE);
  }

  private String begin(Stand stand, int first, int count) {
    return populate(
        stand,
        count,
        "conversations",
        (user, text) -> stand.pageToXmpp(DOMAIN, first + user, text));
  }

  private String open(Stand stand, int first, int count) {
    return populate(
        stand, count, "sessions", (user, text) -> stand.open(DOMAIN, first + user, text));
  }

  private String populate(Stand stand, int count, String what, Traffic.Way way) {
    var begun = stand.traffic.run(way, PACE.most(count), patience);
    return begun.arrived() == count
        ? ""
        : Text.count(begun.arrived())
            + " instead of "
            + Text.count(count)
            + ' '
            + what
            + " were begun in "
            + patience.toSeconds()
            + " s"
            + (begun.failed() == 0 ? ". " : ", refused " + begun.refused() + ". ");
  }

  private static Map<Direction, Traffic.Way> ways(Stand stand, int first, int chats, int count) {
    var ways = new EnumMap<Direction, Traffic.Way>(Direction.class);
    ways.put(
        Direction.PAGE_TO_XMPP,
        turns(count, (user, text) -> stand.pageToXmpp(DOMAIN, first + user, text)));
    ways.put(
        Direction.PAGE_TO_SIP,
        turns(count, (user, text) -> stand.pageToSip(DOMAIN, first + user, text)));
    ways.put(
        Direction.SEND_TO_XMPP,
        turns(count, (user, text) -> stand.sendToXmpp(DOMAIN, chats + user, text)));
    ways.put(
        Direction.SEND_TO_SIP,
        turns(count, (user, text) -> stand.sendToSip(DOMAIN, chats + user, text)));
    return ways;
  }

  /** So many users take turns, also from one run to the next. */
  static Traffic.Way turns(int count, Traffic.Way way) {
    var next = new int[1];
    return (number, text) -> {
      way.say(next[0], text);
      next[0] = (next[0] + 1) % count;
    };
  }
}
