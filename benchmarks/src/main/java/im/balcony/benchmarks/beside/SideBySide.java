package im.balcony.benchmarks.beside;

import im.balcony.benchmarks.stand.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Page messages through the appliance and through Kamailio, in turns: {@code --appliance ARCHIVE
 * [quick] [--durability D]}. The one that is not measured has nothing to do.
 */
public final class SideBySide {

  private SideBySide() {}

  /** Measures and prints. */
  public static void main(String[] arguments) throws Exception {
    var words = List.of(arguments);
    var archive = Path.of(words.get(words.indexOf("--appliance") + 1));
    var durability =
        words.contains("--durability") ? words.get(words.indexOf("--durability") + 1) : "process";
    var directory = Files.createTempDirectory("balcony-beside");
    try (var kamailio = new KamailioGateway(directory.resolve("kamailio"));
        var balcony = new Balcony(archive, directory.resolve("appliance"), durability)) {
      run(balcony, kamailio, durability, new Contest(words.contains("quick")));
    } finally {
      delete(directory);
    }
  }

  /** Deletes a folder and all that is in it. */
  static void delete(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }

  private static void run(Gateway balcony, Gateway kamailio, String durability, Contest contest)
      throws IOException {
    System.out.printf(
        "JDK %s, %d cores, durability %s, %d users, %d messages under way%n",
        Runtime.version(),
        Runtime.getRuntime().availableProcessors(),
        durability,
        Way.USERS,
        Contest.WINDOW);
    System.out.printf(
        "the machine: %s datagrams of 500 octets there and back a second%n",
        Text.count(Math.round(Echo.pairs(Contest.WINDOW, contest.length()))));
    contest.warmUp(List.of(balcony, kamailio));
    System.out.printf("%-34s %26s %26s %8s%n", "", balcony.name(), kamailio.name(), "ratio");
    for (var way : Way.values()) {
      print(contest.measure(balcony, kamailio, way));
    }
  }

  /** Prints what came of one way. */
  static void print(Contest.Outcome outcome) {
    var ours = outcome.ours();
    var theirs = outcome.theirs();
    line(outcome.way().text() + ", messages/s", ours, theirs, Round::rate);
    line("  CPU us a message", ours, theirs, Round::cpu);
    line("  not delivered", ours, theirs, r -> r.tally().failed());
    var calm = List.of(outcome.calm());
    var calmTheirs = List.of(outcome.calmTheirs());
    line(
        "  at " + Text.count(Contest.RATE) + "/s: p50 ms",
        calm,
        calmTheirs,
        r -> r.tally().quantile(0.5));
    line("  p99 ms", calm, calmTheirs, r -> r.tally().quantile(0.99));
  }

  private static void line(
      String what, List<Round> ours, List<Round> theirs, ToDoubleFunction<Round> figure) {
    var our = sorted(ours, figure);
    var their = sorted(theirs, figure);
    System.out.printf(
        "%-34s %26s %26s %8s%n", what, text(our), text(their), ratio(middle(our), middle(their)));
  }

  private static String ratio(double our, double their) {
    return their == 0 ? "-" : String.format(Locale.ROOT, "%.2f", our / their);
  }

  private static double[] sorted(List<Round> rounds, ToDoubleFunction<Round> figure) {
    var figures = rounds.stream().mapToDouble(figure).toArray();
    Arrays.sort(figures);
    return figures;
  }

  private static double middle(double[] sorted) {
    return sorted[sorted.length / 2];
  }

  private static String text(double[] sorted) {
    var middle = Text.figure(middle(sorted));
    return sorted.length == 1
        ? middle
        : middle
            + " ("
            + Text.figure(sorted[0])
            + " - "
            + Text.figure(sorted[sorted.length - 1])
            + ")";
  }
}
