package im.balcony.players.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/**
 * The appliance under load and faults: {@code --appliance ARCHIVE [--minutes N] [--seed S] [--rate
 * R] [--sessions N] [--faults A,B] [--durability D] [--tls] [--keep] [--goals [--exchanges N]
 * [--kills N]]}. Exits non-zero unless nothing was lost and nothing contradicted.
 */
public final class Chaos {

  private static final long CALM = 1_200;
  private static final Duration SETTLE = Duration.ofSeconds(100);

  /** No fault here is the fault of a part: none may be set aside for it, and no call given up. */
  private static final Pattern BLAMED = Pattern.compile("is quarantined|are written off");

  private final Options options;

  private Chaos(Options options) {
    this.options = options;
  }

  /** Plays and exits. */
  public static void main(String[] arguments) throws Exception {
    System.exit(new Chaos(Options.of(List.of(arguments))).run() ? 0 : 1);
  }

  private boolean run() throws Exception {
    World.say("Seed " + options.seed());
    var directory = Files.createTempDirectory("balcony-chaos");
    // If not all can be started, the files stay; the programs end with this one.
    var world = new World(options, directory);
    try (world) {
      world.open();
      return play(world, directory);
    } finally {
      delete(directory);
    }
  }

  private boolean play(World world, Path directory) throws IOException, InterruptedException {
    var faults = new Faults(world, new Random(options.seed()));
    var good = false;
    try {
      var goals = options.goals() ? new Goals(world, faults).play() : List.<Goals.Goal>of();
      if (!options.goals()) {
        rounds(world, faults);
      }
      good = end(world, faults);
      for (var goal : goals) {
        System.out.println(goal);
        good &= goal.isReached();
      }
    } finally {
      if (!good || options.keep()) {
        keep(world, faults, directory);
      }
    }
    System.out.println(good ? "Verdict: nothing vanished." : "Verdict: FAILED.");
    return good;
  }

  /** Each round has every fault once, in another order. */
  private void rounds(World world, Faults faults) throws IOException, InterruptedException {
    var order = new Random(options.seed());
    var end = System.nanoTime() + (long) (options.minutes() * 60e9);
    var first = true;
    while (first || System.nanoTime() < end) {
      var kinds = new ArrayList<>(options.faults());
      Collections.shuffle(kinds, order);
      for (var kind : kinds) {
        if (first || System.nanoTime() < end) {
          faults.play(kind);
          world.journal.read(world.shell);
          Thread.sleep(CALM);
        }
      }
      first = false;
    }
  }

  private boolean end(World world, Faults faults) throws IOException, InterruptedException {
    World.say("Waiting until nothing is owed any more");
    world.settle(SETTLE);
    var sessions = world.romeos.sessions();
    var stories = world.ledger.stories(world.journal::of);
    var reconciliation = Reconciliation.of(stories, faults.troubles(), options.tls());
    var pauses = Pauses.of(stories, faults.troubles());
    System.out.println("Seed " + options.seed());
    System.out.print(new Report(reconciliation, pauses, faults.done()).write());
    System.out.printf("sessions at the end: %d of %d%n", sessions, options.sessions());
    reconciliation.problems().stream().limit(20).forEach(System.out::println);
    world.violations.all().stream().limit(20).forEach(v -> System.out.println("VIOLATION " + v));
    if (world.journal.hasGap()) {
      System.out.println("The journal grew faster than it was read: the figures are not whole");
    }
    if (world.ledger.strangers() > 0) {
      System.out.println("Texts that nobody offered: " + world.ledger.strangers());
    }
    var blamed = world.appliance.logged(BLAMED);
    blamed.stream().limit(20).forEach(line -> System.out.println("GIVEN UP " + line));
    return reconciliation.isGood()
        && blamed.isEmpty()
        && world.violations.all().isEmpty()
        && !world.journal.hasGap()
        && world.ledger.strangers() == 0;
  }

  /** What shows why, for whoever looks into it. */
  private void keep(World world, Faults faults, Path directory) throws IOException {
    var kept = Files.createDirectories(Path.of("target/chaos-" + options.seed()));
    var stories = world.ledger.stories(world.journal::of);
    stories.sort(Comparator.comparingLong(Story::at));
    Files.write(kept.resolve("ledger.txt"), stories.stream().map(Story::toString).toList());
    Files.write(
        kept.resolve("faults.txt"), faults.done().stream().map(Faults.Done::toString).toList());
    Files.write(kept.resolve("violations.txt"), world.violations.all());
    for (var log :
        List.of("appliance/data/log/karaf.log", "appliance/karaf.out", "prosody/prosody.log")) {
      var path = directory.resolve(log);
      if (Files.exists(path)) {
        Files.copy(
            path,
            kept.resolve(String.valueOf(path.getFileName())),
            java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
    }
    System.out.println("Ledgers and logs are in " + kept);
  }

  private static void delete(Path directory) throws IOException, InterruptedException {
    // What an ended process may still be writing is not worth failing for.
    Thread.sleep(200);
    try (var files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    }
  }
}
