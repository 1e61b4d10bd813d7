package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.MsrpFrame;
import im.balcony.testkit.romeo.MsrpLine;
import im.balcony.testkit.romeo.Phone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

/** What RFC 4975 asks of a session's ends beyond single frames (§5, §7, §10). */
class MsrpRulesTest {

  private static final String STATES = "http://jabber.org/protocol/chatstates";

  private static Scene scene;
  private static Phone romeo;
  private static int people;
  private static int texts;

  private final String juliet = "juliet" + ++people + "@example.com";
  private final List<Call> open = new ArrayList<>();

  /** Whether the last that Juliet said was what she does. */
  private boolean showsStates;

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
  void part() throws Exception {
    for (var call : open) {
      if (showsStates) {
        scene.hangUp(call);
      } else {
        assertThat(call.bye().status()).isEqualTo(200);
      }
    }
  }

  private String say(String children) throws Exception {
    var id = "r" + ++texts;
    showsStates = children.contains(STATES);
    scene.say(juliet + "/balcony", "romeo@example.net", "chat", id, children);
    return id;
  }

  private void is(String state) throws Exception {
    say("<" + state + " xmlns='" + STATES + "'/>");
  }

  /** A session that Juliet began; whoever ends it other than by Romeo's BYE takes it out. */
  private MsrpLine session() throws Exception {
    say("<body>first</body>");
    var call = romeo.invites.next(WAIT);
    open.add(call);
    var line = call.accept(Call.Offer.PLAIN);
    assertThat(line.texts.next(WAIT).text()).isEqualTo("first");
    return line;
  }

  private void ended() {
    open.remove(0).expectBye(WAIT);
  }

  private static String body() {
    return child(scene.server.stanzas.next(WAIT), "body");
  }

  private static void isError(String id, String condition) {
    var error = scene.server.stanzas.next(WAIT);
    assertThat(error.getAttribute("type")).isEqualTo("error");
    assertThat(error.getAttribute("id")).isEqualTo(id);
    assertThat(error.getElementsByTagNameNS("*", condition).getLength()).isOne();
  }

  private static boolean isComposing(MsrpFrame frame) {
    return frame.header("Content-Type").orElse("").contains("iscomposing");
  }

  /** The server keeps all stanzas until the answers are there: nobody waits for them. */
  @Test
  @Requirement("MSRP-45")
  void eachSendIsAnsweredAtOnce() throws Exception {
    var line = session();
    scene.server.busy = new CountDownLatch(1);
    var waits = new ArrayList<Duration>();
    try {
      for (var headers : List.of(List.<String>of(), List.of("Failure-Report: yes"))) {
        for (var i = 0; i < 4; i++) {
          var begun = System.nanoTime();
          var id = line.send("at once".getBytes(UTF_8), "text/plain", 2048, headers);
          assertThat(line.response(id, WAIT).status()).isEqualTo(200);
          waits.add(Duration.ofNanos(System.nanoTime() - begun));
        }
      }
      assertThat(scene.server.stanzas.size()).isZero();
    } finally {
      scene.server.busy.countDown();
    }
    for (var ignored : waits) {
      assertThat(body()).isEqualTo("at once");
    }
    // Where the machine has other things to do, some take longer.
    Collections.sort(waits);
    assertThat(waits.get(waits.size() / 2)).isLessThan(Duration.ofMillis(100));
  }

  @Test
  @Requirement("MSRP-52")
  void aTypeThatIsNotTakenIsNotSentAgain() throws Exception {
    var line = session();
    line.answer = frame -> isComposing(frame) ? 415 : 200;
    is("composing");
    say("<body>one</body>");
    assertThat(line.texts.next(WAIT).text()).isEqualTo("one");
    // What came before this on the connection was read before it.
    line.send("in words, please");
    assertThat(body()).isEqualTo("in words, please");
    assertThat(line.frames.drain()).anyMatch(MsrpRulesTest::isComposing);

    for (var i = 0; i < 3; i++) {
      is("paused");
      is("composing");
      say("<body>text " + i + "</body>");
      assertThat(line.texts.next(WAIT).text()).isEqualTo("text " + i);
    }
    assertThat(line.frames.drain()).noneMatch(MsrpRulesTest::isComposing);

    line.answer = frame -> 415;
    isError(say("<body>not in words</body>"), "not-acceptable");
    ended();
  }

  @Test
  @Requirement("MSRP-58")
  void whatIsReportedOfOneMessageEndsNoSession() throws Exception {
    var line = session();
    var id = say("<body>too long</body>");
    var text = line.texts.next(WAIT);
    line.report(text.id(), text.body().length, "000 413 No");
    isError(id, "policy-violation");

    say("<body>and on</body>");
    assertThat(line.texts.next(WAIT).text()).isEqualTo("and on");
  }

