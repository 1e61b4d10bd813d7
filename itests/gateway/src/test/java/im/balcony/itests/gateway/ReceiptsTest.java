package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static im.balcony.testkit.server.ComponentServer.has;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.observe.GatewayObserver;
import im.balcony.api.observe.Trace;
import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.MsrpLine;
import im.balcony.testkit.romeo.Phone;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** Receipts and reports: who asked, who answers, and what is not said (RFC 7573 §7, XEP-0184). */
class ReceiptsTest {

  private static final String STATES = "http://jabber.org/protocol/chatstates";
  private static final String RECEIPTS = "urn:xmpp:receipts";
  private static final String ACTIVE = "<active xmlns='" + STATES + "'/>";
  private static final String REQUEST = "<request xmlns='" + RECEIPTS + "'/>";

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

  @AfterEach
  void empty() {
    romeo.answer = message -> List.of("200 OK");
  }

  /** The tenant's configuration with these changes; new messages follow it. */
  private static void configure(Map<String, String> changes) throws Exception {
    var values = new HashMap<String, String>(changes);
    values.put("sip.next-hop", "sip:127.0.0.1:" + romeo.port() + ";lr");
    scene.tenant("verona", "example.net", values);
    Thread.sleep(300);
  }

  private void say(String type, String id, String children) throws Exception {
    scene.say(juliet + "/balcony", "romeo@example.net", type, id, children);
  }

  private Call call;

  /** A session that Juliet started with one text and a chat state. */
  private MsrpLine session() throws Exception {
    return session("first");
  }

  private MsrpLine session(String id) throws Exception {
    say("chat", id, "<body>first</body>" + ACTIVE);
    call = romeo.invites.next(WAIT);
    var line = call.accept(Call.Offer.PLAIN);
    line.reporting = false;
    assertThat(line.texts.next(WAIT).text()).isEqualTo("first");
    return line;
  }

  /** Romeo sends a text and asks for a report; the stanza that comes of it. */
  private static Element asking(MsrpLine line) throws Exception {
    line.send(
        "asking".getBytes(StandardCharsets.UTF_8),
        "text/plain",
        2048,
        List.of("Success-Report: yes"));
    return scene.server.stanzas.next(WAIT);
  }

  private static String received(Element stanza) {
    var found = stanza.getElementsByTagNameNS(RECEIPTS, "received");
    return found.getLength() == 0 ? "" : ((Element) found.item(0)).getAttribute("id");
  }

  private static String receipt(Element stanza) {
    return "<received xmlns='" + RECEIPTS + "' id='" + stanza.getAttribute("id") + "'/>";
  }

  @Test
  @Requirement(
      value = "RCPT-02",
      partial = "no response is awaited, which takes longer than this test")
  void theTenantSaysWhichFailuresAreAskedFor() throws Exception {
    var line = session();
    line.answer = frame -> frame.header("Content-Type").isPresent() ? 413 : 200;
    say("chat", "c1", "<body>too much</body>");
    var error = scene.server.stanzas.next(WAIT);
    assertThat(error.getAttribute("id")).isEqualTo("c1");
    assertThat(error.getAttribute("type")).isEqualTo("error");
    assertThat(line.frames.drain())
        .filteredOn(f -> f.header("Content-Type").isPresent())
        .isNotEmpty()
        .allMatch(f -> f.header("Failure-Report").orElse("yes").equals("yes"));

    try {
      configure(Map.of("failure-report", "no"));
      line.answer = frame -> 0;
      for (var i = 0; i < 3; i++) {
        say("chat", "n" + i, "<body>text " + i + "</body>");
        var text = line.texts.next(WAIT);
        assertThat(text.text()).isEqualTo("text " + i);
        assertThat(text.last().header("Failure-Report")).contains("no");
      }
      assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
      assertThat(line.isClosed()).isFalse();
    } finally {
      configure(Map.of());
    }
  }

  @Test
  @Requirement("RCPT-01")
  void everyChunkAsksForTheReport() throws Exception {
    var line = session();
    line.frames.drain();
    say("chat", "chunks", "<body>" + "x".repeat(6000) + "</body>" + REQUEST);
    assertThat(line.texts.next(WAIT).chunks()).isEqualTo(3);

    assertThat(line.frames.drain())
        .filteredOn(f -> f.header("Content-Type").isPresent())
        .hasSize(3)
        .allMatch(f -> f.header("Success-Report").filter("yes"::equals).isPresent());
  }

