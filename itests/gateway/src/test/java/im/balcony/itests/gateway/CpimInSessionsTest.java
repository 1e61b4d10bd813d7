package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static im.balcony.testkit.server.ComponentServer.has;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.MsrpLine;
import im.balcony.testkit.romeo.Phone;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** Texts in message/cpim, ours and his, where his phone prefers it (RFC 3862, RFC 4975 §13). */
class CpimInSessionsTest {

  private static final String CPIM = "message/cpim";
  private static final String FROM = "From: <sip:romeo@example.net>\r\n";
  private static final String DELAY = "urn:xmpp:delay";

  private static Scene scene;
  private static Phone romeo;
  private static int people;
  private static int texts;

  private final String juliet = "juliet" + ++people + "@example.com";
  private Call call;
  private MsrpLine line;

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
  void meet() throws Exception {
    call = romeo.invite("sip:" + juliet, new Call.Offer(CPIM + " text/plain", 0, "", true));
    line = call.connect();
    assertThat(line.response(line.bind(), WAIT).status()).isEqualTo(200);
  }

  @AfterEach
  void part() throws Exception {
    assertThat(call.bye().status()).isEqualTo(200);
  }

  private MsrpLine.Message said(String children) throws Exception {
    var id = "w" + ++texts;
    scene.say(juliet + "/balcony", "romeo@example.net", "chat", id, children);
    var message = line.texts.next(WAIT);
    assertThat(message.contentType()).startsWith(CPIM);
    return message;
  }

  private int status(String object) throws Exception {
    var id = line.send(object.getBytes(UTF_8), CPIM, Integer.MAX_VALUE, List.of());
    return line.response(id, WAIT).status();
  }

  private Element heard(String headers, String content) throws Exception {
    assertThat(status(headers + "\r\n" + content)).isEqualTo(200);
    return scene.server.stanzas.next(WAIT);
  }

  private static String text(String text) {
    return "Content-Type: text/plain\r\n\r\n" + text;
  }

  /** The header lines before the first empty line, and those of the content before the second. */
  @Test
  @Requirement({"CPIM-02", "CPIM-05"})
  void oursIsLaidOutAsTheStandardShows() throws Exception {
    var object = said("<body>Here is the text</body>").text();

    assertThat(object.replace("\r\n", "")).doesNotContain("\r", "\n");
    var parts = object.split("\r\n\r\n", -1);
    assertThat(parts).hasSize(3);
    assertThat(parts[0].split("\r\n"))
        .hasSize(3)
        .anyMatch(header -> header.matches("From: .*<sip:" + juliet + "[^>]*>"))
        .anyMatch(header -> header.matches("To: .*<sip:romeo@example\\.net[^>]*>"))
        .anyMatch(
            header -> header.matches("DateTime: \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\S*"));
    assertThat(parts[1]).matches("Content-Type: text/plain(; ?charset=utf-8)?");
    assertThat(parts[2]).isEqualTo("Here is the text");
  }

  @Test
  @Requirement("CPIM-06")
  void headerLinesAreWrittenAndReadToTheLetter() throws Exception {
    var head = said("<body>x</body>").text().split("\r\n\r\n", 2)[0];
    assertThat(head.split("\r\n"))
        .allMatch(header -> header.matches("[A-Z][A-Za-z]+: \\S(.*\\S)?"));

    var old = "1999-01-01T00:00:00Z";
    assertThat(has(heard("DateTime: " + old + "\r\n", text("known")), DELAY, "delay")).isTrue();
    assertThat(has(heard("datetime: " + old + "\r\n", text("unknown")), DELAY, "delay")).isFalse();
    assertThat(status("Require: from\r\nfrom: <sip:x@example.net>\r\n\r\n" + text("x")))
        .isEqualTo(415);
  }

