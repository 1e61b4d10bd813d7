package im.balcony.itests.simulation;

import im.balcony.api.tenant.ChatMode;
import im.balcony.api.tenant.Durability;
import im.balcony.api.tenant.Limits;
import im.balcony.api.tenant.PageStatus;
import im.balcony.api.tenant.Tenant;
import im.balcony.testkit.LimitsBuilder;
import im.balcony.testkit.PolicyBuilder;
import im.balcony.testkit.romeo.VirtualCall;
import im.balcony.testkit.romeo.VirtualPhone;
import im.balcony.testkit.server.VirtualJuliet;
import im.balcony.testkit.virtual.Weather;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What happens in one seed: people write, call and hang up, and everything around them fails, in an
 * order and at times that the seed chooses. Then it is quiet until all is settled.
 */
final class Storm {

  /** Something that happens, and how often it does compared with the others. */
  private record Act(int weight, String name, boolean fault, Runnable deed) {}

  private static final long AROUND = 70_000;

  // Short enough that everything that waits is over in the quiet behind the storm.
  private static final Limits LIMITS =
      LimitsBuilder.defaults()
          .idleTimeout(120_000)
          .setupTimeout(30_000)
          .receiptAge(120_000)
          .outboxMessages(20)
          .outboxAge(90_000)
          .linkOutage(60_000)
          .peerMemory(60_000)
          .errorWindow(20_000)
          .drainLimit(30_000)
          .build();

  private static final long SLOWEST_READ = 60;

  final Stage stage;
  private final List<Act> acts = new ArrayList<>();
  private final List<String> log = new ArrayList<>();
  private final Set<Gateway.Part> away = new HashSet<>();
  private @Nullable Gateway dying;
  private int texts;
  private int faults;
  private int exchanges;

  private final Secrets secrets = new Secrets();
  private final Orphans orphans = new Orphans();
  private final List<Long> troubles = new ArrayList<>();
  private final List<Long> deaths = new ArrayList<>();

  Storm(long seed) {
    stage = new Stage(seed, policy(seed), LIMITS, seed % 4 == 3);
    stage.store.reader(
        batch -> {
          secrets.read(batch, stage.violations);
          orphans.read(batch);
        });
    // Most stores have at hand what they are asked, as ours has.
    stage.store.slowestRead(seed % 6 == 5 ? SLOWEST_READ : 0);
    people();
    network();
    parts();
  }

  private static Tenant.Policy policy(long seed) {
    // No two of these periods divide each other, so that all pairs are met.
    var durability =
        List.of(Durability.PROCESS, Durability.NONE, Durability.PROCESS, Durability.POWER)
            .get((int) (seed / 3 % 4));
    return PolicyBuilder.defaults()
        .chatMode(seed % 5 == 4 ? ChatMode.PAGE : ChatMode.MSRP)
        .pageStatus(seed % 7 == 6 ? PageStatus.OK : PageStatus.ACCEPTED)
        .durability(durability)
        .build();
  }

  private void act(int weight, String name, Runnable deed) {
    acts.add(new Act(weight, name, false, deed));
  }

