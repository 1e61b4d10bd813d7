package im.balcony.players.chaos;

import im.balcony.players.Appliance;
import im.balcony.players.Console;
import im.balcony.players.Ports;
import im.balcony.players.Prosody;
import im.balcony.players.Secrecy;
import im.balcony.testkit.Violations;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Everything that takes part in a run. */
final class World implements AutoCloseable {

  private static final String DOMAIN = "example.net";
  private static final String SECRET = "chaos-component-secret";
  private static final long SETTLED = 6_000;

  /** Seconds after which the journal is read at the latest, for it is read so far back only. */
  private static final int JOURNAL_EACH = 5;

  final Options options;
  final Ledger ledger = new Ledger();
  final Violations violations = new Violations();
  final Journal journal = new Journal();
  final Prosody prosody;
  final Relay relay;
  final Appliance appliance;
  final Romeos romeos;
  final Juliets juliets;
  final Console shell;
  final Bundles bundles;
  final Load load;

  World(Options options, Path directory) throws IOException, InterruptedException {
    this.options = options;
    prosody =
        new Prosody(
            directory.resolve("prosody"),
            Ports.free(),
            Map.of(DOMAIN, SECRET),
            Juliets.accounts(Options.JULIETS));
    relay = new Relay(prosody.componentPort());
    appliance = new Appliance(options.appliance(), directory.resolve("appliance"));
    var secrecy =
        options.tls()
            ? Optional.of(Secrecy.of(appliance, directory.resolve("authority")))
            : Optional.<Secrecy>empty();
    romeos =
        new Romeos(
            DOMAIN,
            options.tls() ? appliance.sipTlsPort() : appliance.sipPort(),
            secrecy.map(Secrecy::terms),
            options.seed(),
            ledger,
            violations);
    var values = tenant();
    secrecy.ifPresent(secret -> values.putAll(secret.tenant(romeos.port())));
    appliance.tenant("verona", SECRET, values);
    say("Ready after " + appliance.start().toMillis() / 1000.0 + " s");
    juliets = new Juliets(Options.JULIETS, prosody.clientPort(), ledger);
    shell = new Console(appliance.sshPort(), "demo", "demo");
    bundles = new Bundles(appliance);
    load = new Load(options, juliets, romeos);
  }

  /** Limits so short that everything that waits is over soon after the last fault. */
  private Map<String, String> tenant() {
    var values = new TreeMap<String, String>();
    values.put("sip.domains", DOMAIN);
    values.put("xmpp.domains", "example.com");
    values.put("xmpp.port", String.valueOf(relay.port()));
    values.put("sip.next-hop", "sip:127.0.0.1:" + romeos.port() + ";lr");
    values.put("sip.trusted-peers", "127.0.0.0/8");
    values.put("msrp.connect-allow", "127.0.0.0/8");
    values.put("setup-timeout", "10s");
    values.put("bind-timeout", "10s");
    values.put("outbox.age", "52s");
    values.put("link-outage", "60s");
    values.put("receipt-age", "60s");
    values.put("error-window", "10s");
    values.put("rate.source", "1000/s");
    values.put("durability", options.durability());
    return values;
  }

  static void say(String line) {
    System.err.println(line);
  }

  /** Opens the sessions and waits until they talk and no more of them come. */
  void open() throws IOException, InterruptedException {
    load.open();
    load.start();
    var end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    var before = 0;
    var talking = romeos.sessions();
    while ((talking < options.sessions() * 9 / 10 || talking > before) && System.nanoTime() < end) {
      Thread.sleep(1_000);
      before = talking;
      talking = romeos.sessions();
    }
    say(talking + " sessions talk");
    if (options.warmUp() > 0) {
      say("Warming up for " + options.warmUp() + " s");
      for (var left = options.warmUp(); left > 0; left -= JOURNAL_EACH) {
        Thread.sleep(Math.min(left, JOURNAL_EACH) * 1000L);
        journal.read(shell);
      }
    }
  }

  /** Nobody says anything new; waits until the gateway owes nothing more, or gives up. */
  void settle(Duration wait) throws IOException, InterruptedException {
    if (!load.isAlive()) {
      throw new IOException("the load ended before its time");
    }
    load.close();
    var end = System.nanoTime() + wait.toNanos();
    while (System.nanoTime() < end) {
      Thread.sleep(1_000);
      journal.read(shell);
      var last = Math.max(ledger.lastChange(), journal.lastChange());
      if (journal.pending() == 0 && System.currentTimeMillis() - last > SETTLED) {
        return;
      }
    }
    say("Not settled within " + wait + ": " + journal.pending() + " without outcome");
  }

  @Override
  public void close() throws IOException {
    load.close();
    shell.close();
    bundles.close();
    juliets.close();
    romeos.close();
    appliance.close();
    relay.close();
    prosody.close();
  }
}
