package im.balcony.itests.simulation;

import im.balcony.api.tenant.Limits;
import im.balcony.api.tenant.Tenant;
import im.balcony.testkit.romeo.VirtualCall;
import im.balcony.testkit.romeo.VirtualPhone;
import im.balcony.testkit.server.VirtualJuliet;
import im.balcony.testkit.virtual.Weather;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What happens in one seed: people write, call and hang up, and everything around them fails, in an
 * order and at times that the seed chooses. Then it is quiet until all is settled.
 */
final class Storm {

  /** Something that happens, and how often it does compared with the others. */
  private record Act(int weight, String name, Runnable deed) {}

  private static final long AROUND = 70_000;
  private static final String ROMEO = "romeo@example.net";

  // Short enough that everything that waits is over in the quiet behind the storm.
  private static final Limits LIMITS =
      new Limits(
          10, 65_536, 63_536, 2048, 32, 60_000, 120_000, 30_000, 15_000, 120_000, 20, 256_000,
          90_000, 60_000, 10_000, 20, 60_000, 20_000, 30_000);

  final Stage stage;
  private final List<Act> acts = new ArrayList<>();
  private final List<String> log = new ArrayList<>();
  private final Set<Gateway.Part> away = new HashSet<>();
  private @Nullable Gateway dying;
  private int texts;

  private final List<Long> troubles = new ArrayList<>();
  private final List<Long> deaths = new ArrayList<>();

  Storm(long seed) {
    stage = new Stage(seed, policy(seed), LIMITS);
    people();
    network();
    parts();
  }

  private static Tenant.Policy policy(long seed) {
    var d = Tenant.Policy.DEFAULT;
    var mode = seed % 5 == 4 ? "page" : "msrp";
    var status = seed % 7 == 6 ? 200 : 202;
    return new Tenant.Policy(
        mode,
        d.cpim(),
        d.chatSubject(),
        d.pageOversize(),
        status,
        d.failureReport(),
        d.mappingVersion(),
        d.durability());
  }

  private void act(int weight, String name, Runnable deed) {
    acts.add(new Act(weight, name, deed));
  }

  private int below(int bound) {
    return (int) stage.chance.below(bound);
  }

  private boolean chance(int percent) {
    return below(100) < percent;
  }

  private String text() {
    return "text " + ++texts + (chance(10) ? " with <signs> & more" : "");
  }

  private VirtualJuliet someone() {
    return chance(70) ? stage.juliet : stage.nurse;
  }

  private void people() {
    act(20, "Juliet chats", () -> someone().says(ROMEO, text(), "chat", chance(50)));
    act(8, "Juliet writes", () -> someone().says(ROMEO, text(), "normal", chance(30)));
    act(3, "Juliet composes", () -> someone().state(ROMEO, "composing"));
    act(2, "Juliet is gone", () -> someone().state(ROMEO, "gone"));
    act(10, "Romeo pages", () -> stage.romeo.pages(someone().address(), text()));
    act(5, "Romeo calls", () -> stage.romeo.calls(someone().address()));
    act(20, "Romeo says", () -> call(c -> c.says(text(), chance(50))));
    act(2, "Romeo composes", () -> call(VirtualCall::composing));
    act(3, "Romeo hangs up", () -> call(VirtualCall::bye));
    act(1, "Romeo cancels", () -> stage.romeo.calls(someone().address()).cancel());
    act(4, "the phone changes", () -> stage.romeo.manner = any(VirtualPhone.Manner.values()));
    act(3, "Juliet changes", () -> someone().manner = any(VirtualJuliet.Manner.values()));
  }

  private <T> T any(T[] values) {
    return values[below(values.length)];
  }

  private void call(java.util.function.Consumer<VirtualCall> deed) {
    var calls = stage.romeo.calls();
    if (!calls.isEmpty()) {
      deed.accept(calls.get(below(calls.size())));
    }
  }

