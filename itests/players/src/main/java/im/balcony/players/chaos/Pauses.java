package im.balcony.players.chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How long messages waited while a fault lasted: from the first octet to their arrival, less the
 * median of those that nothing disturbed. For comparison the same of as long a time shortly before
 * each fault: what the machine and the load do by themselves.
 */
final class Pauses {

  /** How long before a fault the time ends that it is compared with. */
  private static final long DISTANCE = 500;

  private final long median;
  private final Map<Trouble.Kind, List<Long>> byKind;
  private final Map<Trouble.Kind, List<Long>> before;

  private Pauses(
      long median, Map<Trouble.Kind, List<Long>> byKind, Map<Trouble.Kind, List<Long>> before) {
    this.median = median;
    this.byKind = byKind;
    this.before = before;
  }

  /** From what was heard. */
  static Pauses of(List<Story> stories, List<Trouble> troubles) {
    var heard = stories.stream().filter(Story::wasHeard).toList();
    var median = median(heard, troubles);
    return new Pauses(
        median,
        longest(heard, troubles, median),
        longest(heard, troubles.stream().map(Pauses::before).toList(), median));
  }

  private static Trouble before(Trouble trouble) {
    var end = trouble.begin() - DISTANCE;
    return new Trouble(trouble.kind(), end - (trouble.end() - trouble.begin()), end);
  }

  private static long took(Story story) {
    return story.heard().get(0).at() - story.at();
  }

  private static long median(List<Story> heard, List<Trouble> troubles) {
    var calm =
        heard.stream()
            .filter(s -> troubles.stream().noneMatch(t -> t.overlaps(s.at(), s.at(), 0)))
            .mapToLong(Pauses::took)
            .sorted()
            .toArray();
    return calm.length == 0 ? 0 : calm[calm.length / 2];
  }

  private static Map<Trouble.Kind, List<Long>> longest(
      List<Story> heard, List<Trouble> times, long median) {
    var byKind = new EnumMap<Trouble.Kind, List<Long>>(Trouble.Kind.class);
    for (var time : times) {
      var longest =
          heard.stream()
              .filter(s -> time.overlaps(s.at(), s.at(), 0))
              .mapToLong(Pauses::took)
              .max()
              .orElse(0);
      byKind
          .computeIfAbsent(time.kind(), k -> new ArrayList<>())
          .add(Math.max(0, longest - median));
    }
    byKind.values().forEach(Collections::sort);
    return byKind;
  }

  /** The median of undisturbed messages, in milliseconds. */
  long median() {
    return median;
  }

  /** The pause that {@code share} of all of one kind did not exceed. */
  long percentile(Trouble.Kind kind, double share) {
    return percentile(byKind, kind, share);
  }

  /** The same of the times before the faults. */
  long percentileBefore(Trouble.Kind kind, double share) {
    return percentile(before, kind, share);
  }

  private static long percentile(
      Map<Trouble.Kind, List<Long>> sorted, Trouble.Kind kind, double share) {
    var all = sorted.getOrDefault(kind, List.of());
    return all.isEmpty() ? 0 : all.get((int) Math.ceil(share * all.size()) - 1);
  }
}
