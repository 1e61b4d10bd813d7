package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static im.balcony.testkit.server.ComponentServer.has;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.Phone;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A chat that the SIP user starts: steps F17 to F32 of RFC 7573, over the wire. */
class ChatFromRomeoTest {

  private static final String STATES = "http://jabber.org/protocol/chatstates";
  private static final String RECEIPTS = "urn:xmpp:receipts";

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

  private Call invite() throws Exception {
    var call = romeo.invite("sip:" + juliet, Call.Offer.PLAIN);
    assertThat(call.response().status()).isEqualTo(200);
    return call;
  }

  @Test
  @Requirement({"CHAT-18", "CHAT-20", "CHAT-22", "STATE-22"})
  void anInviteIsAcceptedQuietly() throws Exception {
    // The quickest of three: the machine that runs the test may be busy, the gateway may not wait.
    var quickest = Long.MAX_VALUE;
    for (var i = 0; i < 3; i++) {
      var begun = System.nanoTime();
      var call = invite();
      quickest = Math.min(quickest, System.nanoTime() - begun);

      assertThat(call.peerSdp().path()).hasSize(1);
      assertThat(call.peerSdp().path().get(0)).startsWith("msrp://127.0.0.1:" + scene.msrpPort);
      assertThat(call.peerSdp().attribute("accept-types").orElse("")).contains("text/plain");
      assertThat(call.response().uri("Contact")).contains(juliet.substring(0, juliet.indexOf('@')));
      call.connect();
      assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
      call.bye();
    }
    assertThat(Duration.ofNanos(quickest)).isLessThan(Duration.ofMillis(500));
  }

  @Test
  @Requirement({"CHAT-12", "CHAT-19", "CHAT-23", "CHAT-24", "CHAT-25", "CHAT-27", "CHAT-28"})
  void textsGoBothWaysOnOneSession() throws Exception {
    var call = invite();
    var line = call.connect();
    var accepted = line.send("I take thee at thy word ...");
    assertThat(line.response(accepted, WAIT).status()).isEqualTo(200);

    var stanza = scene.server.stanzas.next(WAIT);
    assertThat(stanza.getAttribute("type")).isEqualTo("chat");
    assertThat(stanza.getAttribute("to")).isEqualTo(juliet);
    assertThat(stanza.getAttribute("from")).startsWith("romeo@example.net");
    assertThat(child(stanza, "thread")).isEqualTo(call.callId());
    assertThat(child(stanza, "body")).isEqualTo("I take thee at thy word ...");

    var other = "29377446-0CBB-4296-8958-590D79094C5" + people;
    scene.say(
        juliet + "/balcony",
        "romeo@example.net",
        "chat",
        "r1",
        "<thread>" + other + "</thread><body>What man art thou ...?</body>");
    var reply = line.texts.next(WAIT);
    assertThat(reply.text()).isEqualTo("What man art thou ...?");
    assertThat(reply.last().header("Byte-Range")).contains("1-22/22");
    assertThat(reply.last().header("To-Path")).contains(call.ownPath().get(0));
    assertThat(romeo.invites.poll(SILENCE)).isEmpty();

    line.send("By a name");
    assertThat(child(scene.server.stanzas.next(WAIT), "thread")).isEqualTo(other);
    assertThat(call.bye().status()).isEqualTo(200);
  }

  /** All of it may be on the way before the gateway knows whose connection this is. */
  @Test
  @Requirement({"CHAT-23"})
  void theFirstTextMayBeAsLongAsTextsMayBe() throws Exception {
    var call = invite();
    var most = Integer.parseInt(call.peerSdp().attribute("max-size").orElse(""));
    // Within max-size, the envelope of the stanza included.
    var text = "x".repeat(most - 100);
    var line = call.connect();

    line.send(text.getBytes(StandardCharsets.UTF_8), "text/plain", 2048, List.of());

    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo(text);
    call.bye();
  }

