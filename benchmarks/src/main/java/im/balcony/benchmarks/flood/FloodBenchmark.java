package im.balcony.benchmarks.flood;

import im.balcony.benchmarks.flat.Profile;
import im.balcony.benchmarks.peers.Loop;
import im.balcony.benchmarks.peers.MsrpPeer;
import im.balcony.benchmarks.peers.SipPeer;
import im.balcony.benchmarks.peers.XmppPeer;
import im.balcony.players.Appliance;
import im.balcony.players.Management;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * 20 000 half-open INVITEs and messages of 40 000 senders come for one tenant as fast as they are
 * answered; how another tenant's messages fare meanwhile: {@code --appliance ARCHIVE [--profile]}.
 */
public final class FloodBenchmark implements AutoCloseable {

  private static final int INVITES = 20_000;
  private static final int SENDERS = 40_000;

  /** The flooded tenant's; the default is longer than a run should be. */
  private static final Duration ERROR_WINDOW = Duration.ofSeconds(30);

  /** What an INVITE without ACK and a transaction need to be over, and the window above. */
  private static final Duration FORGOTTEN = Duration.ofSeconds(45);

  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final Duration CALM = Duration.ofSeconds(5);
  private static final Duration LATE = Duration.ofSeconds(20);

  private static final String LOUD = "loud.example";
  private static final String QUIET = "quiet.example";

  private final boolean profile;
  private final Path directory = Files.createTempDirectory("balcony-flood");
  private final Loop loop = new Loop();
  private final SipPeer loud;
  private final XmppPeer loudServer;
  private final Loop quietLoop = new Loop();
  private final SipPeer quiet;
  private final XmppPeer quietServer;
  private final Probes probes;
  private final Appliance appliance;
  private final Management management;
  private final MemoryMXBean memory;

  private FloodBenchmark(Path archive, boolean profile) throws IOException, InterruptedException {
    this.profile = profile;
    appliance = new Appliance(archive, directory.resolve("appliance"));
    loud = new SipPeer(loop, appliance.sipPort(), text -> {});
    loop.execute(loud::keepSilent);
    loudServer = new XmppPeer(loop, stanza -> {});
    // The probes have a thread of their own, so that it is not the flood's that is measured.
    quiet = new SipPeer(quietLoop, appliance.sipPort(), this::heard);
    quietServer = new XmppPeer(quietLoop, this::heard);
    tenant(LOUD, loud, loudServer, Map.of("error-window", ERROR_WINDOW.toSeconds() + "s"));
    tenant(QUIET, quiet, quietServer, Map.of("rate.source", "1000/s"));
    appliance.start();
    management = appliance.manage();
    memory =
        ManagementFactory.newPlatformMXBeanProxy(
            management.connection(), ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class);
    probes =
        new Probes(
            quietLoop,
            List.of(
                (pair, text) -> quiet.message(romeo(pair), juliet(pair), text, answer -> {}),
                (pair, text) -> quietServer.send(QUIET, stanza(pair, text))));
  }

  /** Measures and prints. */
  public static void main(String[] arguments) throws Exception {
    var words = List.of(arguments);
    var archive = Path.of(words.get(words.indexOf("--appliance") + 1));
    try (var benchmark = new FloodBenchmark(archive, words.contains("--profile"))) {
      benchmark.run();
    }
  }

  private static void tenant(SipPeer peer, XmppPeer server, Map<String, String> values) {
    values.put("xmpp.port", String.valueOf(server.port()));
    values.put("sip.next-hop", "sip:127.0.0.1:" + peer.port() + ";lr");
  }

  private void tenant(String domain, SipPeer peer, XmppPeer server, Map<String, String> changes)
      throws IOException {
    var values = new TreeMap<>(changes);
    values.put("sip.domains", domain);
    values.put("xmpp.domains", "example.com");
    values.put("sip.trusted-peers", "127.0.0.0/8");
    values.put("msrp.connect-allow", "127.0.0.0/8");
    tenant(peer, server, values);
    appliance.tenant(domain.replace('.', '-'), "bench-secret", values);
  }

  private static String romeo(int pair) {
    return "r" + pair + '@' + QUIET;
  }

  private static String juliet(int pair) {
    return "j" + pair + "@example.com";
  }

