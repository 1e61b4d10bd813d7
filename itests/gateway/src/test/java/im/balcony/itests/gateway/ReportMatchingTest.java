package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
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
import org.w3c.dom.Element;

/** Which message a receipt or a report is about, and whose word counts (XEP-0184 §8). */
class ReportMatchingTest {

  private static final String RECEIPTS = "urn:xmpp:receipts";
  private static final String REQUEST = "<request xmlns='" + RECEIPTS + "'/>";

  private static Scene scene;
  private static Phone romeo;
  private static int people;
  private static int said;

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

  private void say(String id, String children) throws Exception {
    scene.say(juliet + "/balcony", "romeo@example.net", "chat", id, children);
  }

  /** A session that Juliet started with one text to {@code to}. */
  private MsrpLine session(String to) throws Exception {
    scene.say(juliet + "/balcony", to, "chat", "first", "<body>first</body>");
    var line = romeo.invites.next(WAIT).accept(Call.Offer.PLAIN);
    line.reporting = false;
    assertThat(line.texts.next(WAIT).text()).isEqualTo("first");
    return line;
  }

  /** Romeo sends a text with this Message-ID; the id of the stanza that comes of it. */
  private static String hears(MsrpLine line, String messageId, String... headers) throws Exception {
    var octets = messageId.getBytes(StandardCharsets.UTF_8);
    line.chunk(messageId, octets, 0, octets.length, "text/plain", '$', List.of(headers));
    return scene.server.stanzas.next(WAIT).getAttribute("id");
  }

  private static void receipt(String from, String to, String id) throws Exception {
    // A repeated id would be taken for a repeated stanza.
    var receipt = "<received xmlns='" + RECEIPTS + "' id='" + id + "'/>";
    scene.say(from, to, "chat", "receipt-" + ++said, receipt);
  }

  private static String received(Element stanza) {
    var found = stanza.getElementsByTagNameNS(RECEIPTS, "received");
    return found.getLength() == 0 ? "" : ((Element) found.item(0)).getAttribute("id");
  }

  @Test
  @Requirement("RCPT-04")
  void receiptsNameTheirMessagesInAnyOrder() throws Exception {
    var line = session("romeo@example.net");
    for (var i = 0; i < 3; i++) {
      say("r" + i, "<body>text " + i + "</body>" + REQUEST);
    }
    var ids = new String[3];
    for (var i = 0; i < 3; i++) {
      ids[i] = line.texts.next(WAIT).id();
    }
    for (var i : List.of(2, 0, 1)) {
      line.report(ids[i], 6, "000 200 OK");
      assertThat(received(scene.server.stanzas.next(WAIT))).isEqualTo("r" + i);
    }
  }

  @Test
  @Requirement("RCPT-14")
  void noReportIsAnswered() throws Exception {
    var line = session("romeo@example.net");
    say("known", "<body>known</body>" + REQUEST);
    var known = line.texts.next(WAIT).id();
    line.frames.drain();

    for (var status : List.of("000 200 OK", "000 413 Too large", "001 200 Odd")) {
      line.report(known, 5, status);
    }
    line.report(known, 5, "000 200 OK");

    assertThat(received(scene.server.stanzas.next(WAIT))).isEqualTo("known");
    assertThat(line.frames.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement({"RCPT-11", "RCPT-14"})
  void aReportForAnUnknownMessageIsIgnored() throws Exception {
    var line = session("romeo@example.net");
    line.frames.drain();
    line.report("nobodyKnowsThis", 10, "000 200 OK");

    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
    assertThat(line.frames.size()).isZero();
    assertThat(line.isClosed()).isFalse();
    say("after", "<body>after</body>");
    assertThat(line.texts.next(WAIT).text()).isEqualTo("after");
  }

  @Test
  @Requirement("RCPT-07")
  void whoDoesNotAskIsNotReportedTo() throws Exception {
    var line = session("romeo@example.net");
    var silent = hears(line, "silentMsg1");
    var refusing = hears(line, "silentMsg2", "Success-Report: no");

    receipt(juliet + "/balcony", "romeo@example.net", silent);
    receipt(juliet + "/balcony", "romeo@example.net", refusing);

    assertThat(line.reports.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement("RCPT-10")
  void onlyTheRecipientsReceiptInItsSessionCounts() throws Exception {
    var paris = session("paris@example.net");
    var line = session("romeo@example.net");
    var asking = hears(line, "askingMsg1", "Success-Report: yes");

    receipt("eve@example.com/x", "romeo@example.net", asking);
    receipt(juliet + "/balcony", "romeo@example.net", "nobodyKnowsThis");
    receipt(juliet + "/balcony", "paris@example.net", asking);

    assertThat(line.reports.poll(SILENCE)).isEmpty();
    assertThat(paris.reports.size()).isZero();
    assertThat(scene.server.stanzas.size()).isZero();
    receipt(juliet + "/garden", "romeo@example.net", asking);
    assertThat(line.reports.next(WAIT).header("Message-ID")).contains("askingMsg1");
  }
}
