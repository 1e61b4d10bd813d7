package im.balcony.players;

import im.balcony.testkit.Ladder;
import im.balcony.testkit.Violations;
import im.balcony.testkit.romeo.Phone;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The demo: Prosody, the appliance, Juliet with Smack and Romeo with the strict endpoint play the
 * dialogue of RFC 7573 and more; prints a ladder and a verdict, and exits non-zero if one line was
 * missing, doubled or altered.
 */
public final class Demo {

  static final String DOMAIN = "example.net";
  private static final String SECRET = "demo-component-secret";

  private final Ladder ladder = new Ladder();
  private final Violations violations = new Violations();

  private Demo() {}

  /**
   * Takes {@code --appliance ARCHIVE}, to leave everything running {@code --keep}, and to speak TLS
   * with Romeo {@code --tls}.
   */
  public static void main(String[] arguments) throws Exception {
    var list = List.of(arguments);
    var archive = Path.of(list.get(list.indexOf("--appliance") + 1));
    System.exit(new Demo().play(archive, list.contains("--keep"), list.contains("--tls")));
  }

  private int play(Path archive, boolean keep, boolean secure) throws Exception {
    var directory = Files.createTempDirectory("balcony-demo");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(directory)));
    try (var server = server(directory);
        var appliance = new Appliance(archive, directory.resolve("appliance"))) {
      var secrecy =
          secure
              ? Optional.of(Secrecy.of(appliance, directory.resolve("authority")))
              : Optional.<Secrecy>empty();
      var verdict = play(server, appliance, secrecy);
      if (keep) {
        System.out.println(invitation(server, appliance));
        Thread.currentThread().join();
      }
      return verdict;
    }
  }

  private static DemoServer server(Path directory) throws IOException, InterruptedException {
    say("Starting the XMPP server");
    return DemoServer.start(directory.resolve("prosody"), Map.of(DOMAIN, SECRET));
  }

  private int play(DemoServer server, Appliance appliance, Optional<Secrecy> secrecy)
      throws Exception {
    say(secrecy.isPresent() ? "Starting the gateway, with TLS" : "Starting the gateway");
    try (var phone = phone(appliance, secrecy)) {
      var values = tenant(server, phone);
      secrecy.ifPresent(secret -> values.putAll(secret.tenant(phone.port())));
      appliance.tenant("verona", SECRET, values);
      var took = appliance.start();
      say("Ready after " + took.toMillis() / 1000.0 + " s; playing");
      try (var juliet = server.juliet(ladder)) {
        var play = new Dialogue(juliet, phone, "romeo@" + DOMAIN);
        play.all();
        System.out.println(ladder.draw(52));
        return verdict(play);
      }
    }
  }

  private Phone phone(Appliance appliance, Optional<Secrecy> secrecy) throws IOException {
    var loopback = InetAddress.getLoopbackAddress();
    if (secrecy.isPresent()) {
      var gateway = new InetSocketAddress(loopback, appliance.sipTlsPort());
      return secrecy.get().phone("romeo", DOMAIN, gateway, ladder, violations);
    }
    var gateway = new InetSocketAddress(loopback, appliance.sipPort());
    return new Phone("romeo", DOMAIN, gateway, ladder, violations);
  }

  private static Map<String, String> tenant(DemoServer server, Phone phone) {
    var values = new TreeMap<String, String>();
    values.put("sip.domains", DOMAIN);
    values.put("xmpp.domains", "example.com");
    values.put("xmpp.port", String.valueOf(server.componentPort()));
    values.put("sip.next-hop", "sip:127.0.0.1:" + phone.port() + ";lr");
    values.put("sip.trusted-peers", "127.0.0.0/8");
    values.put("msrp.connect-allow", "127.0.0.0/8");
    values.put("stanza-limit", "262144");
    values.put("max-size", "200000");
    values.put("outbox.bytes", "300000");
    return values;
  }

  private int verdict(Dialogue play) {
    play.scenes()
        .forEach(
            scene ->
                System.out.println(
                    (scene.passed() ? "  ok      " : "  FAILED  ")
                        + scene.name()
                        + (scene.passed() ? "" : ": " + scene.problem())));
    violations.all().forEach(violation -> System.out.println("  VIOLATION  " + violation));
    var good =
        violations.all().isEmpty() && play.scenes().stream().allMatch(Dialogue.Scene::passed);
    System.out.println(
        good ? "Verdict: every line arrived once and unaltered." : "Verdict: FAILED.");
    return good ? 0 : 1;
  }

  private static String invitation(DemoServer server, Appliance appliance) {
    return """

        Everything keeps running; stop it with Ctrl-C.
          XMPP client:  user juliet@example.com, password %s, host 127.0.0.1, port %d, no encryption
          SIP client:   user romeo@example.net, outbound proxy 127.0.0.1:%d (UDP or TCP), no registration;
                        set the client's own address as sip.next-hop in %s
          Console:      ssh -p %d demo@127.0.0.1  (password demo), then balcony:tenants
        """
        .formatted(
            DemoServer.PASSWORD,
            server.clientPort(),
            appliance.sipPort(),
            appliance.home().resolve("etc/im.balcony.tenant-verona.cfg"),
            appliance.sshPort());
  }

  private static void say(String what) {
    System.err.println("\u001b[1m" + what + "\u001b[0m");
  }

  /**
   * The last thing of all, also behind Ctrl-C: when the programs have ended, which is seen to
   * elsewhere, nothing of them stays.
   */
  private static void leave(Path directory) {
    try {
      for (var i = 0; i < 200 && !gone(directory); i++) {
        Thread.sleep(100);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean gone(Path directory) {
    if (ProcessHandle.current().descendants().findAny().isPresent()) {
      return false;
    }
    try (var files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException | UncheckedIOException e) {
      // Somebody else took away, or still writes, what was listed: look again.
    }
    return Files.notExists(directory);
  }
}
