package im.balcony.benchmarks.flat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was asked for.
 *
 * @param appliance the archive
 * @param axes those that are measured
 * @param durability the tenants'
 * @param quick whether the run is to be short
 * @param profile whether it is recorded what the appliance does meanwhile
 */
record Options(
    Path appliance, List<String> axes, String durability, boolean quick, boolean profile) {

  static final List<String> AXES =
      List.of("conversations", "remembered", "transactions", "tenants");

  static final String USAGE =
      "flat [quick] ["
          + String.join("|", AXES)
          + " ...] [--durability process|power|none] [--profile]";

  /** Reads the arguments; empty if they cannot be. */
  static Optional<Options> of(List<String> arguments) {
    var axes = new ArrayList<String>();
    var appliance = Path.of("");
    var durability = "process";
    var quick = false;
    var profile = false;
    for (var words = arguments.iterator(); words.hasNext(); ) {
      var word = words.next();
      if (word.equals("--appliance") && words.hasNext()) {
        appliance = Path.of(words.next());
      } else if (word.equals("--durability") && words.hasNext()) {
        durability = words.next();
      } else if (word.equals("quick")) {
        quick = true;
      } else if (word.equals("--profile")) {
        profile = true;
      } else if (AXES.contains(word)) {
        axes.add(word);
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(
        new Options(appliance, axes.isEmpty() ? AXES : axes, durability, quick, profile));
  }

  /** Load before anything is measured. */
  Duration warmUp() {
    return Duration.ofSeconds(quick ? 8 : 16);
  }

  int rounds() {
    return quick ? 2 : 3;
  }

  /** Of one measurement. */
  Duration length() {
    return Duration.ofMillis(quick ? 1000 : 1500);
  }

  /** How long a population may take to be there. */
  Duration patience() {
    return Duration.ofSeconds(quick ? 10 : 20);
  }

  static Axis axis(String name) {
    return switch (name) {
      case "remembered" -> new Remembered();
      case "transactions" -> new Transactions();
      case "tenants" -> new TenantCounts();
      default -> new Conversations();
    };
  }

  String head() {
    return "JDK "
        + Runtime.version()
        + ", "
        + Runtime.getRuntime().availableProcessors()
        + " cores, durability "
        + durability
        + ", 32 messages under way"
        + ", warm-up "
        + warmUp().toSeconds()
        + " s, "
        + rounds()
        + " rounds of "
        + length().toMillis() / 1000.0
        + " s: median (least-most)";
  }
}
