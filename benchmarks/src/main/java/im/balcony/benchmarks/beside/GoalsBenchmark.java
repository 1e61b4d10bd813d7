package im.balcony.benchmarks.beside;

import im.balcony.benchmarks.stand.Stand;
import im.balcony.benchmarks.stand.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How far the appliance is from its goals, each beside what it is a ratio to in the same run:
 * {@code --appliance ARCHIVE [quick]}. Prints a table for {@code docs/performance.md}.
 */
public final class GoalsBenchmark {

  private final Path archive;
  private final boolean quick;
  private final List<Goal> goals = new ArrayList<>();

  private GoalsBenchmark(Path archive, boolean quick) {
    this.archive = archive;
    this.quick = quick;
  }

  /** Measures and prints. */
  public static void main(String[] arguments) throws Exception {
    var words = List.of(arguments);
    var archive = Path.of(words.get(words.indexOf("--appliance") + 1));
    new GoalsBenchmark(archive, words.contains("quick") || words.contains("--quick")).run();
  }

  private void run() throws IOException, InterruptedException {
    System.out.printf(
        "JDK %s, %d cores shared with the peers, durability process unless another is named%n",
        Runtime.version(), Runtime.getRuntime().availableProcessors());
    pages();
    sessions();
    System.out.println("| Goal | Shape | Wanted | Measured: median (least - most) | Verdict |");
    System.out.println("|---|---|---|---|---|");
    goals.forEach(goal -> System.out.println(goal.line()));
  }

  private void pages() throws IOException, InterruptedException {
    var directory = Files.createTempDirectory("balcony-goals");
    var contest = new Contest(quick);
    System.out.printf(
        "the machine: %s datagrams of 500 octets there and back a second%n",
        Text.count(Math.round(Echo.pairs(Contest.WINDOW, contest.length()))));
    try (var kamailio = new KamailioGateway(directory.resolve("kamailio"));
        var balcony = new Balcony(archive, directory.resolve("appliance"), "process")) {
      contest.warmUp(List.of(balcony, kamailio));
      var toXmpp = contest.measure(balcony, kamailio, Way.TO_XMPP);
      var toSip = contest.measure(balcony, kamailio, Way.TO_SIP);
      goals.add(ratio("P1", toXmpp, 1.5));
      goals.add(ratio("P2", toSip, 1.0));
      times(toXmpp, 0.5, 1.5);
      times(toSip, 0.2, 1.0);
      var overload = new Overload(balcony, Duration.ofSeconds(quick ? 10 : 60));
      goals.addAll(
          overload.measure(
              toXmpp.ours().stream().mapToDouble(Round::rate).max().orElse(Contest.RATE)));
    } finally {
      SideBySide.delete(directory);
    }
  }

  private static Goal ratio(String id, Contest.Outcome outcome, double least) {
    var shape = outcome.way().text() + ", times what Kamailio moves";
    return Goal.least(id, shape, least, "", outcome.ratios());
  }

  private void times(Contest.Outcome outcome, double p50, double p99) {
    var shape = outcome.way().text() + " at " + Text.count(Contest.RATE) + " a second, ";
    var tally = outcome.calm().tally();
    goals.add(Goal.most("P3", shape + "p50", p50, " ms", tally.quantile(0.5)));
    goals.add(Goal.most("P3", shape + "p99", p99, " ms", tally.quantile(0.99)));
    goals.add(Goal.most("P3", shape + "longest", 100, " ms", tally.quantile(1)));
  }

  private void sessions() throws IOException, InterruptedException {
    try (var stand = new Stand(archive, "process")) {
      goals.addAll(new SessionGoals(stand, quick).measure());
    }
  }
}
