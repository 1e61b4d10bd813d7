package im.balcony.players.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a judge saw and what he complains about. */
final class Findings {

  private final Map<String, Integer> seen = new TreeMap<>();
  private final List<String> faults = new ArrayList<>();

  /** Counts a message of some kind. */
  void saw(String kind) {
    seen.merge(kind, 1, Integer::sum);
  }

  /** Complains unless something holds. */
  void check(boolean holds, String rule, String where) {
    if (!holds) {
      faults.add(rule + ": " + where);
    }
  }

  Verdict verdict() {
    return new Verdict(Map.copyOf(seen), List.copyOf(faults));
  }
}
