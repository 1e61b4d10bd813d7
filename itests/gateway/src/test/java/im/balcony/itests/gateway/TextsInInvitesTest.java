package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.romeo.Phone.Content;
import im.balcony.testkit.romeo.SipFrame;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Session descriptions among other parts (RFC 3261 §7.4.1, §8.2.3, §20.11): none is lost. */
class TextsInInvitesTest {

  private static final String MIXED = "multipart/mixed;boundary=b";
  private static final String TEXT = "Content-Type: text/plain\r\n\r\nGood morrow";
  private static final String CPIM =
      "Content-Type: message/cpim\r\n\r\nFrom: <sip:romeo@example.net>\r\nTo: <sip:x@example.com>"
          + "\r\n\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nGood morrow";
  private static final String PICTURE = "Content-Type: image/png\r\n\r\n\u0001";
  private static final String COMPOSING =
      "Content-Type: application/im-iscomposing+xml\r\n\r\n"
          + "<isComposing xmlns=\"urn:ietf:params:xml:ns:im-iscomposing\"><state>active</state>"
          + "</isComposing>";
  private static final String IMDN =
      "Content-Type: message/imdn+xml\r\n\r\n<imdn xmlns=\"urn:ietf:params:xml:ns:imdn\"/>";

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
    romeo.packing = sdp -> new Content("application/sdp", sdp);
  }

  private static String parts(String boundary, String... parts) {
    return "--"
        + boundary
        + "\r\n"
        + String.join("\r\n--" + boundary + "\r\n", parts)
        + "\r\n--"
        + boundary
        + "--\r\n";
  }

  private static String sdp(String description) {
    return "Content-Type: application/sdp\r\nContent-Length: 1\r\n\r\n" + description;
  }

  private static Content mixed(String... parts) {
    return new Content(MIXED, parts("b", parts));
  }

  private static String disposed(String part, String disposition) {
    return "Content-Disposition: " + disposition + "\r\n" + part;
  }

  private Call invite(Function<String, Content> packing) throws Exception {
    romeo.packing = packing;
    var call = romeo.invite("sip:" + juliet, Call.Offer.PLAIN);
    romeo.packing = sdp -> new Content("application/sdp", sdp);
    return call;
  }

  private static Arguments way(String name, Function<String, Content> packing) {
    return Arguments.of(name, packing);
  }

  static Stream<Arguments> waysToBegin() {
    var related = "multipart/related;boundary=b;type=\"application/sdp\";start=\"<sdp@romeo>\"";
    var nested = "Content-Type: multipart/mixed;boundary=b-in\r\n\r\n";
    var either = "Content-Type: multipart/alternative;boundary=alt\r\n\r\n";
    return Stream.of(
        way("cpim last", sdp -> mixed(sdp(sdp), CPIM)),
        way("text first", sdp -> mixed(TEXT, sdp(sdp))),
        way("text that may be left out", s -> mixed(disposed(TEXT, "a;handling=optional"), sdp(s))),
        way(
            "related, its root last",
            sdp ->
                new Content(related, parts("b", TEXT, "Content-ID: <sdp@romeo>\r\n" + sdp(sdp)))),
        way("nested", sdp -> mixed(nested + parts("b-in", CPIM, sdp(sdp)))),
        way(
            "one of two",
            sdp ->
                mixed(
                    sdp(sdp),
                    either + parts("alt", "Content-Type: text/html\r\n\r\n<b>x</b>", TEXT))),
        way(
            "base64",
            sdp ->
                mixed(
                    sdp(sdp),
                    "Content-Transfer-Encoding: base64\r\nc: text/plain\r\n\r\nR29vZCBtb3Jyb3c=")),
        way(
            "beside what is not needed",
            sdp -> mixed(disposed(PICTURE, "icon;handling=optional"), sdp(sdp), TEXT)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("waysToBegin")
  @Requirement("SDP-40")
  void aTextInTheInviteBeginsTheChat(String name, Function<String, Content> packing)
      throws Exception {
    var call = invite(packing);

    assertThat(call.response().status()).isEqualTo(200);
    var stanza = scene.server.stanzas.next(WAIT);
    assertThat(child(stanza, "body")).isEqualTo("Good morrow");
    assertThat(child(stanza, "thread")).isEqualTo(call.callId());
    assertThat(stanza.getAttribute("type")).isEqualTo("chat");
    assertThat(stanza.getAttribute("to")).isEqualTo(juliet);
    var line = call.connect();
    assertThat(line.response(line.send("to thee"), WAIT).status()).isEqualTo(200);
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("to thee");
    scene.awaitOutcome(call.callId(), "HANDED_OVER");
    call.bye();
  }

  @Test
  void eachTextIsAMessageAndOrderIsKept() throws Exception {
    var call = invite(sdp -> mixed(TEXT, sdp(sdp), TEXT.replace("morrow", "night"), COMPOSING));

    assertThat(call.response().status()).isEqualTo(200);
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("Good morrow");
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("Good night");
    call.bye();
  }

  @Test
  @Requirement("I18N-01")
  void eachTextIsInItsOwnLanguage() throws Exception {
    romeo.dialogHeaders = List.of("Content-Language: it");
    var german = "Content-Language: de\r\n" + TEXT;
    var french = CPIM.replace("utf-8\r\n", "utf-8\r\nContent-Language: fr\r\n");
    var call = invite(sdp -> mixed(german, sdp(sdp), french, TEXT));
    romeo.dialogHeaders = List.of();

    assertThat(call.response().status()).isEqualTo(200);
    for (var language : List.of("de", "fr", "it")) {
      assertThat(scene.server.stanzas.next(WAIT).getAttribute("xml:lang")).isEqualTo(language);
    }
    call.bye();
  }

  @Test
  void aCopyOfTheInviteBringsItsTextNoSecondTime() throws Exception {
    var call = invite(sdp -> mixed(sdp(sdp), CPIM));
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("Good morrow");

    romeo.send(call.sent().getBytes(StandardCharsets.UTF_8));
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();

    scene.awaitOutcome(call.callId(), "HANDED_OVER");
    scene.restart();
    call.requests.next(WAIT, r -> r.method().equals("INVITE"));
    romeo.ignoringInCalls(
        "the offer after a restart in sessions of before", r -> r.method().equals("INVITE"));
    romeo.received.drain();
    for (var copy = 0; copy < 2; copy++) {
      romeo.send(call.sent().getBytes(StandardCharsets.UTF_8));
      // Its 2xx is acknowledged: copies are absorbed (RFC 6026 §7.1), and no session more begins.
      Thread.sleep(SILENCE.toMillis());
      assertThat(romeo.received.drain()).noneMatch(SipFrame::isResponse);
    }
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
    assertThat(call.bye().status()).isEqualTo(200);
  }

  @Test
  void aTextThatNamesItselfIsHeardOnceInTwoInvites() throws Exception {
    var named =
        CPIM.replace(
            "\r\n\r\nContent-Type: text/plain;",
            "\r\nNS: imdn <urn:ietf:params:imdn>\r\nimdn.Message-ID: m"
                + people
                + "\r\n\r\nContent-Type: text/plain;");
    var one = invite(sdp -> mixed(sdp(sdp), named));
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("Good morrow");

    var two = invite(sdp -> mixed(sdp(sdp), named));

    assertThat(two.response().status()).isEqualTo(200);
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
    one.bye();
    two.bye();
  }

  @Test
  void whatJulietsServerSaysOfTheTextIsItsOutcome() throws Exception {
    var call = invite(sdp -> mixed(sdp(sdp), TEXT));
    var stanza = scene.server.stanzas.next(WAIT);

    scene.say(
        juliet,
        "romeo@example.net",
        "error",
        stanza.getAttribute("id"),
        "<error type='wait'><resource-constraint"
            + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>");

    scene.awaitOutcome(call.callId(), "FAILED");
    call.bye();
  }

  static Stream<Arguments> waysToBeRefused() {
    var deep = new StringBuilder();
    for (var i = 0; i < 12; i++) {
      deep.append("Content-Type: multipart/mixed;boundary=d\r\n\r\n--d\r\n");
    }
    var many = "\r\n--b\r\n".repeat(200);
    return Stream.of(
        Arguments.of(415, way(sdp -> mixed(sdp(sdp), TEXT, PICTURE))),
        Arguments.of(
            415, way(sdp -> mixed(disposed(PICTURE, "icon;handling=required"), sdp(sdp), TEXT))),
        Arguments.of(415, way(sdp -> mixed(sdp(sdp), TEXT, IMDN))),
        Arguments.of(
            415,
            way(s -> mixed(sdp(s), TEXT, disposed(sdp(s), "early-session;handling=required")))),
        Arguments.of(415, way(sdp -> mixed(TEXT))),
        Arguments.of(
            415, way(s -> mixed(sdp(s), "Content-Type: text/plain;charset=x-foo\r\n\r\nGood"))),
        Arguments.of(413, way(s -> mixed(sdp(s), TEXT + "<".repeat(25_000), TEXT))),
        Arguments.of(400, way(s -> mixed(sdp(s), TEXT, deep.toString()))),
        Arguments.of(400, way(s -> mixed(sdp(s), TEXT + many))),
        Arguments.of(488, way(s -> mixed(sdp(s.replace("TCP/MSRP", "TCP/TLS/MSRP")), TEXT))));
  }

  private static Function<String, Content> way(Function<String, Content> packing) {
    return packing;
  }

  @ParameterizedTest
  @MethodSource("waysToBeRefused")
  @Requirement("SIP-22")
  void whatIsRefusedIsRefusedAsAWhole(int status, Function<String, Content> packing)
      throws Exception {
    var call = invite(packing);

    assertThat(call.response().status()).isEqualTo(status);
    if (status == 415) {
      assertThat(call.response().need("Accept")).contains("application/sdp");
    }
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  void aChangeOfTheSessionBringsNoTexts() throws Exception {
    var call = invite(sdp -> mixed(sdp(sdp), TEXT));
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("Good morrow");
    var line = call.connect();
    assertThat(line.response(line.bind(), WAIT).status()).isEqualTo(200);

    romeo.packing = sdp -> mixed(sdp(sdp), TEXT);
    assertThat(call.reinvite(Call.Offer.PLAIN, sdp -> sdp).status()).isEqualTo(415);
    assertThat(call.update(call.sdp("active")).status()).isEqualTo(415);
    romeo.packing = sdp -> mixed(disposed(PICTURE, "icon;handling=optional"), sdp(sdp));
    assertThat(call.reinvite(Call.Offer.PLAIN, sdp -> sdp).status()).isEqualTo(200);
    assertThat(call.update(call.sdp("active")).status()).isEqualTo(200);

    assertThat(line.response(line.send("still here"), WAIT).status()).isEqualTo(200);
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("still here");
    call.bye();
  }

  @Test
  @Requirement("SDP-40")
  void anAnswerMayStandAmongOtherParts() throws Exception {
    romeo.packing = sdp -> mixed(PICTURE, sdp(sdp));
    scene.say(juliet + "/balcony", "romeo@example.net", "chat", "a1", "<body>x</body>");
    var line = romeo.invites.next(WAIT).accept(Call.Offer.PLAIN);

    assertThat(line.texts.next(WAIT).text()).isEqualTo("x");
  }

  @Test
  void aMessageOfSeveralPartsIsReadAsAWhole() throws Exception {
    var type = List.of("Content-Type: " + MIXED);
    var to = "sip:" + juliet;

    var two = romeo.message(to, parts("b", TEXT, TEXT.replace("morrow", "night")), type);
    assertThat(two.status()).isEqualTo(202);
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("Good morrow\nGood night");
    var optional = disposed(PICTURE, "attachment;handling=optional");
    assertThat(romeo.message(to, parts("b", optional, CPIM), type).status()).isEqualTo(202);
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("Good morrow");

    assertThat(romeo.message(to, parts("b", TEXT, PICTURE), type).status()).isEqualTo(415);
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"mixed", "related"})
  @Requirement("MSRP-63")
  void aSendOfSeveralTextsIsReadAsAWhole(String kind) throws Exception {
    var call = invite(sdp -> new Content("application/sdp", sdp));
    var line = call.connect();
    var body = parts("b", TEXT, TEXT.replace("morrow", "night")).getBytes(StandardCharsets.UTF_8);

    var id = line.send(body, "multipart/" + kind + ";boundary=b", 4096, List.of());

    assertThat(line.response(id, WAIT).status()).isEqualTo(200);
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("Good morrow\nGood night");
    call.bye();
  }
}