  @Test
  @Requirement("CPIM-12")
  void whatIsWrappedIsCutAsAWhole() throws Exception {
    var text = "0123456789".repeat(500);
    var message = said("<body>" + text + "</body>");

    assertThat(message.text()).startsWith("From: ").endsWith("\r\n\r\n" + text);
    assertThat(message.chunks()).isGreaterThan(1);
    var sends =
        line.frames.drain().stream()
            .filter(frame -> frame.header("Message-ID").equals(java.util.Optional.of(message.id())))
            .toList();
    assertThat(sends).hasSize(message.chunks());
    for (var send : sends) {
      assertThat(send.header("Content-Type").orElse("")).startsWith(CPIM);
      assertThat(send.header("Byte-Range").orElse("")).endsWith("/" + message.body().length);
      assertThat(send.text().startsWith("From: ")).isEqualTo(send == sends.get(0));
    }
  }

  @Test
  @Requirement("CPIM-13")
  void addressesAreMappedAndNamesAreCarried() throws Exception {
    var nick = "<nick xmlns='http://jabber.org/protocol/nick'>Juliet C.</nick>";
    var head = said("<body>x</body>" + nick).text().split("\r\n\r\n", 2)[0];
    assertThat(head).containsPattern("From: \"?Juliet C\\.\"? <sip:" + juliet);

    scene.say(
        "o\\27malley" + people + "@example.com/x",
        "romeo@example.net",
        "chat",
        "m" + people,
        "<body>x</body>");
    var other = romeo.invites.next(WAIT);
    other.answer(
        other.sdp("passive").replaceFirst("a=accept-types:", "a=accept-types:message/cpim "), "");
    var wrapped = other.acceptConnection().texts.next(WAIT).text();
    assertThat(wrapped).contains("<sip:o'malley" + people + "@example.com");
    other.bye();
  }

  /** What has no effect is said to have none. */
  @Test
  @Requirement("CPIM-04")
  void eachKnownHeaderHasItsEffect() throws Exception {
    var known =
        FROM
            + "To: <sip:other@example.com>\r\ncc: <sip:nurse@example.com>\r\n"
            + "DateTime: 1999-01-01T00:00:00Z\r\nSubject: Hi\r\nNS: x <urn:x>\r\nx.Odd: 1\r\n"
            + "Require: From, To, cc, DateTime, Subject, NS\r\n";
    var stanza = heard(known, text("known"));
    assertThat(stanza.getAttribute("to")).startsWith(juliet);
    assertThat(child(stanza, "body")).isEqualTo("known");
    assertThat(has(stanza, DELAY, "delay")).isTrue();
    assertThat(status("NS: x <urn:x>\r\nRequire: x.Odd\r\nx.Odd: 1\r\n\r\n" + text("x")))
        .isEqualTo(415);

    var octets = (known + "\r\n" + text("in a page")).getBytes(UTF_8);
    assertThat(romeo.draft("sip:" + juliet).body(CPIM, octets).send().status()).isEqualTo(202);
    assertThat(child(scene.server.stanzas.next(WAIT), "subject")).isEqualTo("Hi");
    assertThat(Files.readString(Path.of("../../docs/operators-guide.md")))
        .contains("`From`, `To` and `cc` change nothing");
  }

  /** What the wrapper says of who writes is no more than a word of his. */
  @Test
  @Requirement("CPIM-14")
  void whoWritesIsWhoSignalled() throws Exception {
    var stanza =
        heard(
            "From: Tybalt <sip:tybalt@example.net>\r\nTo: <sip:nurse@example.com>\r\n", text("x"));
    assertThat(stanza.getAttribute("from")).startsWith("romeo@example.net");
    assertThat(stanza.getAttribute("to")).startsWith(juliet);
  }

  @Test
  @Requirement({"CPIM-15", "XMPP-37"})
  void timesAreKeptBothWays() throws Exception {
    var then = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(1, ChronoUnit.HOURS);
    var local = then.toString().replaceFirst("Z$", "-00:00");
    var stanza = heard("DateTime: " + local + "\r\n", text("an hour ago"));
    var stamp =
        ((Element) stanza.getElementsByTagNameNS(DELAY, "delay").item(0)).getAttribute("stamp");
    assertThat(stamp).endsWith("Z");
    assertThat(Instant.parse(stamp)).isEqualTo(then);

    var delay = "<delay xmlns='" + DELAY + "' stamp='2002-09-10T23:08:25Z'/>";
    assertThat(said("<body>long ago</body>" + delay).text())
        .containsPattern("DateTime: 2002-09-10T23:08:25(Z|\\+00:00)\r\n");
    scene.say(juliet + "/x", "romeo@example.net", "normal", "d" + people, "<body>x</body>" + delay);
    assertThat(romeo.messages.next(WAIT).need("Date")).isEqualTo("Tue, 10 Sep 2002 23:08:25 GMT");
  }

