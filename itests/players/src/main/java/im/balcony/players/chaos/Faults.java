package im.balcony.players.chaos;

import im.balcony.players.chaos.Trouble.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;

/** Does one fault after the other, and writes down when each was. */
final class Faults {

  private static final long STALL = 8_000;
  private static final long SILENCE = 11_000;
  private static final int SHORTEST_STOP = 2_000;
  private static final int STOPS = 10_000;
  private static final Pattern RECOVERING =
      Pattern.compile("recovering \\d+ conversations, (\\d+) owed");

  private final World world;
  private final Random chance;
  private final Upgrade upgrade;
  private final List<Trouble> troubles = new ArrayList<>();
  private final List<Done> done = new ArrayList<>();

  /** A fault with what it cost. */
  record Done(
      Trouble trouble,
      int sessionsBefore,
      int sessionsAfter,
      int msrpLost,
      int xmppLost,
      Map<String, Integer> ends,
      long readyMillis) {

    int callsOver() {
      return ends.values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  Faults(World world, Random chance) {
    this.world = world;
    this.chance = chance;
    this.upgrade = new Upgrade(world);
  }

  /** All that was so far. */
  List<Trouble> troubles() {
    return List.copyOf(troubles);
  }

  /** The same with what each cost. */
  List<Done> done() {
    return List.copyOf(done);
  }

  /** Does one and waits until all is well again. */
  Done play(Kind kind) throws IOException, InterruptedException {
    var sessions = world.romeos.sessions();
    var cuts = world.romeos.cuts();
    world.romeos.ends();
    var links = world.relay.connections();
    if (kind == Kind.UPGRADE) {
      upgrade.prepare();
    }
    var begin = System.currentTimeMillis();
    var restart = act(kind);
    var trouble = new Trouble(kind, begin, System.currentTimeMillis(), restart.owed);
    troubles.add(trouble);
    // What a part's exchange breaks would show at once.
    Thread.sleep(300);
    if (kind == Kind.UPGRADE) {
      upgrade.check();
    }
    var result =
        new Done(
            trouble,
            sessions,
            world.romeos.sessions(),
            world.romeos.cuts() - cuts,
            world.relay.connections() - links,
            world.romeos.ends(),
            restart.millis);
    done.add(result);
    World.say(
        "%-12s %6d ms  sessions %d -> %d, MSRP connections lost %d, XMPP links made anew %d%s"
            .formatted(
                kind.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                trouble.end() - begin,
                sessions,
                result.sessionsAfter(),
                result.msrpLost(),
                result.xmppLost(),
                result.ends().isEmpty() ? "" : ", calls over " + result.ends()));
    return result;
  }

  /** How long the start took, and what the process found that it owed. */
  private record Restart(long millis, int owed) {
    static final Restart NONE = new Restart(0, 0);
  }

  private Restart act(Kind kind) throws IOException, InterruptedException {
    switch (kind) {
      case SIP, MSRP, XMPP, MAPPING, SESSION -> exchange(kind);
      case UPGRADE -> upgrade.play();
      case STOP -> standStill();
      case KILL -> {
        return kill();
      }
      case SERVER -> server();
      case CUT -> {
        world.romeos.cut(chance, Math.max(1, world.options.sessions() / 4));
        awaitSessions(20_000);
      }
      case HALF_OPEN -> halfOpen();
      case SLOW_READER -> {
        world.romeos.stall(chance, Math.max(1, world.options.sessions() / 4), STALL);
        Thread.sleep(STALL);
      }
      case DISK_FULL -> diskFull();
    }
    return Restart.NONE;
  }

  private void exchange(Kind kind) throws IOException {
    var part = kind.name().toLowerCase(Locale.ROOT);
    world.bundles.update(part, world.appliance.bundle(part).toString());
  }

  private Restart kill() throws IOException, InterruptedException {
    // Else its management would look for a process that is gone, and complain.
    world.bundles.close();
    world.appliance.kill();
    Thread.sleep(chance.nextInt(1_000));
    var took = world.appliance.start();
    var owed =
        world
            .appliance
            .lastLogged(RECOVERING)
            .map(found -> Integer.parseInt(found.group(1)))
            .orElseThrow(() -> new IOException("the log does not say what was recovered"));
    awaitSessions(20_000);
    world.bundles.restarted();
    return new Restart(took.toMillis(), owed);
  }

  /**
   * As a machine does that is put to sleep, or has no processor for it: longer than any call may
   * take, and sometimes longer than the server may owe an answer.
   */
  private void standStill() throws IOException, InterruptedException {
    world.appliance.suspend(Duration.ofMillis(SHORTEST_STOP + chance.nextInt(STOPS)));
    awaitLink(70_000);
    awaitSessions(20_000);
  }

  private void server() throws IOException, InterruptedException {
    if (chance.nextBoolean()) {
      world.prosody.kill();
    } else {
      world.prosody.close();
    }
    Thread.sleep(chance.nextInt(3_000));
    world.prosody.restart();
    awaitLink(40_000);
  }

  private void halfOpen() throws IOException, InterruptedException {
    world.relay.silence();
    Thread.sleep(SILENCE);
    world.relay.mend();
    awaitLink(70_000);
  }

  private void diskFull() throws IOException, InterruptedException {
    world.shell.run("config:property-set -p im.balcony.store disk.free 1000GB");
    Thread.sleep(4_000);
    world.shell.run("config:property-set -p im.balcony.store disk.free 32MB");
    Thread.sleep(1_500);
  }

  private void awaitSessions(long most) throws InterruptedException {
    var end = System.currentTimeMillis() + most;
    while (world.romeos.sessions() < world.options.sessions() * 9 / 10
        && System.currentTimeMillis() < end) {
      Thread.sleep(200);
    }
  }

  private void awaitLink(long most) throws IOException, InterruptedException {
    var end = System.currentTimeMillis() + most;
    while (System.currentTimeMillis() < end) {
      if (world.juliets.connected() == Options.JULIETS
          && world.shell.run("balcony:tenants --no-format").contains("example.net up")) {
        return;
      }
      Thread.sleep(500);
    }
  }
}
