package im.balcony.benchmarks.flat;

import im.balcony.benchmarks.flat.Populations.Place;
import im.balcony.benchmarks.stand.Stand;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** 1 and 200 tenants, with as many conversations in all. */
final class TenantCounts implements Axis {

  private static final int MOST = 200;
  private static final String ONE = "example.net";

  /** Users of sessions count from here. */
  private static final int SESSIONS = 1_000_000;

  @Override
  public String name() {
    return "tenants";
  }

  @Override
  public boolean isInterleaved() {
    return false;
  }

  @Override
  public List<Point> points(Stand stand, Populations populations) {
    return List.of(
        point(stand, populations, "1", Place.in(ONE, 0), Place.in(ONE, SESSIONS), Point.Work.NONE),
        point(
            stand,
            populations,
            String.valueOf(MOST),
            spread(MOST),
            spread(SESSIONS + MOST),
            () -> tenants(stand)));
  }

  private static Point point(
      Stand stand,
      Populations populations,
      String label,
      Place pages,
      Place chats,
      Point.Work tenants) {
    return new Point(
        label,
        () ->
            tenants.run()
                + populations.begin(
                    MOST,
                    "sessions",
                    (number, text) -> stand.open(chats.domain(number), chats.user(number), text)),
        Point.Work.NONE,
        Populations.all(populations.pages(MOST, pages), populations.sends(MOST, chats)),
        Populations.PACE);
  }

  private static String domain(int number) {
    return number == 0 ? ONE : "t" + number + ".example";
  }

  private static String tenants(Stand stand) throws IOException, InterruptedException {
    for (var number = 1; number < MOST; number++) {
      stand.tenant(domain(number), Map.of());
    }
    stand.awaitLinks(MOST);
    return "";
  }

  /** One user in each domain. */
  private static Place spread(int first) {
    return new Place() {
      @Override
      public String domain(int number) {
        return TenantCounts.domain(number);
      }

      @Override
      public int user(int number) {
        return first + number;
      }
    };
  }
}
