package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static im.balcony.testkit.server.ComponentServer.has;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.observe.GatewayObserver;
import im.balcony.api.observe.Trace;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.MsrpLine;
import im.balcony.testkit.romeo.Phone;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What keys of a tenant do to sessions; the table is in {@link TenantKeysTest}. */
class TenantSessionKeysTest {

  private static final String REQUEST = "<request xmlns='urn:xmpp:receipts'/>";
  private static final String PLAIN = "text/plain";

  private static final Queue<Trace> TRACES = new ConcurrentLinkedQueue<>();
  private static Scene scene;
  private static Phone romeo;
  private static int people;

  private final String juliet = "juliet" + ++people + "@example.com";
  private final String id = "m" + people + "-";

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
    romeo = scene.nextHop("romeo", Map.of());
    scene.framework.register(GatewayObserver.class, TRACES::add);
  }

  @AfterAll
  static void close() throws Exception {
    romeo.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  private static void set(Map<String, String> changes) throws Exception {
    TenantKeysTest.set(scene, romeo, changes);
  }

  private void say(String name, String children) throws Exception {
    scene.say(juliet + "/x", "romeo@example.net", "chat", id + name, children);
  }

  /** Juliet begins a session with a text, which is heard. */
  private Call begun(String name, String text) throws Exception {
    say(name, "<body>" + text + "</body>");
    return romeo.invites.next(WAIT);
  }

  private MsrpLine.Message heard(String name, String text) throws Exception {
    var call = begun(name, text);
    var message = call.accept(Call.Offer.PLAIN).texts.next(WAIT);
    assertThat(call.bye().status()).isEqualTo(200);
    return message;
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void advertised() throws Exception {
    set(
        Map.of(
            "sip.advertise",
            "localhost:" + scene.sipPort,
            "msrp.advertise",
            "localhost:" + scene.msrpPort));
    advertised("localhost");
    set(Map.of());
    advertised("127.0.0.1");
  }

  private void advertised(String host) throws Exception {
    var called = romeo.invite("sip:" + juliet, Call.Offer.PLAIN);
    assertThat(called.response().need("Contact")).contains("@" + host + ":" + scene.sipPort);
    assertThat(called.peerSdp().path().get(0))
        .startsWith("msrp://" + host + ":" + scene.msrpPort + "/");
    var line = called.connect();
    line.send("by that name");
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("by that name");
    assertThat(called.bye().status()).isEqualTo(200);

    var calling = begun(host, "and by that");
    assertThat(calling.invite().need("Via")).contains(" " + host + ":" + scene.sipPort);
    assertThat(calling.invite().need("Contact")).contains("@" + host + ":" + scene.sipPort);
    assertThat(calling.peerSdp().path().get(0)).startsWith("msrp://" + host + ":");
    calling.accept(Call.Offer.PLAIN).texts.next(WAIT);
    assertThat(calling.bye().status()).isEqualTo(200);
  }

  @Test
  void cpim() throws Exception {
    set(Map.of("cpim", "always"));
    assertThat(heard("c1", "wrapped").contentType()).isEqualTo("message/cpim");
    page("c2");
    assertThat(romeo.messages.next(WAIT).need("Content-Type")).isEqualTo("message/cpim");

    set(Map.of());
    assertThat(heard("c3", "as it is").contentType()).startsWith(PLAIN);
    page("c4");
    assertThat(romeo.messages.next(WAIT).need("Content-Type")).startsWith(PLAIN);
  }

  private void page(String name) throws Exception {
    scene.say(juliet + "/x", "romeo@example.net", "normal", id + name, "<body>x</body>");
  }

  @Test
  void chunkSize() throws Exception {
    var text = "x".repeat(10_000);
    set(Map.of("chunk-size", "4096"));
    assertThat(heard("k1", text).chunks()).isEqualTo(3);
    set(Map.of());
    assertThat(heard("k2", text).chunks()).isEqualTo(5);
  }

  @Test
  void maxSize() throws Exception {
    set(Map.of("max-size", "5kB"));
    var call = romeo.invite("sip:" + juliet, Call.Offer.PLAIN);
    assertThat(call.peerSdp().attribute("max-size")).contains("5000");
    var line = call.connect();
    var fits = line.send(octets("x".repeat(5000)), PLAIN, 10_000, List.of());
    assertThat(line.response(fits, WAIT).status()).isEqualTo(200);
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).hasSize(5000);
    var tooLong = line.send(octets("x".repeat(5001)), PLAIN, 10_000, List.of());
    assertThat(line.response(tooLong, WAIT).status()).isEqualTo(413);
    call.bye();

    set(Map.of());
    var other = romeo.invite("sip:" + juliet, Call.Offer.PLAIN);
    assertThat(other.peerSdp().attribute("max-size")).contains("63536");
    other.bye();
  }

  /** The first part of a message of a hundred octets. */
  private void part(MsrpLine line, String name) throws Exception {
    var chunk = line.chunk(id + name, octets("x".repeat(100)), 0, 50, PLAIN, '+', List.of());
    assertThat(line.response(chunk, WAIT).status()).isEqualTo(200);
  }

  private void givenUp(MsrpLine line, String name) {
    var report = line.reports.next(WAIT);
    assertThat(report.header("Message-ID")).contains(id + name);
    assertThat(report.header("Status").orElse("")).startsWith("000 413");
  }

  @Test
  void partialMessages() throws Exception {
    set(Map.of("partial.messages", "1"));
    var call = romeo.invite("sip:" + juliet, Call.Offer.PLAIN);
    var line = call.connect();
    part(line, "one");
    part(line, "two");
    givenUp(line, "one");
    call.bye();

    set(Map.of());
    var other = romeo.invite("sip:" + juliet, Call.Offer.PLAIN);
    var kept = other.connect();
    part(kept, "three");
    part(kept, "four");
    kept.chunk(id + "three", octets("x".repeat(100)), 50, 100, PLAIN, '$', List.of());
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).hasSize(100);
    assertThat(kept.reports.size()).isZero();
    other.bye();
  }

  @Test
  void partialAge() throws Exception {
    set(Map.of("partial.age", "1s"));
    var call = romeo.invite("sip:" + juliet, Call.Offer.PLAIN);
    var line = call.connect();
    part(line, "old");
    givenUp(line, "old");
    call.bye();
  }

  @Test
  void outboxBytes() throws Exception {
    set(Map.of("stanza-limit", "10kB", "outbox.bytes", "10kB"));
    var call = begun("o1", "x".repeat(6000));
    say("o2", "<body>" + "y".repeat(6000) + "</body>");
    var error = scene.server.stanzas.next(WAIT);
    assertThat(error.getAttribute("id")).isEqualTo(id + "o2");
    assertThat(error.getElementsByTagNameNS("*", "resource-constraint").getLength()).isEqualTo(1);
    assertThat(call.accept(Call.Offer.PLAIN).texts.next(WAIT).body()).hasSize(6000);
    call.bye();
  }

  @Test
  void receiptAge() throws Exception {
    set(Map.of("error-window", "0ms", "receipt-age", "1s"));
    var call = begun("r1", "first");
    var line = call.accept(Call.Offer.PLAIN);
    line.reporting = false;
    line.texts.next(WAIT);
    say("r2", "<body>asked</body>" + REQUEST);
    var late = line.texts.next(WAIT);
    Framework.await("no report any more", WAIT, () -> traced(Trace.Word.UNREPORTED));
    line.report(late.id(), late.body().length, "000 200 OK");
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();

    set(Map.of("error-window", "0ms"));
    say("r3", "<body>asked again</body>" + REQUEST);
    var soon = line.texts.next(WAIT);
    line.report(soon.id(), soon.body().length, "000 200 OK");
    assertThat(has(scene.server.stanzas.next(WAIT), "urn:xmpp:receipts", "received")).isTrue();
    call.bye();
  }

  private static boolean traced(Trace.Word word) {
    return TRACES.stream().anyMatch(trace -> trace.word() == word);
  }

  @Test
  void errorWindow() throws Exception {
    set(Map.of("error-window", "0ms"));
    var call = romeo.invite("sip:" + juliet, Call.Offer.PLAIN);
    var line = call.connect();
    bounce(handedOver(line, "late"));
    assertThat(line.reports.poll(SILENCE)).isEmpty();
    scene.awaitOutcome(id + "late", "HANDED_OVER");

    set(Map.of());
    bounce(handedOver(line, "told"));
    assertThat(line.reports.next(WAIT).header("Message-ID")).contains(id + "told");
    scene.awaitOutcome(id + "told", "FAILED");
    call.bye();
  }

  /** A text of Romeo's that the server has; the id of its stanza. */
  private String handedOver(MsrpLine line, String name) throws Exception {
    line.chunk(id + name, octets("good night"), 0, 10, PLAIN, '$', List.of());
    var stanza = scene.server.stanzas.next(WAIT);
    scene.awaitOutcome(id + name, "HANDED_OVER");
    return stanza.getAttribute("id");
  }

  private void bounce(String stanza) throws Exception {
    scene.say(
        juliet,
        "romeo@example.net",
        "error",
        stanza,
        "<error type='wait'><recipient-unavailable"
            + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>");
  }

  /** Of another user at Romeo's phone, for what is remembered holds for all who write to him. */
  @Test
  void peerMemory() throws Exception {
    set(Map.of("idle-timeout", "1s", "peer-memory", "0ms"));
    sayToBenvolio("p1", "first");
    refused(romeo.invites.next(WAIT));
    Thread.sleep(1_500);

    set(Map.of("idle-timeout", "1s"));
    sayToBenvolio("p2", "asked again");
    refused(romeo.invites.next(WAIT));
    Thread.sleep(1_500);
    sayToBenvolio("p3", "remembered");
    assertThat(romeo.messages.next(WAIT).text()).isEqualTo("remembered");
    assertThat(romeo.invites.size()).isZero();
  }

  private void sayToBenvolio(String name, String text) throws Exception {
    scene.say(
        juliet + "/x", "benvolio@example.net", "chat", id + name, "<body>" + text + "</body>");
  }

  /** He takes no session, and gets the text in a MESSAGE. */
  private static void refused(Call call) throws Exception {
    call.refuse("488 Not Acceptable Here");
    romeo.messages.next(WAIT);
  }
}