  @Test
  @Requirement("RCPT-12")
  void reportsOnPartsAddUpToOneReceipt() throws Exception {
    var line = session();
    say("chat", "long", "<body>" + "x".repeat(5000) + "</body>" + REQUEST);
    var id = line.texts.next(WAIT).id();

    for (var part : List.of("1-2048/5000", "4097-5000/5000")) {
      line.report(id, part, "000 200 OK");
      assertThat(scene.server.stanzas.poll(SILENCE)).as(part).isEmpty();
    }
    line.report(id, "2049-4096/5000", "000 200 OK");

    assertThat(received(scene.server.stanzas.next(WAIT))).isEqualTo("long");
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement("RCPT-15")
  void noReceiptAsksForAReceipt() throws Exception {
    var line = session();
    var seen = new ArrayList<Element>();
    for (var i = 0; i < 3; i++) {
      say("chat", "a" + i, "<body>text " + i + "</body>" + REQUEST + ACTIVE);
      var text = line.texts.next(WAIT);
      line.report(text.id(), text.body().length, "000 200 OK");
      seen.add(scene.server.stanzas.next(WAIT));
      seen.add(asking(line));
    }

    assertThat(seen).filteredOn(s -> has(s, RECEIPTS, "received")).hasSize(3);
    assertThat(seen).filteredOn(s -> has(s, RECEIPTS, "request")).hasSize(3);
    assertThat(seen).noneMatch(s -> has(s, RECEIPTS, "received") && has(s, RECEIPTS, "request"));
    assertThat(scene.violations.all()).isEmpty();
  }

  @Test
  @Requirement("RCPT-16")
  void receiptsHaveTheTypeOfTheirMessageAndCountWithAny() throws Exception {
    var line = session();
    say("chat", "typed", "<body>typed</body>" + REQUEST);
    var text = line.texts.next(WAIT);
    line.report(text.id(), text.body().length, "000 200 OK");
    var receipt = scene.server.stanzas.next(WAIT);
    assertThat(received(receipt)).isEqualTo("typed");
    assertThat(receipt.getAttribute("type")).isEqualTo("chat");

    for (var type : List.of("normal", "", "headline", "chat")) {
      var stanza = asking(line);
      say(type, "r-" + type, receipt(stanza));
      var report = line.reports.next(WAIT);
      assertThat(report.header("Status")).as(type).contains("000 200 OK");
    }
  }

  @Test
  @Requirement({"RCPT-18", "MSRP-69"})
  void aReceiptAfterTheEndIsDropped() throws Exception {
    var line = session();
    var stanza = asking(line);
    assertThat(call.bye().status()).isEqualTo(200);
    assertThat(has(scene.server.stanzas.next(WAIT), STATES, "gone")).isTrue();
    romeo.received.drain();

    say("chat", "late", receipt(stanza));

    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
    assertThat(line.reports.size()).isZero();
    assertThat(romeo.received.size()).isZero();
  }

  @Test
  @Requirement("RCPT-19")
  void whatIsNeverReportedIsCountedAndNotTold() throws Exception {
    var traces = new ConcurrentLinkedQueue<Trace>();
    scene.framework.register(GatewayObserver.class, traces::add);
    for (var sessions = 1; sessions <= 2; sessions++) {
      var line = session("begin-" + sessions);
      say("chat", "asked-" + sessions, "<body>Hear'st thou?</body>" + REQUEST);
      line.texts.next(WAIT);
      say("chat", "not-asked-" + sessions, "<body>Farewell</body>");
      line.texts.next(WAIT);

      assertThat(call.bye().status()).isEqualTo(200);

      var gone = scene.server.stanzas.next(WAIT);
      assertThat(has(gone, STATES, "gone")).isTrue();
      assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
      assertThat(traces).filteredOn(t -> t.word() == Trace.Word.UNREPORTED).hasSize(sessions);
    }
  }

  @Test
  @Requirement("RCPT-20")
  void aSingleMessageHasNoReceiptByDefault() throws Exception {
    say("normal", "single", "<body>single</body>" + REQUEST);

    assertThat(romeo.messages.next(WAIT).text()).isEqualTo("single");
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement("RCPT-21")
  void roomsHaveNoReceipts() throws Exception {
    var line = session();
    var stanza = asking(line);
    assertThat(stanza.getAttribute("type")).isEqualTo("chat");

    say("groupchat", "room", "<body>x</body>" + REQUEST);
    var bounce = scene.server.stanzas.next(WAIT);
    assertThat(bounce.getAttribute("type")).isEqualTo("error");
    assertThat(received(bounce)).isEmpty();
    say("groupchat", "room2", receipt(stanza));
    scene.server.stanzas.poll(SILENCE).ifPresent(s -> assertThat(received(s)).isEmpty());

    assertThat(line.reports.poll(SILENCE)).isEmpty();
    assertThat(line.texts.size()).isZero();
    assertThat(child(stanza, "body")).isEqualTo("asking");
  }
}