  @Test
  @Requirement({"CHAT-26"})
  void aByeIsAnsweredAndEndsTheSession() throws Exception {
    var call = invite();
    var line = call.connect();
    line.send("first");
    scene.server.stanzas.next(WAIT);

    var via = "SIP/2.0/UDP 127.0.0.1:" + romeo.port() + ";branch=z9hG4bKend" + people;
    var bye = call.byeText(via);
    var answer = romeo.transact("BYE", bye, WAIT);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.all("Via")).singleElement().asString().startsWith(via);
    for (var name : List.of("From", "To", "Call-ID", "CSeq")) {
      assertThat(bye).contains("\r\n" + name + ": " + answer.need(name) + "\r\n");
    }
    assertThat(line.response(line.send("too late"), WAIT).status()).isEqualTo(481);
  }

  @Test
  @Requirement({"RCPT-05", "RCPT-06", "RCPT-09"})
  void aReceiptBecomesOneReport() throws Exception {
    var call = invite();
    var line = call.connect();
    var octets = "I take thee at thy word ...".getBytes(StandardCharsets.UTF_8);
    line.chunk(
        "4564dpWd", octets, 0, octets.length, "text/plain", '$', List.of("Success-Report: yes"));
    var stanza = scene.server.stanzas.next(WAIT);
    assertThat(has(stanza, RECEIPTS, "request")).isTrue();
    assertThat(stanza.getAttribute("id")).isNotEmpty();

    for (var resource : List.of("/balcony", "/garden")) {
      scene.say(
          juliet + resource,
          "romeo@example.net",
          "chat",
          "rc",
          "<received xmlns='" + RECEIPTS + "' id='" + stanza.getAttribute("id") + "'/>");
    }

    var report = line.reports.next(WAIT);
    assertThat(report.header("To-Path")).contains(call.ownPath().get(0));
    assertThat(report.header("From-Path")).contains(call.peerSdp().path().get(0));
    assertThat(report.header("Message-ID")).contains("4564dpWd");
    assertThat(report.header("Byte-Range")).contains("1-27/27");
    assertThat(report.header("Status")).contains("000 200 OK");
    assertThat(report.header("Success-Report")).isEmpty();
    assertThat(report.header("Failure-Report")).isEmpty();
    assertThat(report.header("Content-Type")).isEmpty();
    assertThat(report.body()).isEmpty();
    assertThat(line.reports.poll(SILENCE)).isEmpty();
    call.bye();
  }

  @Test
  @Requirement({"STATE-01", "STATE-02", "STATE-16"})
  void composingIsShownOnceAndEndsWithActive() throws Exception {
    var call = invite();
    var line = call.connect();
    line.send("first");
    scene.server.stanzas.next(WAIT);
    scene.say(
        juliet + "/balcony",
        "romeo@example.net",
        "chat",
        "st",
        "<body>hm</body><active xmlns='" + STATES + "'/>");
    line.texts.next(WAIT);

    for (var i = 0; i < 4; i++) {
      line.composing("active");
    }
    var composing = scene.server.stanzas.next(WAIT);
    assertThat(has(composing, STATES, "composing")).isTrue();
    assertThat(composing.getAttribute("type")).isEqualTo("chat");
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();

    line.composing("idle");
    var active = scene.server.stanzas.next(WAIT);
    assertThat(has(active, STATES, "active")).isTrue();
    assertThat(active.getElementsByTagNameNS("*", "body").getLength()).isZero();
    scene.hangUp(call);
  }

  @Test
  @Requirement({"SIZE-14"})
  void aTextAboveTheLimitIsRefusedAtItsFirstChunk() throws Exception {
    var call = invite();
    var line = call.connect();

    var id = line.chunk("tooLarge01", new byte[200_000], 0, 2048, "text/plain", '+', List.of());

    assertThat(line.response(id, WAIT).status()).isEqualTo(413);
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
    call.bye();
  }

  @Test
  @Requirement({"MSRP-77"})
  void tenChunksAreOneStanza() throws Exception {
    var call = invite();
    var line = call.connect();
    var text = "0123456789".repeat(2048);

    line.send(text.getBytes(StandardCharsets.UTF_8), "text/plain", 2048, List.of());

    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo(text);
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
    call.bye();
  }
}
