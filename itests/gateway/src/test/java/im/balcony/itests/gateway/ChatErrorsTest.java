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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the SIP user hears in his session when a text of his fails (RFC 4975 §7.1.4). */
class ChatErrorsTest {

  private static final String ERRORS = "urn:ietf:params:xml:ns:xmpp-stanzas";

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

  /** One text of Romeo's with these headers; the id of the stanza that it became. */
  private static String said(MsrpLine line, String messageId, String... headers) throws Exception {
    var text = "anybody there?".getBytes(StandardCharsets.UTF_8);
    line.chunk(messageId, text, 0, text.length, "text/plain", '$', List.of(headers));
    var stanza = scene.server.stanzas.next(WAIT);
    assertThat(child(stanza, "body")).isEqualTo("anybody there?");
    return stanza.getAttribute("id");
  }

  private void fails(String id, String type, String condition) throws Exception {
    scene.say(
        juliet,
        "romeo@example.net",
        "error",
        id,
        "<error type='" + type + "'><" + condition + " xmlns='" + ERRORS + "'/></error>");
  }

  private static void assertStays(Call call, MsrpLine line) throws Exception {
    assertThat(call.requests.poll(SILENCE)).isEmpty();
    line.send("still here");
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("still here");
    assertThat(call.bye().status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Failure-Report: yes", "Failure-Report: partial"})
  @Requirement({"CHAT-41"})
  void anErrorBecomesAReportOfTheMessage(String header) throws Exception {
    var call = invite();
    var line = call.connect();
    var id = header.isEmpty() ? said(line, "unreachable1") : said(line, "unreachable1", header);

    fails(id, "cancel", "service-unavailable");

    var report = line.reports.next(WAIT);
    assertThat(report.header("Status").orElse("")).startsWith("000 403");
    assertThat(report.header("Message-ID")).contains("unreachable1");
    assertThat(report.header("To-Path")).contains(call.ownPath().get(0));
    assertThat(report.header("From-Path")).contains(call.peerSdp().path().get(0));
    assertThat(line.reports.poll(SILENCE)).isEmpty();
    assertStays(call, line);
  }

  @Test
  @Requirement({"CHAT-41", "MSRP-46"})
  void whoWantsNoFailureReportHearsNothing() throws Exception {
    var no = "Failure-Report: no";
    var call = invite();
    var line = call.connect();
    line.response(line.bind(), WAIT);
    line.frames.drain();

    fails(said(line, "silent000001", no), "cancel", "service-unavailable");
    // What 415, 413 and, once the session is over, 481 would answer.
    line.send(new byte[] {1}, "image/png", 2048, List.of(no));
    line.chunk("silent000002", new byte[200_000], 0, 2048, "text/plain", '+', List.of(no));
    assertThat(line.frames.poll(SILENCE)).isEmpty();
    assertThat(call.bye().status()).isEqualTo(200);
    line.send(new byte[] {'x'}, "text/plain", 2048, List.of(no));

    assertThat(line.frames.poll(SILENCE)).isEmpty();
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"cancel, item-not-found", "cancel, gone", "auth, forbidden"})
  @Requirement({"CHAT-42"})
  void aPermanentErrorEndsTheSession(String type, String condition) throws Exception {
    var call = invite();
    var line = call.connect();

    fails(said(line, "permanent001"), type, condition);

    assertThat(line.reports.next(WAIT).header("Status").orElse("")).startsWith("000 403");
    call.expectBye(WAIT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"resource-constraint", "recipient-unavailable", "remote-server-timeout"})
  @Requirement({"CHAT-42"})
  void anErrorThatMayPassDoesNotEndTheSession(String condition) throws Exception {
    var call = invite();
    var line = call.connect();

    fails(said(line, "waiting00001"), "wait", condition);

    assertThat(line.reports.next(WAIT).header("Message-ID")).contains("waiting00001");
    assertStays(call, line);
  }

  /**
   * That the chunk under way is cut short shows where the octets are slow: in the protocol's test.
   */
  @Test
  @Requirement({"MSRP-51"})
  void aTextRefusedMidwayIsTheSendersError() throws Exception {
    scene.say(juliet + "/x", "romeo@example.net", "chat", "t1", "<body>first</body>");
    var call = romeo.invites.next(WAIT);
    var line = call.accept(Call.Offer.PLAIN);
    line.texts.next(WAIT);
    line.answer = frame -> frame.header("Byte-Range").orElse("").startsWith("2049-") ? 413 : 200;

    var text = "x".repeat(10 * 2048);
    scene.say(juliet + "/x", "romeo@example.net", "chat", "t2", "<body>" + text + "</body>");

    var error = scene.server.stanzas.next(WAIT);
    assertThat(error.getAttribute("type")).isEqualTo("error");
    assertThat(error.getAttribute("id")).isEqualTo("t2");
    assertThat(error.getElementsByTagNameNS(ERRORS, "policy-violation").getLength()).isOne();
    line.frames.drain();
    assertThat(line.frames.poll(SILENCE)).as("nothing of it after the refusal").isEmpty();
    assertThat(scene.server.stanzas.poll(SILENCE)).as("one error").isEmpty();
    assertStays(call, line);
  }
}
