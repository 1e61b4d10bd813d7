package im.balcony.players.chaos;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What was asked for.
 *
 * @param appliance the archive
 * @param minutes how long; one round of all faults is played in any case
 * @param seed decides the order and the manner of all faults
 * @param rate messages a second on each of the four ways
 * @param sessions MSRP sessions
 * @param warmUp seconds of load before the first fault
 * @param goals whether the goals are measured instead
 * @param exchanges how often {@code mapping} is exchanged for the goals, the others a fifth of it
 * @param kills how often the process is killed for the goals
 * @param durability the tenant's
 * @param faults what a round consists of
 * @param tls whether the SIP users speak TLS only
 * @param keep whether ledgers and logs are kept of a good run too
 */
record Options(
    Path appliance,
    double minutes,
    long seed,
    int rate,
    int sessions,
    int warmUp,
    boolean goals,
    int exchanges,
    int kills,
    String durability,
    List<Trouble.Kind> faults,
    boolean tls,
    boolean keep) {

  static final int JULIETS = 5;
  static final int PAGERS = 20;

  static Options of(List<String> arguments) {
    var goals = arguments.contains("--goals");
    return new Options(
        Path.of(value(arguments, "--appliance", "")),
        Double.parseDouble(value(arguments, "--minutes", "2")),
        Long.parseLong(value(arguments, "--seed", String.valueOf(System.nanoTime() % 1_000_000))),
        Integer.parseInt(value(arguments, "--rate", goals ? "50" : "10")),
        Integer.parseInt(value(arguments, "--sessions", goals ? "500" : "40")),
        Integer.parseInt(value(arguments, "--warm-up", goals ? "180" : "0")),
        goals,
        Integer.parseInt(value(arguments, "--exchanges", "100")),
        Integer.parseInt(value(arguments, "--kills", "50")),
        value(arguments, "--durability", "process"),
        kinds(value(arguments, "--faults", "")),
        arguments.contains("--tls"),
        arguments.contains("--keep"));
  }

  private static List<Trouble.Kind> kinds(String names) {
    return names.isEmpty()
        ? List.of(Trouble.Kind.values())
        : Stream.of(names.toUpperCase(Locale.ROOT).replace('-', '_').split(","))
            .map(Trouble.Kind::valueOf)
            .toList();
  }

  private static String value(List<String> arguments, String name, String otherwise) {
    var at = arguments.indexOf(name);
    if (at < 0) {
      return otherwise;
    }
    if (at + 1 >= arguments.size()) {
      throw new IllegalArgumentException(name + " wants a value");
    }
    return arguments.get(at + 1);
  }
}