  @Test
  @Requirement("CPIM-16")
  void innerTypesAreAsOuterOnes() throws Exception {
    assertThat(child(heard(FROM, "Content-Type: text/plain;charset=utf-8\r\n\r\nů"), "body"))
        .isEqualTo("ů");
    var several =
        "Content-Type: multipart/mixed;boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n"
            + "inner\r\n--b--\r\n";
    assertThat(child(heard(FROM, several), "body")).isEqualTo("inner");
    assertThat(status(FROM + "\r\nContent-Type: image/png\r\n\r\nx")).isEqualTo(415);
  }

  @Test
  @Requirement("CPIM-17")
  void wrappersInWrappersAreOpenedToADepth() throws Exception {
    assertThat(child(heard(FROM, nested(1)), "body")).isEqualTo("within");
    assertThat(status(FROM + "\r\n" + nested(49))).isEqualTo(400);
    assertThat(child(heard(FROM, text("still here")), "body")).isEqualTo("still here");
  }

  private static String nested(int depth) {
    return ("Content-Type: " + CPIM + "\r\n\r\nSubject: x\r\n\r\n").repeat(depth) + text("within");
  }

  private Element asks(String id, List<String> reports) throws Exception {
    var object =
        FROM
            + "NS: imdn <urn:ietf:params:imdn>\r\nimdn.Message-ID: "
            + id
            + "\r\nimdn.Disposition-Notification: positive-delivery, negative-delivery, display"
            + "\r\n\r\nContent-Type: text/plain\r\n\r\nNeither";
    line.send(object.getBytes(UTF_8), CPIM, Integer.MAX_VALUE, reports);
    return scene.server.stanzas.next(WAIT);
  }

  private void says(Element about, String type, String element) throws Exception {
    scene.say(
        juliet + "/balcony",
        "romeo@example.net",
        type,
        type.isEmpty() ? "n" + ++texts : about.getAttribute("id"),
        element.replace("ID", about.getAttribute("id")));
  }

  private static void notified(String id, String status) {
    var notice = romeo.messages.next(WAIT);
    assertThat(notice.need("Content-Type")).isEqualTo(CPIM);
    assertThat(notice.text())
        .contains("Content-Type: message/imdn+xml\r\n")
        .contains("<message-id>" + id + "</message-id>")
        .contains("<status><" + status + "/></status>");
  }

  @Test
  @Requirement("IMDN-27")
  void notificationsThatHeAsksForComeAsForSingleMessages() throws Exception {
    var received = "<received xmlns='urn:xmpp:receipts' id='ID'/>";
    var displayed = "<displayed xmlns='urn:xmpp:chat-markers:0' id='ID'/>";
    var error =
        "<error type='wait'><resource-constraint"
            + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";

    var stanza = asks("n1", List.of());
    assertThat(has(stanza, "urn:xmpp:receipts", "request")).isTrue();
    assertThat(has(stanza, "urn:xmpp:chat-markers:0", "markable")).isTrue();
    says(stanza, "", received);
    notified("n1", "delivered");
    says(stanza, "", displayed);
    notified("n1", "displayed");
    says(asks("n2", List.of("Failure-Report: no")), "error", error);
    notified("n2", "failed");

    var reported = asks("n3", List.of("Success-Report: yes"));
    says(reported, "", received);
    assertThat(line.reports.next(WAIT).header("Status").orElse("")).startsWith("000 200");
    says(reported, "", displayed);
    notified("n3", "displayed");
    assertThat(line.reports.size()).isZero();
  }
}