  /** Also of one that is not the last, as long as it is one of the last eight. */
  @ParameterizedTest
  @ValueSource(strings = {"000 413 Too much", "000 415 Not that"})
  @Requirement({"MSRP-52", "MSRP-58"})
  void whatIsReportedOfADocumentEndsDocuments(String status) throws Exception {
    var line = session();
    is("composing");
    line.composing.next(WAIT);
    is("paused");
    line.composing.next(WAIT);
    var first = line.frames.drain().stream().filter(MsrpRulesTest::isComposing).findFirst();
    line.report(first.orElseThrow().header("Message-ID").orElseThrow(), "1-1/*", status);
    line.send("in words, please");
    assertThat(body()).isEqualTo("in words, please");

    for (var i = 0; i < 2; i++) {
      is("composing");
      say("<body>text " + i + "</body>");
      assertThat(line.texts.next(WAIT).text()).isEqualTo("text " + i);
    }
    assertThat(line.frames.drain()).noneMatch(MsrpRulesTest::isComposing);
    is("paused");
  }

  /** A range that did not arrive: the session is given up, and the text goes again by its id. */
  @Test
  @Requirement("MSRP-58")
  void whatDidNotArriveEndsTheSession() throws Exception {
    var line = session();
    line.answer = frame -> 0;
    say("<body>lost</body>");
    var lost = line.texts.next(WAIT);
    line.report(lost.id(), lost.body().length, "000 481 No");
    ended();

    var call = romeo.invites.next(WAIT);
    open.add(call);
    var again = call.accept(Call.Offer.PLAIN).texts.next(WAIT);
    assertThat(again.text()).isEqualTo("lost");
    assertThat(again.id()).isEqualTo(lost.id());
  }

  @Test
  @Requirement("MSRP-61")
  void anIdThatCameBeforeIsAnsweredAndNotShown() throws Exception {
    var line = session();
    var octets = "once".getBytes(UTF_8);
    var reporting = List.of("Success-Report: yes");
    var first = line.chunk("known0001", octets, 0, 4, "text/plain", '$', reporting);
    assertThat(line.response(first, WAIT).status()).isEqualTo(200);
    var stanza = scene.server.stanzas.next(WAIT);
    assertThat(child(stanza, "body")).isEqualTo("once");
    receipt(stanza);
    assertThat(line.reports.next(WAIT).header("Message-ID")).contains("known0001");

    var again = line.chunk("known0001", octets, 0, 4, "text/plain", '$', reporting);

    assertThat(line.response(again, WAIT).status()).isEqualTo(200);
    line.send("another");
    assertThat(body()).isEqualTo("another");
  }

  private void receipt(Element stanza) throws Exception {
    say("<received xmlns='urn:xmpp:receipts' id='" + stanza.getAttribute("id") + "'/>");
  }

  @Test
  @Requirement("MSRP-64")
  void octetsAreSentAsTheyAreAndReadAsTheyAreMarked() throws Exception {
    var line = session();
    line.frames.drain();
    say("<body>Wherefore “thou”?</body>");
    assertThat(line.texts.next(WAIT).text()).isEqualTo("Wherefore “thou”?");
    is("composing");
    line.composing.next(WAIT);
    assertThat(line.frames.drain())
        .isNotEmpty()
        .allMatch(frame -> frame.header("Content-Transfer-Encoding").isEmpty());

    var encoded = Base64.getEncoder().encodeToString("Neither, fair maid".getBytes(UTF_8));
    sends(
        line,
        "multipart/mixed;boundary=b",
        "--b\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + encoded
            + "\r\n--b--\r\n");
    assertThat(body()).isEqualTo("Neither, fair maid");
  }

  @Test
  @Requirement("MSRP-65")
  void whatIsNotForTheReaderIsAnsweredAndReportedAndNotShown() throws Exception {
    var line = session();
    for (var disposition : List.of("notification", "icon;handling=optional", "Alert")) {
      var headers = List.of("Content-Disposition: " + disposition, "Success-Report: yes");
      var id = line.send("not to be read".getBytes(UTF_8), "text/plain", 8, headers);
      assertThat(line.response(id, WAIT).status()).isEqualTo(200);
      assertThat(line.reports.next(WAIT).header("Status")).get().asString().startsWith("000 200");
    }
    var other = "--b\r\nContent-Disposition: notification\r\n\r\nnot this\r\n";
    sends(line, "multipart/mixed;boundary=b", other + "--b\r\n\r\nthis\r\n--b--\r\n");
    assertThat(body()).isEqualTo("this");

    for (var disposition : List.of("render", "inline", "attachment;filename=a.txt", "x-new")) {
      var headers = List.of("Content-Disposition: " + disposition);
      line.send(disposition.getBytes(UTF_8), "text/plain", 2048, headers);
      assertThat(body()).isEqualTo(disposition);
    }
  }

  private static void sends(MsrpLine line, String type, String body) throws Exception {
    var id = line.send(body.getBytes(UTF_8), type, Integer.MAX_VALUE, List.of());
    assertThat(line.response(id, WAIT).status()).isEqualTo(200);
  }
}