  private void fault(int weight, String name, Runnable deed) {
    acts.add(new Act(weight, name, true, deed));
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

  /** A text of several chunks or pages, of which each word names the text. */
  private String longText() {
    var number = ++texts;
    return IntStream.range(0, 300 + below(300))
        .mapToObj(i -> "long" + number + "x" + i)
        .collect(Collectors.joining(" "));
  }

  private String textOrLong() {
    return chance(4) ? longText() : text();
  }

  private VirtualJuliet someone() {
    return chance(70) ? stage.juliet : stage.nurse;
  }

  private VirtualPhone phone() {
    return any(stage.phones.toArray(VirtualPhone[]::new));
  }

  private void says(String type, boolean receipt) {
    var secret = chance(10);
    var text = secretly(textOrLong());
    if (secret) {
      secrets.add(text);
    }
    someone().says(phone().address(), text, type, receipt, secret);
  }

  /** His phone still rings when she goes. */
  private void changesHerMind() {
    var phone = phone();
    var juliet = someone();
    phone.manner = VirtualPhone.Manner.SLOW;
    juliet.says(phone.address(), secretly(text()), "chat", chance(50));
    later(3_000, () -> juliet.state(phone.address(), "gone"));
    killAtHerCancel();
  }

  private void pages() {
    phone().pages(someone().address(), secretly(text()));
  }

  /** Notes a text that nobody may store. */
  private String secretly(String text) {
    if (!durability().keepsTexts()) {
      secrets.add(text);
    }
    return text;
  }

  private Durability durability() {
    return stage.tenants.all().get(0).policy().durability();
  }

  private void people() {
    act(20, "Juliet chats", () -> says("chat", chance(50)));
    act(8, "Juliet writes", () -> says("normal", chance(30)));
    act(1, "Juliet chats and is gone", this::changesHerMind);
    act(3, "Juliet composes", () -> someone().state(phone().address(), "composing"));
    act(2, "Juliet is gone", () -> someone().state(phone().address(), "gone"));
    act(10, "Romeo pages", this::pages);
    fault(2, "the network repeats a page", () -> phone().repeats());
    act(5, "Romeo calls", () -> phone().calls(someone().address()));
    act(20, "Romeo says", () -> call(c -> c.says(secretly(textOrLong()), chance(50))));
    act(2, "Romeo composes", () -> call(VirtualCall::composing));
    act(3, "Romeo hangs up", () -> call(VirtualCall::bye));
    act(1, "Romeo cancels", () -> phone().calls(someone().address()).cancel());
    fault(4, "the phone changes", () -> phone().manner = any(VirtualPhone.Manner.values()));
    fault(3, "Juliet changes", () -> someone().manner = any(VirtualJuliet.Manner.values()));
  }

  private <T> T any(T[] values) {
    return values[below(values.length)];
  }

  private void call(java.util.function.Consumer<VirtualCall> deed) {
    var calls = phone().calls();
    if (!calls.isEmpty()) {
      deed.accept(calls.get(below(calls.size())));
    }
  }

  private void network() {
    fault(
        2,
        "the link is cut",
        () -> {
          trouble();
          stage.server.cut(domain());
        });
    fault(
        1,
        "the link is silent",
        () -> {
          trouble();
          stage.server.silence(domain());
        });
    fault(
        2,
        "the server restarts",
        () -> {
          trouble();
          stage.server.stop();
          stage.server.cut(Stage.DOMAIN);
          stage.server.cut(Stage.OTHER_DOMAIN);
          later(20_000, stage.server::start);
        });
    fault(
        1,
        "the server does not read",
        () -> {
          trouble();
          var domain = domain();
          stage.server.reading(domain, false);
          later(8_000, () -> stage.server.reading(domain, true));
        });
    fault(3, "the MSRP connection is cut", () -> call(VirtualCall::cut));
    fault(
        2,
        "the MSRP connection is cut inside a chunk",
        () ->
            call(
                c -> {
                  c.breaksOff(secretly(longText()));
                  later(4_000, c::reinvite);
                }));
    act(1, "Romeo invites again", () -> call(VirtualCall::reinvite));
    fault(1, "the MSRP connection is silent", () -> call(VirtualCall::silence));
    fault(
        2,
        "Romeo does not read",
        () ->
            call(
                c -> {
                  c.reading(false);
                  later(8_000, () -> c.reading(true));
                }));
    fault(
        3,
        "the weather changes",
        () -> stage.network.weather(chance(60) ? Weather.ROUGH : Weather.FAIR));
    fault(
        2,
        "the disk is full",
        () -> {
          stage.store.full(true);
          later(8_000, () -> stage.store.full(false));
        });
  }

  private String domain() {
    return stage.phones.size() > 1 && chance(50) ? Stage.OTHER_DOMAIN : Stage.DOMAIN;
  }

  private void trouble() {
    troubles.add(stage.time.now());
  }

  private void later(int most, Runnable deed) {
    stage.time.in(below(most), deed);
  }

  private void parts() {
    act(5, "a part is exchanged", this::exchange);
    act(3, "the tenant chooses its mapping", this::chooseMapping);
    fault(3, "the rules throw", () -> anyRules().fault(1 + below(2)));
    fault(2, "the machine throws", () -> stage.gateway.machine.fault(1));
    act(4, "the gateway is killed", this::kill);
  }

  private FaultyRules anyRules() {
    return chance(50) ? stage.gateway.rules : stage.gateway.newerRules;
  }

  private void chooseMapping() {
    stage.chooseMapping(
        stage.tenantOf(phone()), any(new String[] {"", "[1.0,2.0)", "[2.0,3.0)", ""}));
  }

  /** It dies: after a number of things, or before or behind a thing of some kind, or just so. */
  private void kill() {
    var victim = stage.gateway;
    if (!victim.process.isAlive() || victim == dying) {
      return;
    }
    dying = victim;
    if (chance(40)) {
      doom(victim, 1 + below(60));
      stage.time.in(500, victim.process::kill);
    } else {
      aim(victim, chance(25) ? Steps.RARE : Steps.ALL);
      doom(victim, Integer.MAX_VALUE);
      // It may do nothing of that kind.
      stage.time.in(below(30_000), victim.process::kill);
    }
  }

  /** A CANCEL is too rare to be met by chance. */
  private void killAtHerCancel() {
    var victim = stage.gateway;
    if (chance(30) && victim.process.isAlive() && victim != dying) {
      dying = victim;
      aim(victim, new String[] {"SIP CANCEL sent"});
      doom(victim, Integer.MAX_VALUE);
      stage.time.in(20_000, victim.process::kill);
    }
  }

  private void aim(Gateway victim, String[] kinds) {
    var kind = any(kinds);
    log("  at: " + kind);
    if (chance(50)) {
      victim.process.killBefore(kind);
    } else {
      victim.process.killAfter(kind);
    }
  }

  private void doom(Gateway victim, int point) {
    victim.process.killAt(point);
    victim.whenDead(
        () -> {
          log("  dead");
          orphans.died();
          if (durability().forced()) {
            stage.store.losePower();
          }
          away.clear();
          trouble();
          deaths.add(stage.time.now());
          stage.restart(below(10_000), this::born);
        });
  }

  private void born() {
    log("  born again");
    deaths.add(stage.time.now());
    trouble();
    if (chance(30)) {
      // The next death comes while it still remembers.
      dying = stage.gateway;
      if (chance(60)) {
        aim(stage.gateway, Steps.RECOVERY);
      }
      doom(stage.gateway, 1 + below(chance(50) ? 20 : 150));
    }
  }

  private void exchange() {
    var part = any(Gateway.Part.values());
    if (stage.gateway.process.isAlive() && away.add(part)) {
      log("  " + part + " goes");
      exchanges++;
      var gateway = stage.gateway;
      gateway.process.perform("a part goes", () -> gateway.unbind(part));
      stage.time.in(
          below(chance(70) ? 1_000 : 15_000),
          () -> {
            if (gateway.process.isAlive() && away.remove(part)) {
              log("  " + part + " is back");
              gateway.process.perform("a part comes", () -> gateway.bind(part));
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

  /** The message that brought a text, where the process took its name with it. */
  Optional<String> orphan(String text) {
    return orphans.ref(text);
  }

  /** Whether nobody may store this text, so that a death loses it. */
  boolean isSecret(String text) {
    return secrets.contains(text);
  }

  /** How many messages people said. */
  int messages() {
    return Stream.concat(
            stage.phones.stream().map(phone -> phone.ledger),
            Stream.of(stage.juliet.ledger, stage.nurse.ledger))
        .mapToInt(ledger -> ledger.said().size())
        .sum();
  }

  /** How often something went wrong around the gateway or in a part of it; no deaths. */
  int faults() {
    return faults;
  }

  /** How often a part was taken away. */
  int exchanges() {
    return exchanges;
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
          faults += act.fault ? 1 : 0;
          perform(act.deed);
          break;
        }
      }
      stage.passes(chance(50) ? below(100) : below(6_000));
    }
    quiet();
    return this;
  }

  private void perform(Runnable deed) {
    // As a piece of the world's work: the process may die of it.
    stage.time.execute(deed);
    stage.time.run();
  }

  private void quiet() {
    log("quiet");
    stage.network.weather(Weather.FAIR);
    stage.phones.forEach(phone -> phone.manner = VirtualPhone.Manner.WILLING);
    stage.juliet.manner = VirtualJuliet.Manner.POLITE;
    stage.nurse.manner = VirtualJuliet.Manner.POLITE;
    stage.gateway.rules.fault(0);
    stage.gateway.newerRules.fault(0);
    stage.gateway.machine.fault(0);
    stage.passes(60_000);
    log("all hang up");
    stage.phones.forEach(phone -> phone.calls().forEach(VirtualCall::bye));
    // Past every limit above, one behind the other.
    stage.passes(1_200_000);
  }
}