  private static String stanza(int pair, String text) {
    return "<message from='"
        + juliet(pair)
        + "/b' to='"
        + romeo(pair)
        + "' id='"
        + text
        + "'><body>"
        + text
        + "</body></message>";
  }

  private void heard(String text) {
    if (probes != null) {
      probes.arrived(text);
    }
  }

  private void run() throws IOException, InterruptedException {
    System.out.printf(
        "JDK %s, %d cores, warm-up %d s of probes%n",
        Runtime.version(), Runtime.getRuntime().availableProcessors(), WARM_UP.toSeconds());
    Thread.sleep(WARM_UP.toMillis());
    var before = heap();
    Thread.sleep(CALM.toMillis() / 5);
    var calm = System.nanoTime();
    Thread.sleep(CALM.toMillis());
    var recording =
        profile ? Optional.of(Profile.begin(appliance.pid())) : Optional.<Profile>empty();
    var invites = System.nanoTime();
    System.out.println(Wave.run(loop, "INVITEs", INVITES, this::invite));
    var messages = System.nanoTime();
    System.out.println(Wave.run(loop, "messages", SENDERS, this::message));
    var over = System.nanoTime();
    if (recording.isPresent()) {
      recording.get().end(Path.of("flood.jfr"));
    }
    var flooded = heap();
    Thread.sleep(CALM.toMillis() / 5);
    var after = System.nanoTime();
    Thread.sleep(CALM.toMillis());
    var end = System.nanoTime();
    probes.end();
    awaitProbes();
    print(calm, invites, messages, over, after, end);
    Thread.sleep(FORGOTTEN.toMillis());
    var forgotten = heap();
    System.out.printf(
        Locale.ROOT,
        "heap in use: %.1f MB before, %.1f MB flooded, %.1f MB %d s later (error-window %d s)%n",
        before / 1e6,
        flooded / 1e6,
        forgotten / 1e6,
        FORGOTTEN.plus(CALM).toSeconds(),
        ERROR_WINDOW.toSeconds());
    if (recording.isPresent()) {
      System.out.print(Profile.summary(Path.of("flood.jfr")));
    }
  }

  private void awaitProbes() throws InterruptedException {
    for (var end = System.nanoTime() + LATE.toNanos();
        probes.missing() > 0 && System.nanoTime() < end; ) {
      Thread.sleep(100);
    }
  }

  private void print(long calm, long invites, long messages, long over, long after, long end) {
    System.out.printf(
        "%-10s %7s %9s %9s %9s %6s%n", "", "probes", "p50 ms", "p99 ms", "max ms", "lost");
    var quiet = line("before", probes.between(calm, invites));
    var worst =
        Math.max(
            line("INVITEs", probes.between(invites, messages)),
            line("messages", probes.between(messages, over)));
    line("after", probes.between(after, end));
    System.out.printf(
        Locale.ROOT, "p99 moved by %.1f ms; the goal is 50 ms at most%n", worst - quiet);
  }

  private static double line(String phase, Probes.Fare fare) {
    System.out.printf(
        Locale.ROOT,
        "%-10s %7d %9.1f %9.1f %9.1f %6d%n",
        phase,
        fare.millis().size() + fare.missing(),
        fare.quantile(0.5),
        fare.quantile(0.99),
        fare.quantile(1),
        fare.missing());
    return fare.quantile(0.99);
  }

  private void invite(int sender, Consumer<String> answered) {
    loud.ask(
        "INVITE",
        "v" + sender + '@' + LOUD,
        "juliet@example.com",
        "Contact: <sip:v"
            + sender
            + "@127.0.0.1:"
            + loud.port()
            + ">\r\n"
            + "Content-Type: application/sdp\r\n",
        MsrpPeer.offer("msrp://127.0.0.1:9/v" + sender + ";tcp"),
        answered);
  }

  private void message(int sender, Consumer<String> answered) {
    loud.message("u" + sender + '@' + LOUD, "juliet@example.com", "flood " + sender, answered);
  }

  /** Octets in use when what nobody refers to is gone. */
  private double heap() {
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }

  @Override
  public void close() throws IOException {
    management.close();
    appliance.close();
    loop.close();
    quietLoop.close();
    try (var files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
