package im.balcony.benchmarks.flat;

import im.balcony.benchmarks.flat.Populations.Place;
import im.balcony.benchmarks.stand.Stand;
import im.balcony.benchmarks.stand.Text;
import java.util.List;

/** 1, 100 and 10 000 pairs of users that take turns; all else is a tenant's default. */
final class Conversations implements Axis {

  private static final String DOMAIN = "example.net";

  /** Users of sessions count from here. */
  private static final int SESSIONS = 1_000_000;

  @Override
  public String name() {
    return "conversations";
  }

  @Override
  public List<Point> points(Stand stand, Populations populations) {
    // Pairs of their own for each point, and for pages and sessions.
    return List.of(
        point(stand, populations, 0, 1),
        point(stand, populations, 1, 100),
        point(stand, populations, 101, 10_000));
  }

  private static Point point(Stand stand, Populations populations, int first, int count) {
    var pages = Place.in(DOMAIN, first);
    var chats = Place.in(DOMAIN, SESSIONS + first);
    return new Point(
        Text.count(count),
        () ->
            populations.begin(
                    count,
                    "conversations",
                    (number, text) -> stand.pageToXmpp(DOMAIN, pages.user(number), text))
                + populations.begin(
                    count,
                    "sessions",
                    (number, text) -> stand.open(DOMAIN, chats.user(number), text)),
        Point.Work.NONE,
        Populations.all(populations.pages(count, pages), populations.sends(count, chats)),
        Populations.PACE);
  }
}
