package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.control.Gateway;
import im.balcony.api.tenant.Tenants;
import im.balcony.testkit.romeo.Draft;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.romeo.SipFrame;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each key of a tenant has its effect: here, in {@link TenantSessionKeysTest}, or in the test that
 * the table names. A key that is declared and not in the table fails, and so does a test that is
 * not there.
 */
class TenantKeysTest {

  /** The test that shows it, by class and method. */
  private static final Map<String, String> SHOWN =
      Map.ofEntries(
          Map.entry("sip.domains", "TenantKeysTest domains"),
          Map.entry("xmpp.domains", "TenantKeysTest domains"),
          Map.entry("xmpp.host", "TenantKeysTest whereTheServerIsAndWhatItIsToldFirst"),
          Map.entry("xmpp.port", "TenantKeysTest whereTheServerIsAndWhatItIsToldFirst"),
          Map.entry("xmpp.tls", "LinkTlsTest whoShowsABadCertificateHearsNothingAndIsTriedAgain"),
          Map.entry("xmpp.tls-identity", "LinkTlsTest withoutTheIdentityNobodyIsCalled"),
          Map.entry("xmpp.tls-name", "LinkTlsTest withoutANameOfItsOwnTheHostIsTheName"),
          Map.entry("xmpp.secret-file", "TenantKeysTest whereTheServerIsAndWhatItIsToldFirst"),
          Map.entry("sip.next-hop", "NextHopsTest theMessageThatFindsASilentHopArrivesByTheNext"),
          Map.entry("sip.auth-user", "DigestTest aMessageIsAskedForAndTheNextBringsItsCredentials"),
          Map.entry("sip.auth-password-file", "DigestTest aWrongPasswordIsToldAndAMendedOneHolds"),
          Map.entry("sip.auth-realm", "DigestTest aChallengeOfAnotherRealmIsTold"),
          Map.entry(
              "sip.trusted-names",
              "TlsPortTest whoseCertificateDoesNotNameATrustedDomainIsRefused"),
          Map.entry("sip.trusted-peers", "SecurityTest nothingOfAnUntrustedSourceReachesXmpp"),
          Map.entry(
              "sip.demand-realm",
              "DemandedCredentialsTest withoutCredentialsNothingOfHisReachesXmpp"),
          Map.entry(
              "sip.demand-users-file", "DemandedCredentialsTest withCredentialsHeChatsAsAlways"),
          Map.entry("sip.advertise", "TenantSessionKeysTest advertised"),
          Map.entry("msrp.advertise", "TenantSessionKeysTest advertised"),
          Map.entry("msrp.reachable", "UnreachableTest whoLetsUsConnectIsConnectedTo"),
          Map.entry(
              "msrp.cema", "AnchoredTest theConnectionGoesToTheAnchorAndTheMessagesNameThePath"),
          Map.entry("msrp.tls", "MsrpTlsTest aTenantMayOfferIt"),
          Map.entry("msrp.fingerprint", "MsrpTrustTest theBestHashDecides"),
          Map.entry(
              "msrp.connect-allow",
              "PoliciesTest anOfferThatLeadsWhereWeMayNotConnectIsRefusedWithAWarning"),
          Map.entry("chat.mode", "PoliciesTest aTenantWithoutSessionsSaysThatInTheStory"),
          Map.entry("cpim", "TenantSessionKeysTest cpim"),
          Map.entry("chat.subject", "ChatThreadsTest theSubjectIsTheStanzasOrTheTenantsOrNone"),
          Map.entry("page.oversize", "PageSizesTest aTenantMaySendLongTextsInASession"),
          Map.entry("page.parts", "TenantKeysTest pageParts"),
          Map.entry("page.html", "PageHtmlTest htmlBecomesATextAndXhtmlIm"),
          Map.entry("page.status", "PageStatusTest theTenantMayLetItWaitForTheHandOver"),
          Map.entry("imdn", "NoticesOfRomeoTest aReceiptThatIsWantedIsAskedFor"),
          Map.entry("failure-report", "ReceiptsTest theTenantSaysWhichFailuresAreAskedFor"),
          Map.entry("stanza-limit", "PageSizesTest theFinishedStanzaIsMeasuredBeforeTheAnswer"),
          Map.entry("max-size", "TenantSessionKeysTest maxSize"),
          Map.entry("chunk-size", "TenantSessionKeysTest chunkSize"),
          Map.entry("partial.messages", "TenantSessionKeysTest partialMessages"),
          Map.entry("partial.age", "TenantSessionKeysTest partialAge"),
          Map.entry("idle-timeout", "PoliciesTest whoIsSilentForIdleTimeoutHearsThatInTheBye"),
          Map.entry(
              "setup-timeout", "PoliciesTest whoDoesNotAnswerForSetupTimeoutHearsThatInTheCancel"),
          Map.entry(
              "bind-timeout",
              "PeersGoneTest aCutConnectionThatIsNotBoundAgainIsGivenUpAtBindTimeout"),
          Map.entry("receipt-age", "TenantSessionKeysTest receiptAge"),
          Map.entry("outbox.messages", "ChatQueueTest textsWaitInOrderAndOneTooManyIsRefused"),
          Map.entry("outbox.bytes", "TenantSessionKeysTest outboxBytes"),
          Map.entry(
              "outbox.age",
              "SlowReaderTest whatHeDoesNotReadIsToldWithinOutboxAgeAndNobodyElseWaits"),
          Map.entry("link-outage", "TenantKeysTest linkOutage"),
          Map.entry("sessions.max", "PoliciesTest whatIsTooMuchSaysWhichLimit"),
          Map.entry("rate.source", "PoliciesTest whatIsTooMuchSaysWhichLimit"),
          Map.entry("queue.messages", "TenantKeysTest queueMessages"),
          Map.entry("queue.bytes", "TenantKeysTest queueBytes"),
          Map.entry("conversations.max", "TenantFloodTest theOtherTenantDoesNotNotice"),
          Map.entry("half-open.max", "TenantFloodTest theOtherTenantDoesNotNotice"),
          Map.entry("peer-memory", "TenantSessionKeysTest peerMemory"),
          Map.entry("error-window", "TenantSessionKeysTest errorWindow"),
          Map.entry("drain-limit", "TenantKeysTest drainLimit"),
          Map.entry(
              "mapping.version",
              "TwoMappingsTest aTenantTriesTheNewOneInTheMiddleOfAChatAndGoesBack"),
          Map.entry("durability", "TenantKeysTest durability"));

