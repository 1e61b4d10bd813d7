package im.balcony.benchmarks.flat;

import im.balcony.benchmarks.flat.Populations.Place;
import im.balcony.benchmarks.stand.Stand;
import im.balcony.benchmarks.stand.Text;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * 0, 100 and 1000 messages that a conversation remembers: half of them pages handed over less than
 * {@code error-window} ago, half of them SENDs whose delivery report is owed. What is measured adds
 * to them, so it is little.
 */
final class Remembered implements Axis {

  /** Nothing is remembered here of what was handed over, or everything for longer than a run. */
  private static final String FORGETS = "forgets.example";

  private static final String KEEPS = "keeps.example";

  /** Messages that are prepared a point. */
  private static final int PREPARED = 10_000;

  private static final int LEAST = 10;

  /** Messages a measurement. */
  private static final int MEASURED = 200;

  @Override
  public String name() {
    return "remembered";
  }

  @Override
  public List<Point> points(Stand stand, Populations populations)
      throws IOException, InterruptedException {
    stand.tenant(FORGETS, Map.of("error-window", "0s"));
    stand.tenant(KEEPS, Map.of("error-window", "10min"));
    stand.awaitLinks(3);
    return List.of(
        point(stand, populations, Place.in(FORGETS, 0), 0, LEAST),
        point(stand, populations, Place.in(KEEPS, 0), 100, PREPARED / 100),
        point(stand, populations, Place.in(KEEPS, PREPARED), 1000, PREPARED / 1000));
  }

  private static Point point(
      Stand stand, Populations populations, Place place, int remembered, int conversations) {
    return new Point(
        Text.count(remembered),
        () ->
            populations.begin(
                    conversations,
                    "sessions",
                    (number, text) -> stand.open(place.domain(number), place.user(number), text))
                + populations.begin(
                    remembered * conversations,
                    "remembered messages",
                    (number, text) -> remember(stand, place, number, conversations, text)),
        Point.Work.NONE,
        Populations.all(
            populations.pages(conversations, place), populations.sends(conversations, place)),
        Populations.PACE.most(MEASURED));
  }

  private static void remember(
      Stand stand, Place place, int number, int conversations, String text) {
    var domain = place.domain(number);
    var user = place.user(number % conversations);
    if (number / conversations % 2 == 0) {
      stand.pageToXmpp(domain, user, text);
    } else {
      stand.sendToXmppReported(domain, user, text);
    }
  }
}
