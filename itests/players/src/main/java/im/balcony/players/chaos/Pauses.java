package im.balcony.players.chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How long messages waited while a fault lasted: from the first octet to their arrival, less the
 * median of those that nothing disturbed.
 */
final class Pauses {

  private final long median;
  private final Map<Trouble.Kind, List<Long>> byKind = new EnumMap<>(Trouble.Kind.class);

  private Pauses(long median) {
    this.median = median;
  }

  /** From what was heard. */
  static Pauses of(List<Story> stories, List<Trouble> troubles) {
    var calm = new ArrayList<Long>();
    var longest = new long[troubles.size()];
    for (var story : stories) {
      if (!story.wasHeard()) {
        continue;
      }
      var took = story.heard().get(0).at() - story.at();
      var quiet = true;
      for (var i = 0; i < longest.length; i++) {
        if (story.at() >= troubles.get(i).begin() && story.at() <= troubles.get(i).end()) {
          longest[i] = Math.max(longest[i], took);
          quiet = false;
        }
      }
      if (quiet) {
        calm.add(took);
      }
    }
    Collections.sort(calm);
    var pauses = new Pauses(calm.isEmpty() ? 0 : calm.get(calm.size() / 2));
    for (var i = 0; i < longest.length; i++) {
      pauses
          .byKind
          .computeIfAbsent(troubles.get(i).kind(), k -> new ArrayList<>())
          .add(Math.max(0, longest[i] - pauses.median));
    }
    pauses.byKind.values().forEach(Collections::sort);
    return pauses;
  }

  /** The median of undisturbed messages, in milliseconds. */
  long median() {
    return median;
  }

  /** The pauses of one kind, shortest first. */
  List<Long> of(Trouble.Kind kind) {
    return byKind.getOrDefault(kind, List.of());
  }

  /** The pause that {@code share} of all of one kind did not exceed. */
  long percentile(Trouble.Kind kind, double share) {
    var all = of(kind);
    return all.isEmpty() ? 0 : all.get((int) Math.ceil(share * all.size()) - 1);
  }
}
