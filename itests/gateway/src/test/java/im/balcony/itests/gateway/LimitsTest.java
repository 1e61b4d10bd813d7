package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.MsrpLine;
import im.balcony.testkit.romeo.Phone;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is just within a limit is served, and one more is refused, with all else going on. */
@Requirement("SEC-29")
class LimitsTest {

  private static final String TYPE = "Content-Type: text/plain";

  /** Fields of a MESSAGE of Romeo's: Via to CSeq, Content-Type, Content-Length. */
  private static final int USUAL_FIELDS = 8;

  private static final int FIELDS = 256;
  private static final int FIELD = 16_384;

  /** Beside the end behind the last of them. */
  private static final int SDP_LINES = 999;

  private static final int DEPTH = 63;

  private static Scene scene;
  private static Phone romeo;
  private static int people;

  private final String juliet = "juliet" + ++people + "@example.com";

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
    romeo =
        scene.nextHop(
            "romeo", Map.of("sessions.max", "2", "partial.messages", "2", "outbox.messages", "2"));
  }

  @AfterAll
  static void close() throws Exception {
    romeo.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  private Call invite(String to) throws Exception {
    return romeo.invite("sip:" + to, Call.Offer.PLAIN);
  }

  private int page(List<String> more) throws Exception {
    var lines = new ArrayList<>(more);
    lines.add(TYPE);
    var status = romeo.message("sip:" + juliet, "Soft!", lines).status();
    if (status == 202) {
      assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("Soft!");
    }
    return status;
  }

  @Test
  void sessions() throws Exception {
    var first = invite(juliet);
    var second = invite("nurse@example.com");
    var third = invite("tybalt@example.com");
    assertThat(List.of(first, second, third))
        .extracting(call -> call.response().status())
        .containsExactly(200, 200, 503);
    first.bye();
    assertThat(invite("tybalt@example.com").response().status()).isEqualTo(200);
    second.bye();
    romeo.ignoringInCalls("the end of what nobody joined", r -> r.method().equals("BYE"));
  }

  private static void part(MsrpLine line, String name) throws Exception {
    var octets = "x".repeat(100).getBytes(UTF_8);
    var chunk = line.chunk(name, octets, 0, 50, "text/plain", '+', List.of());
    assertThat(line.response(chunk, WAIT).status()).isEqualTo(200);
  }

  @Test
  void partialMessages() throws Exception {
    var call = invite(juliet);
    var line = call.connect();
    part(line, "one");
    part(line, "two");
    assertThat(line.reports.poll(SILENCE)).isEmpty();
    part(line, "three");
    var report = line.reports.next(WAIT);
    assertThat(report.header("Message-ID")).contains("one");
    assertThat(report.header("Status").orElse("")).startsWith("000 413");
    line.send("whole");
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("whole");
    call.bye();
  }

  private void say(String id) throws Exception {
    scene.say(juliet + "/x", "romeo@example.net", "chat", juliet + id, "<body>" + id + "</body>");
  }

  @Test
  void queues() throws Exception {
    say("one");
    var call = romeo.invites.next(WAIT);
    say("two");
    say("three");
    var error = scene.server.stanzas.next(WAIT);
    assertThat(error.getAttribute("id")).isEqualTo(juliet + "three");
    assertThat(error.getElementsByTagNameNS("*", "resource-constraint").getLength()).isEqualTo(1);
    var line = call.accept(Call.Offer.PLAIN);
    assertThat(line.texts.next(WAIT).text()).isEqualTo("one");
    assertThat(line.texts.next(WAIT).text()).isEqualTo("two");
    call.bye();
  }

  @Test
  void sizesOfHeaderFields() throws Exception {
    assertThat(page(List.of("X: " + "x".repeat(FIELD - 3)))).isEqualTo(202);
    assertThat(page(List.of("X: " + "x".repeat(FIELD - 2)))).isEqualTo(400);
  }

  @Test
  void numbersOfHeaderFields() throws Exception {
    assertThat(page(Collections.nCopies(FIELDS - USUAL_FIELDS, "X: y"))).isEqualTo(202);
    assertThat(page(Collections.nCopies(FIELDS - USUAL_FIELDS + 1, "X: y"))).isEqualTo(400);
  }

  private static String lines(String sdp, int count) {
    var there = sdp.split("\r\n").length;
    return sdp + "a=x\r\n".repeat(count - there);
  }

  @Test
  void sizesOfDescriptions() throws Exception {
    var to = "sip:" + juliet;
    var fits = romeo.invite(to, Call.Offer.PLAIN, sdp -> lines(sdp, SDP_LINES));
    assertThat(fits.response().status()).isEqualTo(200);
    fits.connect().send("Soft!");
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("Soft!");
    fits.bye();
    var more = romeo.invite(to, Call.Offer.PLAIN, sdp -> lines(sdp, SDP_LINES + 1));
    assertThat(more.response().status()).isEqualTo(400);
  }

  private void nested(int depth) throws Exception {
    var inside = depth - 1;
    var children = "<body>deep</body>" + "<a>".repeat(inside) + "</a>".repeat(inside);
    scene.say(juliet + "/x", "romeo@example.net", "normal", juliet + depth, children);
  }

  /** The stanza itself is the first level. */
  @Test
  void depthsOfStanzas() throws Exception {
    nested(DEPTH);
    assertThat(romeo.messages.next(WAIT).text()).isEqualTo("deep");
    nested(DEPTH + 1);
    assertThat(scene.server.stanzas.next(WAIT).getAttribute("type")).isEqualTo("error");
    assertThat(romeo.messages.poll(SILENCE)).isEmpty();
    scene.say(juliet + "/x", "romeo@example.net", "normal", juliet + "b", "<body>on</body>");
    assertThat(romeo.messages.next(WAIT).text()).isEqualTo("on");
  }
}