  private static final String PID = "im.balcony.tenant";
  private static final String OTHER = "montague.example";

  private static Scene scene;
  private static Phone romeo;
  private static int people;

  private final String juliet = "juliet" + ++people + "@example.com";

  @TempDir Path folder;

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
    romeo = scene.nextHop("romeo", Map.of());
  }

  @AfterAll
  static void close() throws Exception {
    romeo.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  private static Set<String> declared() throws IOException {
    return KeyTable.declared(scene.framework, "tenancy");
  }

  @Test
  void eachKeyIsInTheTable() throws IOException {
    assertThat(declared()).hasSizeGreaterThan(30);
    assertThat(SHOWN.keySet().stream().map(key -> PID + " " + key)).containsAll(declared());
  }

  static Stream<String> shown() {
    return SHOWN.values().stream().distinct().sorted();
  }

  @ParameterizedTest
  @MethodSource("shown")
  void theTestIsThere(String where) {
    KeyTable.assertThere("gateway " + where);
  }

  /** Changes keys of the scene's tenant, and waits until they hold; the others have defaults. */
  static void set(Scene scene, Phone romeo, Map<String, String> changes) throws Exception {
    var mark = "change " + ++people;
    var values = new HashMap<String, String>(changes);
    values.put("chat.subject", mark);
    values.put("sip.next-hop", "sip:127.0.0.1:" + romeo.port() + ";lr");
    scene.tenant("verona", "example.net", values);
    Framework.await(
        "the change",
        WAIT,
        () ->
            scene.framework.service(Tenants.class).stream()
                .flatMap(tenants -> tenants.byId("verona").stream())
                .anyMatch(tenant -> tenant.policy().chatSubject().equals(mark)));
  }

  private static void set(Map<String, String> changes) throws Exception {
    set(scene, romeo, changes);
  }

  private void say(String id, String text) throws Exception {
    scene.say(juliet + "/x", "romeo@example.net", "normal", id, "<body>" + text + "</body>");
  }

  @Test
  void domains() throws Exception {
    assertThat(romeo.message("sip:" + juliet, "to his own").status()).isEqualTo(202);
    scene.server.stanzas.next(WAIT);
    assertThat(romeo.message("sip:juliet@example.org", "elsewhere").status()).isEqualTo(404);

    scene.tenant("mantua", OTHER, Map.of("xmpp.domains", "example.org"));
    assertThat(scene.server.connected.next(WAIT)).isEqualTo(OTHER);
    var montague = new Phone("romeo", OTHER, scene.gateway(), scene.ladder, scene.violations);
    try (montague) {
      assertThat(montague.message("sip:juliet@example.org", "of Mantua").status()).isEqualTo(202);
      scene.server.stanzas.next(WAIT);
      assertThat(montague.message("sip:" + juliet, "not his").status()).isEqualTo(404);
    }
    scene.framework.removeTenant("mantua");
    scene.server.lost.next(WAIT);
  }

  /** Nobody listens at the default host and this port; a server says how it was greeted. */
  @Test
  void whereTheServerIsAndWhatItIsToldFirst() throws Exception {
    var secret = folder.resolve("another-secret");
    Files.writeString(secret, "wherefore");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    try (var listener = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.2"))) {
      listener.setSoTimeout((int) WAIT.toMillis());
      scene.tenant(
          "mantua",
          OTHER,
          Map.of(
              "xmpp.host", "127.0.0.2",
              "xmpp.port", String.valueOf(listener.getLocalPort()),
              "xmpp.secret-file", secret.toString()));
      try (var link = listener.accept()) {
        link.setSoTimeout((int) WAIT.toMillis());
        assertThat(until(link.getInputStream(), "'>")).contains(OTHER);
        var header =
            "<stream:stream xmlns='jabber:component:accept'"
                + " xmlns:stream='http://etherx.jabber.org/streams' from='montague.example'"
                + " id='3BF96D32'>";
        link.getOutputStream().write(header.getBytes(StandardCharsets.UTF_8));
        var proof =
            MessageDigest.getInstance("SHA-1")
                .digest("3BF96D32wherefore".getBytes(StandardCharsets.UTF_8));
        assertThat(until(link.getInputStream(), "</handshake>"))
            .contains(HexFormat.of().formatHex(proof));
      }
    } finally {
      scene.framework.removeTenant("mantua");
    }
  }

  private static String until(InputStream in, String end) throws IOException {
    var read = new StringBuilder();
    while (read.indexOf(end) < 0) {
      var octet = in.read();
      assertThat(octet).as("the end behind %s", read).isNotNegative();
      read.append((char) octet);
    }
    return read.toString();
  }

  @Test
  void pageParts() throws Exception {
    var text = "x".repeat(3000);
    set(Map.of("page.parts", "2"));
    say("parts1", text);
    var error = scene.server.stanzas.next(WAIT);
    assertThat(error.getAttribute("id")).isEqualTo("parts1");
    assertThat(error.getElementsByTagNameNS("*", "policy-violation").getLength()).isEqualTo(1);

    set(Map.of("page.parts", "4"));
    say("parts2", text);
    var heard = new StringBuilder();
    for (var parts = 0; heard.length() < text.length(); parts++) {
      assertThat(parts).isLessThan(4);
      heard.append(romeo.messages.next(WAIT).text());
    }
    assertThat(heard.toString()).isEqualTo(text);
  }

  @Test
  void linkOutage() throws Exception {
    set(Map.of("link-outage", "1s"));
    scene.server.refusing = true;
    scene.server.cut("example.net");
    try {
      var draft = romeo.draft("sip:" + juliet).text("too late");
      assertThat(draft.send().status()).isEqualTo(202);
      scene.awaitOutcome(draft.callId(), "EXPIRED");
    } finally {
      scene.server.refusing = false;
      scene.server.connected.next(Duration.ofSeconds(40));
    }
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  /** Where its work cannot be done it waits: so many messages of other people each. */
  private List<Integer> answers(int count, int octets) throws Exception {
    var executor = Executors.newCachedThreadPool();
    var before = conversations();
    scene.framework.bundle("session").stop();
    try {
      var answers = new ArrayList<CompletableFuture<SipFrame>>();
      for (var draft : IntStream.range(0, count).mapToObj(i -> draft(i, octets)).toList()) {
        answers.add(CompletableFuture.supplyAsync(() -> send(draft), executor));
        // A datagram of 60 kB is dropped where a few of them are waiting to be read.
        Thread.sleep(octets / 2_000);
      }
      Framework.await(
          "each waits or is answered",
          WAIT,
          () -> conversations() - before + done(answers) >= count);
      scene.framework.bundle("session").start();
      var statuses = new ArrayList<Integer>();
      for (var answer : answers) {
        statuses.add(answer.get().status());
        if (answer.get().status() == 202) {
          scene.server.stanzas.next(WAIT);
        }
      }
      return statuses;
    } finally {
      scene.framework.bundle("session").start();
      executor.shutdownNow();
    }
  }

  private static Draft draft(int number, int octets) {
    return romeo
        .draft("sip:juliet@example.com")
        .from("<sip:servant" + ++people + "." + number + "@example.net>;tag=1")
        .text("x".repeat(octets));
  }

  private static SipFrame send(Draft draft) {
    try {
      return draft.send();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long done(List<CompletableFuture<SipFrame>> answers) {
    return answers.stream().filter(CompletableFuture::isDone).count();
  }

  private static int conversations() {
    return scene.framework.service(Gateway.class).stream()
        .flatMap(gateway -> gateway.tenants().stream())
        .mapToInt(Gateway.TenantStatus::conversations)
        .sum();
  }

  @Test
  void queueMessages() throws Exception {
    set(Map.of("queue.messages", "10"));
    assertThat(answers(13, 10)).contains(202).filteredOn(s -> s == 503).hasSizeBetween(3, 12);
    set(Map.of());
    assertThat(answers(13, 10)).containsOnly(202);
  }

  @Test
  void queueBytes() throws Exception {
    set(Map.of("queue.bytes", "1MB"));
    assertThat(answers(20, 58_000)).contains(202).filteredOn(s -> s == 503).hasSizeBetween(3, 12);
    set(Map.of());
    assertThat(answers(20, 58_000)).containsOnly(202);
  }

  /** A MESSAGE that is never answered would hold him up for the 32 s of its transaction. */
  @Test
  void drainLimit() throws Exception {
    scene.tenant(
        "mantua",
        OTHER,
        Map.of("drain-limit", "1s", "sip.next-hop", "sip:127.0.0.1:" + romeo.port() + ";lr"));
    assertThat(scene.server.connected.next(WAIT)).isEqualTo(OTHER);
    romeo.answer = message -> List.of();
    try {
      scene.say(juliet + "/x", "romeo@" + OTHER, "normal", "drain1", "<body>no answer</body>");
      romeo.messages.next(WAIT);
      var begun = System.nanoTime();
      scene.framework.removeTenant("mantua");

      var error = scene.server.stanzas.next(WAIT.multipliedBy(2));
      assertThat(error.getAttribute("id")).isEqualTo("drain1");
      assertThat(error.getAttribute("type")).isEqualTo("error");
      scene.server.lost.next(WAIT);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
    } finally {
      romeo.answer = message -> List.of("200 OK");
    }
  }

  @Test
  void durability() throws Exception {
    for (var durability : List.of("none", "process", "power")) {
      set(Map.of("durability", durability));
      var text = "By yonder blessed moon: " + durability;
      var looked = new CountDownLatch(1);
      romeo.answer = message -> answerAfter(looked);
      try {
        say("durable-" + durability, text);
        romeo.received.next(WAIT, frame -> frame.text().equals(text));
        assertThat(scene.isOnDisk(text)).as(durability).isEqualTo(!durability.equals("none"));
      } finally {
        looked.countDown();
        romeo.answer = message -> List.of("200 OK");
      }
      scene.awaitOutcome("durable-" + durability, "HANDED_OVER");
      assertThat(romeo.messages.next(WAIT).text()).isEqualTo(text);
    }
  }

  private static List<String> answerAfter(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return List.of("200 OK");
  }
}
