package im.balcony.sip.dns;

import im.balcony.sip.dns.Questions.Service;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/** The order of SRV records, by priority and weight (RFC 2782, "Usage rules"). */
final class Weights {

  private Weights() {}

  /** The records as they are to be tried; which of one priority come first is left to chance. */
  static List<Service> order(List<Service> records, RandomGenerator random) {
    // Those without weight stand first, so that they have a very small chance.
    var left = new ArrayList<>(records);
    left.sort(Comparator.comparingInt(Service::priority).thenComparingInt(Service::weight));
    var ordered = new ArrayList<Service>(left.size());
    while (!left.isEmpty()) {
      ordered.add(left.remove(drawn(left, random)));
    }
    return ordered;
  }

  /** The place of one of the first priority. */
  private static int drawn(List<Service> left, RandomGenerator random) {
    var priority = left.get(0).priority();
    var sum = 0;
    for (var record : left) {
      sum += record.priority() == priority ? record.weight() : 0;
    }
    var chance = random.nextInt(sum + 1);
    var place = 0;
    for (var running = left.get(0).weight(); running < chance; place++) {
      running += left.get(place + 1).weight();
    }
    return place;
  }
}
