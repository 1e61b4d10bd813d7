package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.MsrpLine;
import im.balcony.testkit.romeo.Phone;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies, dialogs, times and broken streams: each message once, or its failure told. */
class PageDeliveryTest {

  private static Scene scene;
  private static Phone romeo;
  private static int people;

  private final String juliet = "juliet" + ++people + "@example.com";

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

  @BeforeEach
  void quiet() {
    romeo.answer = message -> List.of("200 OK");
    scene.server.tooLong = raw -> false;
  }

  @AfterEach
  void empty() {
    scene.server.connected.drain();
  }

  private void say(String type, String id, String text) throws Exception {
    scene.say(juliet + "/balcony", "romeo@example.net", type, id, "<body>" + text + "</body>");
  }

  private static void send(MsrpLine line, String id, String text) throws Exception {
    var octets = text.getBytes(StandardCharsets.UTF_8);
    line.chunk(id, octets, 0, octets.length, "text/plain", '$', List.of());
  }

  private String toJuliet() {
    return "sip:" + juliet;
  }

  @Test
  @Requirement("PAGE-32")
  void aCopyByAnotherWayIsMerged() throws Exception {
    var draft = romeo.draft(toJuliet()).text("forked");

    // Each sending has a branch of its own.
    assertThat(draft.send().status()).isEqualTo(202);
    assertThat(draft.send().status()).isEqualTo(482);

    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("forked");
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement("PAGE-51")
  void aMessageInsideADialogBelongsToItsSession() throws Exception {
    var call = romeo.invite(toJuliet(), Call.Offer.PLAIN);
    call.connect().send("by MSRP");
    var first = scene.server.stanzas.next(WAIT);

    var response = call.draft().text("by MESSAGE").send();

    assertThat(response.status()).isIn(200, 202);
    var second = scene.server.stanzas.next(WAIT);
    assertThat(child(second, "body")).isEqualTo("by MESSAGE");
    assertThat(second.getAttribute("type")).isEqualTo("chat");
    assertThat(child(second, "thread")).isEqualTo(child(first, "thread")).isNotEmpty();
    assertThat(romeo.invites.poll(SILENCE)).isEmpty();
    call.bye();
  }

  @Test
  @Requirement("PAGE-52")
  void messagesBesideADialogFollowEachOther() throws Exception {
    var call = romeo.invite(toJuliet(), Call.Offer.PLAIN);
    call.connect().send("session");
    scene.server.stanzas.next(WAIT);
    romeo.answer = message -> List.of();

    say("normal", "w1", "one");
    say("normal", "w2", "two");

    var one = romeo.messages.next(WAIT);
    assertThat(one.text()).isEqualTo("one");
    assertThat(one.tag("To")).as("a dialog that carries MESSAGE").isEmpty();
    assertThat(romeo.messages.poll(SILENCE)).isEmpty();
    romeo.respond(one, "200 OK", List.of(), "");
    var two = romeo.messages.next(WAIT);
    assertThat(two.text()).isEqualTo("two");
    romeo.respond(two, "200 OK", List.of(), "");
    call.bye();
  }

  @Test
  @Requirement(
      value = "PAGE-38",
      partial = "the negative IMDN where one was asked for: IMDN is not built")
  void anExpiredMessageIsNotDelivered() throws Exception {
    scene.server.refusing = true;
    scene.server.cut("example.net");
    Thread.sleep(200);

    var expiring = romeo.draft(toJuliet()).header("Expires: 1").text("too late");
    assertThat(expiring.send().status()).isEqualTo(202);
    var patient = romeo.draft(toJuliet()).header("Expires: 600").text("in time");
    assertThat(patient.send().status()).isEqualTo(202);
    Thread.sleep(3000);
    scene.server.refusing = false;

    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("in time");
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
    scene.awaitOutcome(expiring.callId(), "EXPIRED");
    scene.awaitOutcome(patient.callId(), "HANDED_OVER");
  }

  @Test
  @Requirement(
      value = "PAGE-38",
      partial = "the negative IMDN where one was asked for: IMDN is not built")
  void expiresCountsFromTheDate() throws Exception {
    var then = Instant.now().minusSeconds(120).atOffset(ZoneOffset.UTC);
    var date = "Date: " + DateTimeFormatter.RFC_1123_DATE_TIME.format(then);
    var expired = romeo.draft(toJuliet()).header(date).header("Expires: 60").text("too late");
    var valid = romeo.draft(toJuliet()).header(date).header("Expires: 600").text("in time");

    assertThat(expired.send().status()).as("not accepted").isEqualTo(480);
    assertThat(valid.send().status()).isEqualTo(202);

    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("in time");
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
    scene.awaitOutcome(expired.callId(), "EXPIRED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "soon", "4294967295"})
  void whatExpiresAtOnceOrNeverIsDeliveredAtOnce(String expires) throws Exception {
    var draft = romeo.draft(toJuliet()).header("Expires: " + expires).text("now or never");
    assertThat(draft.send().status()).isEqualTo(202);
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("now or never");
    scene.awaitOutcome(draft.callId(), "HANDED_OVER");
  }

  @Test
  @Requirement("PAGE-48")
  void aTenantMayChatByMessageAlone() throws Exception {
    var hop = "sip:127.0.0.1:" + romeo.port() + ";lr";
    var changes = Map.of("sip.next-hop", hop, "chat.mode", "page");
    scene.tenant("paged", "capulet.example", changes);
    scene.server.connected.next(WAIT);
    scene.say(juliet, "tybalt@capulet.example", "chat", "m1", "<body>Good morrow</body>");

    var message = romeo.messages.next(WAIT);
    assertThat(message.requestUri()).isEqualTo("sip:tybalt@capulet.example");
    assertThat(message.text()).isEqualTo("Good morrow");
    assertThat(romeo.invites.poll(SILENCE)).isEmpty();
    assertThat(scene.server.stanzas.size()).isZero();
  }

  @Test
  @Requirement("PAGE-17")
  void aConnectionThatIsRefusedIsAServerFailure() throws Exception {
    try (var closed = new java.net.ServerSocket(0)) {
      var hop = "sip:127.0.0.1:" + closed.getLocalPort() + ";transport=tcp;lr";
      closed.close();
      scene.tenant("refused", "montague.example", Map.of("sip.next-hop", hop));
      scene.server.connected.next(WAIT);
    }
    scene.say(juliet, "romeo@montague.example", "normal", "c1", "<body>x</body>");

    var error = scene.server.stanzas.next(WAIT);
    assertThat(error.getAttribute("id")).isEqualTo("c1");
    assertThat(error.getElementsByTagNameNS("*", "internal-server-error").getLength()).isEqualTo(1);
    var child = (org.w3c.dom.Element) error.getElementsByTagNameNS("*", "error").item(0);
    assertThat(child.getAttribute("type")).isEqualTo("wait");
    assertThat(romeo.messages.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement("PAGE-19")
  void withoutCredentialsAChallengeIsAFailure() throws Exception {
    romeo.answer =
        message ->
            List.of(
                "407 Proxy Authentication Required",
                "Proxy-Authenticate: Digest realm=\"example.net\", nonce=\"1\", qop=\"auth\"");
    say("normal", "a1", "x");

    var error = scene.server.stanzas.next(WAIT);
    assertThat(error.getAttribute("id")).isEqualTo("a1");
    assertThat(error.getElementsByTagNameNS("*", "registration-required").getLength()).isEqualTo(1);
    romeo.messages.next(WAIT);
    assertThat(romeo.messages.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement("SIZE-20")
  void aStanzaErrorOverSizeIsReported() throws Exception {
    var call = romeo.invite(toJuliet(), Call.Offer.PLAIN);
    var line = call.connect();
    send(line, "too-long", "too long for you");
    var stanza = scene.server.stanzas.next(WAIT);

    scene.say(
        stanza.getAttribute("to"),
        stanza.getAttribute("from"),
        "error",
        stanza.getAttribute("id"),
        "<error type='modify'><policy-violation xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
            + "</error>");

    var report = line.reports.next(WAIT);
    assertThat(report.header("Message-ID")).contains("too-long");
    assertThat(report.header("Status").orElse("")).startsWith("000 4");
    call.bye();
  }

  @Test
  @Requirement("SIZE-20")
  void aStanzaThatEndsTheStreamIsNotRepeated() throws Exception {
    var call = romeo.invite(toJuliet(), Call.Offer.PLAIN);
    var line = call.connect();
    line.send("before");
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("before");
    scene.server.tooLong = raw -> raw.contains("yyyyy");

    send(line, "text-k", "y".repeat(5000));
    send(line, "text-k1", "k + 1");

    scene.server.connected.next(WAIT);
    var report = line.reports.next(WAIT);
    assertThat(report.header("Message-ID")).contains("text-k");
    assertThat(report.header("Status").orElse("")).startsWith("000 4");
    assertThat(textBehind("before")).isEqualTo("k + 1");
    assertThat(scene.server.connected.poll(SILENCE)).isEmpty();
    assertThat(line.reports.size()).isZero();
    call.bye();
  }

  /** A text that the old stream had not confirmed when it ended comes once more, under its id. */
  private static String textBehind(String copy) {
    var text = child(scene.server.stanzas.next(WAIT), "body");
    return text.equals(copy) ? child(scene.server.stanzas.next(WAIT), "body") : text;
  }
}