  private void network() {
    act(
        2,
        "the link is cut",
        () -> {
          trouble();
          stage.server.cut(Stage.DOMAIN);
        });
    act(
        1,
        "the link is silent",
        () -> {
          trouble();
          stage.server.silence(Stage.DOMAIN);
        });
    act(
        2,
        "the server restarts",
        () -> {
          trouble();
          stage.server.stop();
          stage.server.cut(Stage.DOMAIN);
          later(20_000, stage.server::start);
        });
    act(
        1,
        "the server does not read",
        () -> {
          trouble();
          stage.server.reading(Stage.DOMAIN, false);
          later(8_000, () -> stage.server.reading(Stage.DOMAIN, true));
        });
    act(3, "the MSRP connection is cut", () -> call(VirtualCall::cut));
    act(1, "the MSRP connection is silent", () -> call(VirtualCall::silence));
    act(
        2,
        "Romeo does not read",
        () ->
            call(
                c -> {
                  c.reading(false);
                  later(8_000, () -> c.reading(true));
                }));
    act(
        3,
        "the weather changes",
        () -> stage.network.weather(chance(60) ? Weather.ROUGH : Weather.FAIR));
    act(
        2,
        "the disk is full",
        () -> {
          stage.store.full(true);
          later(8_000, () -> stage.store.full(false));
        });
  }

  private void trouble() {
    troubles.add(stage.time.now());
  }

  private void later(int most, Runnable deed) {
    stage.time.in(below(most), deed);
  }

  private void parts() {
    act(5, "a part is exchanged", this::exchange);
    act(3, "the rules throw", () -> stage.gateway.rules.fault(1 + below(2)));
    act(2, "the machine throws", () -> stage.gateway.machine.fault(1));
    act(1, "the gateway is killed", this::kill);
  }

  private void kill() {
    var victim = stage.gateway;
    if (victim.process.isAlive() && victim != dying) {
      dying = victim;
      trouble();
      deaths.add(stage.time.now());
      stage.gateway.process.killAt(1 + below(60));
      stage.time.in(
          500,
          () -> {
            log("  dead");
            away.clear();
            deaths.add(stage.time.now());
            stage.restart(below(10_000));
          });
    }
  }

  private void exchange() {
    var part = any(Gateway.Part.values());
    if (stage.gateway.process.isAlive() && away.add(part)) {
      log("  " + part + " goes");
      stage.gateway.unbind(part);
      var gateway = stage.gateway;
      stage.time.in(
          below(chance(70) ? 1_000 : 15_000),
          () -> {
            if (gateway.process.isAlive() && away.remove(part)) {
              log("  " + part + " is back");
              gateway.bind(part);
            }
          });
    }
  }

  private void log(String line) {
    log.add("%9d %s".formatted(stage.time.now() % 100_000_000, line));
  }

  /** Whether the link was in trouble around this time, so that what went over it may be lost. */
  boolean wasTroubled(long at) {
    return troubles.stream().anyMatch(trouble -> Math.abs(trouble - at) < AROUND);
  }

  /** Whether a life of the gateway ended around this time, with what it knew by heart. */
  boolean wasKilled(long at) {
    return deaths.stream().anyMatch(death -> Math.abs(death - at) < AROUND);
  }

  /** What happened, a line each. */
  List<String> log() {
    return log;
  }

  /** Plays it all. */
  Storm play() {
    stage.open();
    var total = acts.stream().mapToInt(Act::weight).sum();
    var count = 10 + below(40);
    for (var i = 0; i < count; i++) {
      var ticket = below(total);
      for (var act : acts) {
        ticket -= act.weight;
        if (ticket < 0) {
          log(act.name);
          act.deed.run();
          break;
        }
      }
      stage.passes(chance(50) ? below(100) : below(6_000));
    }
    quiet();
    return this;
  }

  private void quiet() {
    log("quiet");
    stage.network.weather(Weather.FAIR);
    stage.romeo.manner = VirtualPhone.Manner.WILLING;
    stage.juliet.manner = VirtualJuliet.Manner.POLITE;
    stage.nurse.manner = VirtualJuliet.Manner.POLITE;
    stage.gateway.rules.fault(0);
    stage.gateway.machine.fault(0);
    stage.passes(60_000);
    log("all hang up");
    stage.romeo.calls().forEach(VirtualCall::bye);
    // Past every limit above, one behind the other.
    stage.passes(1_200_000);
  }
}
