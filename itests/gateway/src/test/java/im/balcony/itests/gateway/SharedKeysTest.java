package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.romeo.Phone;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each key that all tenants share has its effect: here, or in the test that the table names. A key
 * that is in a bundle and not in the table fails, and so does a test that is not there.
 */
class SharedKeysTest {

  /** The test that shows it, by bundle, class and method; "here" for those below. */
  private static final Map<String, String> SHOWN =
      Map.ofEntries(
          Map.entry("im.balcony.sip listen.udp", "sip SipComponentTest oneTransportIsEnough"),
          Map.entry("im.balcony.sip listen.tcp", "sip SipComponentTest oneTransportIsEnough"),
          Map.entry("im.balcony.sip listen.tls", "sip TlsTest optionsAreAnsweredOverEachTransport"),
          Map.entry(
              "im.balcony.sip tls.identity",
              "sip TlsTest withoutAnIdentityNobodyIsServedUntilThereIsOne"),
          Map.entry("im.balcony.sip threads", "here"),
          Map.entry(
              "im.balcony.sip connections.max",
              "sip ManyPeersTest strangersHaveTheirShareAndOneSourceItsOwn"),
          Map.entry(
              "im.balcony.sip connections.source",
              "sip ManyPeersTest strangersHaveTheirShareAndOneSourceItsOwn"),
          Map.entry(
              "im.balcony.sip connections.silent",
              "sip ManyPeersTest whoSaysNothingIsClosedAndWhoIsTrustedAndHasSpokenStays"),
          Map.entry(
              "im.balcony.sip connections.idle",
              "sip ManyPeersTest whoSaysNothingIsClosedAndWhoIsTrustedAndHasSpokenStays"),
          Map.entry(
              "im.balcony.sip waiting.peer",
              "sip ManyPeersTest whoAsksAndNeverReadsCostsTheOthersNothing"),
          Map.entry(
              "im.balcony.sip waiting.all",
              "sip ManyPeersTest whoAsksAndNeverReadsCostsTheOthersNothing"),
          Map.entry(
              "im.balcony.sip dns.servers",
              "sip NextHopsByDnsTest theFirstServerIsUnavailableAndTheSecondGetsAnotherBranch"),
          Map.entry(
              "im.balcony.keys certificate-file",
              "net tls/IdentitiesTest aPairOfPemFilesIsInForce"),
          Map.entry("im.balcony.keys key-file", "net tls/IdentitiesTest aPairOfPemFilesIsInForce"),
          Map.entry(
              "im.balcony.keys pkcs12-file",
              "net tls/IdentitiesTest aPkcs12FileWithItsPasswordIsInForce"),
          Map.entry(
              "im.balcony.keys pkcs12.secret-file",
              "net tls/IdentitiesTest aPkcs12FileWithItsPasswordIsInForce"),
          Map.entry(
              "im.balcony.keys trust-file",
              "net tls/IdentitiesTest aBadFileIsRefusedWithKeyFileAndReason"),
          Map.entry(
              "im.balcony.keys peer-certificate",
              "net tls/IdentitiesTest whoConnectsIsAskedAsConfigured"),
          Map.entry(
              "im.balcony.keys cipher-suites",
              "gateway TlsPortTest byDefaultOnlyModernSuitesAreSpokenAndTheOldOnesCanBeSwitchedOn"),
          Map.entry(
              "im.balcony.keys check-interval",
              "net tls/IdentitiesTest aChangedFileIsInForceAtTheNextLook"),
          Map.entry("im.balcony.msrp listen", "here"),
          Map.entry(
              "im.balcony.msrp listen.tls",
              "net MsrpTlsTest theListenerShowsTheCertificateThatItNames"),
          Map.entry(
              "im.balcony.msrp tls.identity",
              "net MsrpTlsTest withoutAnIdentityNobodyIsServedUntilThereIsOne"),
          Map.entry("im.balcony.msrp keep-alive", "msrp SendingTest idleSessionsAreKeptAlive"),
          Map.entry("im.balcony.msrp silent-close", "msrp ReceivingTest aSilentConnectionIsClosed"),
          Map.entry(
              "im.balcony.msrp unbound.limit",
              "gateway MsrpConnectionsTest aConnectionThatNeverHadASessionIsClosed"),
          Map.entry("im.balcony.net event-loops", "here"),
          Map.entry("im.balcony.net memory.max", "net SocketsTest whileMemoryIsFullMediaIsNotRead"),
          Map.entry("im.balcony.net connections.per-source", "here"),
          Map.entry(
              "im.balcony.net parked.age",
              "net SocketsTest aVersionThatDoesNotComeClosesTheConnection"),
          Map.entry("im.balcony.router strands", "here"),
          Map.entry("im.balcony.router parked.messages", "here"),
          Map.entry(
              "im.balcony.router parked.age",
              "router ExchangeTest parkingRefusesPastItsBoundAndItsAge"),
          Map.entry(
              "im.balcony.router ping.interval", "router LinkTest itsStreamIsToldHowOftenToPing"),
          Map.entry("im.balcony.router link.waiting", "router LinkTest fullQueueRefuses"),
          Map.entry(
              "im.balcony.router link.octets",
              "router LinkTest whatWaitsForALinkThatIsDownHasABoundInOctets"),
          Map.entry(
              "im.balcony.router receive-limit",
              "xmpp IncomingStanzaTest aStanzaOverTheLimitIsRefusedAndTheStreamGoesOn"),
          Map.entry(
              "im.balcony.router tenant.absence",
              "router AbsentTenantTest itsMessagesExpireAndNothingOfItStays"),
          Map.entry(
              "im.balcony.router queue.delay", "router SipIntakeTest whatWouldOnlyWaitIsRefused"),
          Map.entry(
              "im.balcony.router remembered.max",
              "router SipIntakeTest theMoreIsRememberedTheSoonerMessagesAreForgotten"),
          Map.entry(
              "im.balcony.router call.limit",
              "router PoolSchedulerTest aThreadOfOthersWaitsForTheLimitOnly"),
          Map.entry(
              "im.balcony.router hung.threads",
              "router PoolSchedulerTest pastTheLimitTheServiceIsNotLentAndOthersAre"),
          Map.entry(
              "im.balcony.router rehearsal",
              "router RehearsalTest atTheStartAndWhereItIsSwitchedOffVersionsServeAtOnce"),
          Map.entry("im.balcony.router ready-file", "here"),
          Map.entry("im.balcony.store dir", "store StoreFileTest fileAndFolderAreTheirOwnersAlone"),
          Map.entry(
              "im.balcony.store size.max", "store GroupStoreTest aFullStoreTakesOnlyOutcomes"),
          Map.entry("im.balcony.store age.max", "store GroupStoreTest aStoryHasItsAge"),
          Map.entry("im.balcony.store disk.free", "here"),
          Map.entry(
              "im.balcony.store waiting.max",
              "store GroupStoreTest whatWaitsForTheWriterHasABoundInOctets"),
          Map.entry(
              "im.balcony.store seen.max",
              "store GroupStoreTest whatIsKnownAgainHasABoundPastWhichNewWorkIsRefused"),
          Map.entry(
              "im.balcony.store log.max",
              "store PageWriterTest whoeverIsFarAheadOfThePagesWaitsForThem"));

