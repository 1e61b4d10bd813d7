package im.balcony.benchmarks.beside;

import im.balcony.benchmarks.flat.Text;
import im.balcony.benchmarks.peers.Traffic;
import im.balcony.benchmarks.peers.Traffic.Pace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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

  private static final int USERS = 100;
  private static final int WINDOW = 64;
  private static final int RATE = 1000;

  private enum Way {
    TO_XMPP("page SIP to XMPP"),
    TO_SIP("page XMPP to SIP");

    private final String text;

    Way(String text) {
      this.text = text;
    }

    private Traffic.Way of(Gateway gateway) {
      return this == TO_XMPP
          ? (number, text) -> gateway.pageToXmpp(number % USERS, text)
          : (number, text) -> gateway.pageToSip(number % USERS, text);
    }
  }

  /** One round of one gateway; CPU in microseconds a message. */
  private record Round(Traffic.Tally tally, double cpu) {

    private double rate() {
      return tally.arrived() / tally.seconds();
    }
  }

  private final int rounds;
  private final Duration length;
  private final Duration warmUp;

  private SideBySide(boolean quick) {
    rounds = quick ? 3 : 5;
    length = Duration.ofSeconds(quick ? 2 : 4);
    warmUp = Duration.ofSeconds(quick ? 6 : 20);
  }

  /** Measures and prints. */
  public static void main(String[] arguments) throws Exception {
    var words = List.of(arguments);
    var archive = Path.of(words.get(words.indexOf("--appliance") + 1));
    var durability =
        words.contains("--durability") ? words.get(words.indexOf("--durability") + 1) : "process";
    var directory = Files.createTempDirectory("balcony-beside");
    try (var kamailio = new KamailioGateway(directory.resolve("kamailio"));
        var balcony = new Balcony(archive, directory.resolve("appliance"), durability)) {
      new SideBySide(words.contains("quick")).run(balcony, kamailio, durability);
    } finally {
      delete(directory);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }

  private void run(Gateway balcony, Gateway kamailio, String durability) throws IOException {
    System.out.printf(
        "JDK %s, %d cores, durability %s, %d users, %d messages under way%n",
        Runtime.version(), Runtime.getRuntime().availableProcessors(), durability, USERS, WINDOW);
    System.out.printf(
        "the machine: %s datagrams of 500 octets there and back a second%n",
        Text.count(Math.round(Echo.pairs(WINDOW, length))));
    for (var way : Way.values()) {
      for (var gateway : List.of(balcony, kamailio)) {
        round(gateway, way, Pace.closed(WINDOW), warmUp);
      }
    }
    System.out.printf("%-34s %26s %26s %8s%n", "", balcony.name(), kamailio.name(), "ratio");
    for (var way : Way.values()) {
      compare(balcony, kamailio, way);
    }
  }

  private void compare(Gateway balcony, Gateway kamailio, Way way) {
    var ours = new ArrayList<Round>();
    var theirs = new ArrayList<Round>();
    for (var i = 0; i < rounds; i++) {
      ours.add(round(balcony, way, Pace.closed(WINDOW), length));
      theirs.add(round(kamailio, way, Pace.closed(WINDOW), length));
    }
    line(way.text + ", messages/s", ours, theirs, Round::rate);
    line("  CPU us a message", ours, theirs, Round::cpu);
    line("  not delivered", ours, theirs, r -> r.tally.failed());
    var steady = Pace.steady(RATE);
    var calm = List.of(round(balcony, way, steady, length));
    var calmTheirs = List.of(round(kamailio, way, steady, length));
    line("  at " + Text.count(RATE) + "/s: p50 ms", calm, calmTheirs, r -> r.tally.quantile(0.5));
    line("  p99 ms", calm, calmTheirs, r -> r.tally.quantile(0.99));
  }

  private static Round round(Gateway gateway, Way way, Pace pace, Duration length) {
    var before = gateway.cpu();
    var tally = gateway.peers().traffic.run(way.of(gateway), pace, length);
    var cpu = gateway.cpu().minus(before);
    return new Round(tally, cpu.toNanos() / 1e3 / Math.max(1, tally.arrived()));
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
