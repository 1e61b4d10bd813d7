package im.balcony.players.chaos;

import im.balcony.players.chaos.Trouble.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Measures the goals: many exchanges of each part, many kills. */
final class Goals {

  private static final long CALM = 3_000;
  private static final List<Kind> OTHER_PARTS =
      List.of(Kind.MAPPING, Kind.SESSION, Kind.MSRP, Kind.XMPP, Kind.SIP);
  private static final long MAPPING = 100;
  private static final long OTHERS = 1_000;
  private static final long SIP = 3_000;
  private static final long READY = 20_000;

  private final World world;
  private final Faults faults;

  /** A goal with what was measured. */
  record Goal(String what, long measured, long most) {

    boolean isReached() {
      return measured <= most;
    }

    @Override
    public String toString() {
      return "%-8s %s: %d, at most %d"
          .formatted(isReached() ? "reached" : "MISSED", what, measured, most);
    }
  }

  Goals(World world, Faults faults) {
    this.world = world;
    this.faults = faults;
  }

  /** Plays all and gives the verdicts. */
  List<Goal> play() throws IOException, InterruptedException {
    // The first exchange of a life loads what updates bundles and is no measure of the others.
    repeat(Kind.UPGRADE, 1);
    for (var kind : OTHER_PARTS) {
      repeat(kind, 1);
    }
    var first = faults.troubles();
    repeat(Kind.UPGRADE, world.options.exchanges());
    for (var kind : OTHER_PARTS) {
      repeat(kind, Math.max(1, world.options.exchanges() / 5));
    }
    var exchanged = faults.done();
    repeat(Kind.KILL, world.options.kills());
    var stories = world.ledger.stories(world.journal::of);
    var all = faults.troubles();
    var pauses = Pauses.of(stories, all.subList(first.size(), all.size()));
    World.say(
        "The first exchange of mapping after the start paused %d ms"
            .formatted(Pauses.of(stories, first).percentile(Kind.UPGRADE, 1)));
    var goals = new ArrayList<Goal>();
    goals.add(
        new Goal(
            "pause of mapping, side by side, p99, ms",
            pauses.percentile(Kind.UPGRADE, 0.99),
            MAPPING));
    for (var kind : OTHER_PARTS) {
      goals.add(
          new Goal(
              "longest pause of " + kind.name().toLowerCase(Locale.ROOT) + " by bundle:update, ms",
              pauses.percentile(kind, 1),
              kind == Kind.SIP ? SIP : OTHERS));
    }
    goals.add(sum("sessions lost in exchanges", exchanged, Faults.Done::callsOver));
    goals.add(sum("MSRP connections lost in exchanges", exchanged, Faults.Done::msrpLost));
    goals.add(sum("XMPP connections lost in exchanges", exchanged, Faults.Done::xmppLost));
    goals.add(
        new Goal(
            "ready again after kill -9, longest of " + world.options.kills() + ", ms",
            faults.done().stream().mapToLong(Faults.Done::readyMillis).max().orElse(0),
            READY));
    return goals;
  }

  private static Goal sum(
      String what, List<Faults.Done> faults, java.util.function.ToIntFunction<Faults.Done> part) {
    return new Goal(what, faults.stream().mapToInt(part).sum(), 0);
  }

  private void repeat(Kind kind, int times) throws IOException, InterruptedException {
    for (var i = 0; i < times; i++) {
      faults.play(kind);
      world.journal.read(world.shell);
      Thread.sleep(CALM);
    }
  }
}