  private static Scene scene;
  private static Phone romeo;

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
    romeo = scene.nextHop("romeo", Map.of());
  }

  @AfterAll
  static void close() throws Exception {
    romeo.close();
    scene.close();
  }

  private static Set<String> declared() throws IOException {
    return KeyTable.declared(scene.framework, "sip", "net", "router", "store");
  }

  @Test
  void eachKeyIsInTheTable() throws IOException {
    assertThat(SHOWN.keySet()).containsAll(declared());
  }

  static Stream<String> elsewhere() throws IOException {
    return declared().stream()
        .map(key -> SHOWN.getOrDefault(key, "here"))
        .filter(where -> !where.equals("here"))
        .distinct()
        .sorted();
  }

  @ParameterizedTest
  @MethodSource("elsewhere")
  void theTestIsThere(String where) {
    KeyTable.assertThere(where);
  }

  /** What a value of a key does, while it is there. */
  private interface Effect {
    void show() throws Exception;
  }

  private static void with(String pid, String key, String value, Effect effect) throws Exception {
    var right =
        switch (pid) {
          case "im.balcony.sip" ->
              Map.of(
                  "listen.udp", "127.0.0.1:" + scene.sipPort,
                  "listen.tcp", "127.0.0.1:" + scene.sipPort);
          case "im.balcony.msrp" -> Map.of("listen", "127.0.0.1:" + scene.msrpPort);
          default -> Map.<String, String>of();
        };
    var changed =
        Stream.concat(
                right.entrySet().stream().filter(e -> !e.getKey().equals(key)),
                Stream.of(Map.entry(key, value)))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    scene.framework.configure(pid, changed);
    try {
      effect.show();
    } finally {
      scene.framework.configure(pid, right);
    }
  }

  /** Two keys are heeded when the gateway starts. */
  private static void fromTheNextStart(String pid, String key, String value, Effect effect)
      throws Exception {
    scene.framework.configure(pid, Map.of(key, value));
    scene.restart();
    try {
      effect.show();
    } finally {
      scene.framework.configure(pid, Map.of());
      scene.restart();
    }
  }

  private static void await(String what, BooleanSupplier holds) throws InterruptedException {
    Framework.await(what, WAIT.multipliedBy(3), holds);
  }

  private static long threads(String pattern) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().matches(pattern))
        .count();
  }

  @Test
  void threads() throws Exception {
    with(
        "im.balcony.sip",
        "threads",
        "7",
        () -> await("seven", () -> threads("balcony-sip-worker-.*") == 7));
  }

  @Test
  void strands() throws Exception {
    with(
        "im.balcony.router",
        "strands",
        "7",
        () -> await("seven", () -> threads("balcony-strand-.*") == 7));
  }

  private static boolean isOpen(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void listen() throws Exception {
    var other = im.balcony.players.Ports.free();
    with(
        "im.balcony.msrp",
        "listen",
        "127.0.0.1:" + other,
        () -> await("the other port", () -> isOpen(other) && !isOpen(scene.msrpPort)));
    await("the port of before", () -> isOpen(scene.msrpPort));
  }

  @Test
  void connectionsPerSource() throws Exception {
    with(
        "im.balcony.net",
        "connections.per-source",
        "1",
        () -> await("one of two is closed", () -> isClosedBesidesAnother(scene.msrpPort)));
  }

  private static boolean isClosedBesidesAnother(int port) {
    try (var first = new Socket(InetAddress.getLoopbackAddress(), port);
        var second = new Socket(InetAddress.getLoopbackAddress(), port)) {
      second.setSoTimeout(500);
      return first.isConnected() && second.getInputStream().read() < 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void eventLoops() throws Exception {
    fromTheNextStart(
        "im.balcony.net",
        "event-loops",
        "1",
        () ->
            await(
                "one loop serves all",
                () -> isOpen(scene.msrpPort) && threads(".*[eE]ventLoopGroup.*") == 1));
  }

  @Test
  void readyFile(@TempDir Path folder) throws Exception {
    var file = folder.resolve("is-ready");
    fromTheNextStart(
        "im.balcony.router",
        "ready-file",
        file.toString(),
        () -> await("the file", () -> Files.exists(file)));
    await("its end", () -> !Files.exists(file));
  }

  private static int answer() {
    try {
      var status = romeo.draft("sip:juliet@example.com").text("anon, good nurse").send().status();
      if (status == 202) {
        scene.server.stanzas.next(WAIT);
      }
      return status;
    } catch (IOException e) {
      return 0;
    }
  }

  @Test
  void diskFree() throws Exception {
    with("im.balcony.store", "disk.free", "1000 GB", () -> await("no room", () -> answer() == 503));
    await("room again", () -> answer() == 202);
  }

  /** Nothing may wait for the mapping, however long it might: so it is refused at once. */
  @Test
  void parkedMessages() throws Exception {
    with(
        "im.balcony.router",
        "parked.messages",
        "0",
        () -> {
          await("the router again", () -> answer() == 202);
          scene.framework.bundle("mapping").stop();
          try {
            assertThat(answer()).isEqualTo(503);
          } finally {
            scene.framework.bundle("mapping").start();
          }
        });
  }
}
