package im.balcony.benchmarks.flat;

import im.balcony.benchmarks.peers.Traffic;
import im.balcony.benchmarks.peers.Traffic.Pace;
import im.balcony.benchmarks.stand.Stand;
import im.balcony.benchmarks.stand.Text;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** Users of a stand, begun and then taking turns. */
final class Populations {

  /** Of all axes. */
  static final Pace PACE = Pace.closed(32);

  private final Stand stand;
  private final Duration patience;

  /**
   * Of this stand.
   *
   * @param patience how long a population may take to be there
   */
  Populations(Stand stand, Duration patience) {
    this.stand = stand;
    this.patience = patience;
  }

  /**
   * Begins {@code count} of something by as many messages; what is to be said if it took too long.
   */
  String begin(int count, String what, Traffic.Way way) {
    var begun = stand.traffic().run(way, PACE.most(count), patience);
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

  /** Pages of users that take turns. */
  Map<Direction, Traffic.Way> pages(int count, Place place) {
    var ways = new EnumMap<Direction, Traffic.Way>(Direction.class);
    ways.put(
        Direction.PAGE_TO_XMPP,
        turns(count, (user, text) -> stand.pageToXmpp(place.domain(user), place.user(user), text)));
    ways.put(
        Direction.PAGE_TO_SIP,
        turns(count, (user, text) -> stand.pageToSip(place.domain(user), place.user(user), text)));
    return ways;
  }

  /** SENDs of users that take turns, each in his session. */
  Map<Direction, Traffic.Way> sends(int count, Place place) {
    var ways = new EnumMap<Direction, Traffic.Way>(Direction.class);
    ways.put(
        Direction.SEND_TO_XMPP,
        turns(count, (user, text) -> stand.sendToXmpp(place.domain(user), place.user(user), text)));
    ways.put(
        Direction.SEND_TO_SIP,
        turns(count, (user, text) -> stand.sendToSip(place.domain(user), place.user(user), text)));
    return ways;
  }

  /** Both. */
  static Map<Direction, Traffic.Way> all(
      Map<Direction, Traffic.Way> pages, Map<Direction, Traffic.Way> sends) {
    var ways = new EnumMap<Direction, Traffic.Way>(pages);
    ways.putAll(sends);
    return ways;
  }

  /** So many users take turns, also from one run to the next. */
  private static Traffic.Way turns(int count, Traffic.Way way) {
    var next = new int[1];
    return (number, text) -> {
      way.say(next[0], text);
      next[0] = (next[0] + 1) % count;
    };
  }

  /** Where the users of a population are. */
  interface Place {

    /** The SIP domain of one of them. */
    String domain(int number);

    /** His number in that domain. */
    int user(int number);

    /** All of them in one domain, counted from {@code first}. */
    static Place in(String domain, int first) {
      return new Place() {
        @Override
        public String domain(int number) {
          return domain;
        }

        @Override
        public int user(int number) {
          return first + number;
        }
      };
    }
  }
}
