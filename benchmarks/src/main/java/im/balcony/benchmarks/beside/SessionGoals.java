package im.balcony.benchmarks.beside;

import im.balcony.benchmarks.peers.Traffic;
import im.balcony.benchmarks.peers.Traffic.Pace;
import im.balcony.benchmarks.stand.Stand;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Goals of MSRP sessions: messages in them, how fast they begin, what they cost when idle. */
final class SessionGoals {

  private static final int SESSIONS = 100;
  private static final String PROCESS = "example.net";
  private static final String NONE = "none.example";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration IDLE = Duration.ofSeconds(10);

  /** What is written down of messages, and what each direction is to reach with it. */
  private record Durability(String name, String domain, double goal) {}

  private static final List<Durability> DURABILITIES =
      List.of(new Durability("process", PROCESS, 40_000), new Durability("none", NONE, 60_000));

  private final Stand stand;
  private final int rounds;
  private final Duration length;
  private final Duration warmUp;
  private final int idle;
  private final List<Goal> goals = new ArrayList<>();

  /** Of an appliance with one tenant. */
  SessionGoals(Stand stand, boolean quick) throws IOException, InterruptedException {
    this.stand = stand;
    rounds = quick ? 3 : 5;
    length = Duration.ofSeconds(quick ? 2 : 4);
    warmUp = Duration.ofSeconds(quick ? 4 : 15);
    idle = quick ? 5_000 : 48_000;
    stand.tenant(NONE, Map.of("durability", "none"));
    stand.awaitLinks(2);
  }

  /** Measures all of them. */
  List<Goal> measure() throws IOException, InterruptedException {
    for (var durability : DURABILITIES) {
      messages(durability);
    }
    setUps();
    return goals;
  }

  private void messages(Durability durability) {
    var domain = durability.domain;
    stand
        .traffic()
        .run(
            (n, text) -> stand.open(domain, n, text),
            Pace.closed(Contest.WINDOW).most(SESSIONS),
            PATIENCE);
    var shape = "messages in 100 sessions, durability " + durability.name;
    Traffic.Way toXmpp = (n, text) -> stand.sendToXmpp(domain, n % SESSIONS, text);
    Traffic.Way toSip = (n, text) -> stand.sendToSip(domain, n % SESSIONS, text);
    goals.add(Goal.least("P4", shape + ", SIP to XMPP", durability.goal, "/s", rates(toXmpp)));
    goals.add(Goal.least("P4", shape + ", XMPP to SIP", durability.goal, "/s", rates(toSip)));
  }

  private double[] rates(Traffic.Way way) {
    stand.traffic().run(way, Pace.closed(Contest.WINDOW), warmUp);
    var rates = new double[rounds];
    for (var i = 0; i < rounds; i++) {
      var tally = stand.traffic().run(way, Pace.closed(Contest.WINDOW), length);
      rates[i] = tally.arrived() / tally.seconds();
    }
    return rates;
  }

  private void setUps() throws IOException, InterruptedException {
    var before = stand.heap();
    var first = SESSIONS;
    var begun = 0;
    var rates = new ArrayList<Double>();
    while (begun < idle && rates.size() < 1_000) {
      var from = first + begun;
      var tally =
          stand
              .traffic()
              .run(
                  (n, text) -> stand.open(PROCESS, from + n, text),
                  Pace.closed(Contest.WINDOW).most(Math.min(5_000, idle - begun)),
                  PATIENCE);
      if (tally.arrived() == 0) {
        break;
      }
      begun += tally.arrived() + tally.failed();
      rates.add(tally.arrived() / tally.seconds());
    }
    goals.add(
        Goal.least(
            "P5",
            "chat set-ups, INVITE to the first text",
            3_000,
            "/s",
            rates.stream().mapToDouble(Double::doubleValue).toArray()));
    // What a transaction, its keys and a text in doubt take is over by then.
    Thread.sleep(IDLE.toMillis());
    var meter = stand.meter();
    var start = meter.read();
    Thread.sleep(IDLE.toMillis());
    var end = meter.read();
    var cost = end.since(start);
    var busy = (cost.cpu() + cost.collecting()) / 1e9 / end.seconds(start);
    var held = (stand.heap() - before) / 1e3 / begun;
    var shape = begun + " idle sessions over 200 connections";
    goals.add(Goal.most("P7", shape + ", heap each", 8, " kB", held));
    goals.add(Goal.most("P7", shape + ", of one core", 3, " %", 100 * busy));
  }
}
