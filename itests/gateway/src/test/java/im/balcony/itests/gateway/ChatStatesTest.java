package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static im.balcony.testkit.server.ComponentServer.has;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.MsrpLine;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.romeo.SipFrame;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** Who is writing, and who has gone (RFC 7573 §6, RFC 3994, XEP-0085). */
class ChatStatesTest {

  private static final String STATES = "http://jabber.org/protocol/chatstates";
  private static final String ACTIVE = "<active xmlns='" + STATES + "'/>";
  private static final String COMPOSING = "application/im-iscomposing+xml";

  private static Scene scene;
  private static Phone romeo;
  private static int people;
  private static int states;

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
    romeo.received.drain();
  }

  private void say(String id, String children) throws Exception {
    scene.say(juliet + "/yn0cl4bnw0yr3vym", "romeo@example.net", "chat", id, children);
  }

  private void state(String name) throws Exception {
    say("state-" + ++states, element(name));
  }

  private static String element(String state) {
    return "<" + state + " xmlns='" + STATES + "'/>";
  }

  /** Somebody whose phone has no sessions, which the gateway remembers of him. */
  private String pager() {
    return "paris" + people;
  }

  private void sayToPager(String id, String children) throws Exception {
    scene.say(juliet + "/yn0cl4bnw0yr3vym", pager() + "@example.net", "chat", id, children);
  }

  /** A session that Juliet started with one text and a chat state. */
  private MsrpLine session(Call.Offer offer) throws Exception {
    say("first", "<thread>t-" + people + "</thread><body>first</body>" + ACTIVE);
    var line = romeo.invites.next(WAIT).accept(offer);
    assertThat(line.texts.next(WAIT).text()).isEqualTo("first");
    return line;
  }

  private static String document(String state) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        + "<isComposing xmlns=\"urn:ietf:params:xml:ns:im-iscomposing\"><state>"
        + state
        + "</state><contenttype>text/plain</contenttype></isComposing>";
  }

  private SipFrame page(String document) throws Exception {
    try (var phone = scene.phone(pager())) {
      return phone.message("sip:" + juliet, document, List.of("Content-Type: " + COMPOSING));
    }
  }

  private static boolean isComposing(SipFrame request) {
    return request.method().equals("MESSAGE")
        && request.header("Content-Type").orElse("").contains("iscomposing");
  }

  @Test
  @Requirement("STATE-09")
  void whoTakesNoComposingDocumentsIsSentNone() throws Exception {
    var line = session(new Call.Offer("text/plain", 0, "", true));
    line.frames.drain();

    state("composing");
    state("paused");
    assertThat(line.frames.poll(SILENCE)).isEmpty();
    state("composing");
    say("second", "<body>second</body>");

    assertThat(line.texts.next(WAIT).text()).isEqualTo("second");
    assertThat(line.composing.size()).isZero();
    assertThat(line.frames.drain())
        .noneMatch(frame -> frame.header("Content-Type").orElse("").contains("iscomposing"));
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement("STATE-19")
  void goneIsByeInBothDirections() throws Exception {
    session(Call.Offer.PLAIN);
    var hers = romeo.received.next(WAIT, f -> f.startLine().startsWith("INVITE")).need("Call-ID");
    romeo.received.drain();
    state("gone");
    var bye = romeo.received.next(WAIT, f -> f.startLine().startsWith("BYE"));
    assertThat(bye.need("Call-ID")).isEqualTo(hers);
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();

    say("again", "<thread>u-" + people + "</thread><body>again</body>" + ACTIVE);
    var call = romeo.invites.next(WAIT);
    call.accept(Call.Offer.PLAIN).texts.next(WAIT);
    assertThat(call.bye().status()).isEqualTo(200);
    var gone = scene.server.stanzas.next(WAIT);
    assertThat(has(gone, STATES, "gone")).isTrue();
    assertThat(child(gone, "thread")).isEqualTo("u-" + people);
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement("STATE-36")
  void goneIsSaidToTheResourceThatTalked() throws Exception {
    say("locked", "<body>x</body>" + ACTIVE);
    var call = romeo.invites.next(WAIT);
    call.accept(Call.Offer.PLAIN).texts.next(WAIT);

    call.bye();

    var gone = scene.server.stanzas.next(WAIT);
    assertThat(has(gone, STATES, "gone")).isTrue();
    assertThat(gone.getAttribute("to")).isEqualTo(juliet + "/yn0cl4bnw0yr3vym");
  }

  @Test
  @Requirement("STATE-23")
  void onlyChatCarriesStates() throws Exception {
    var line = session(Call.Offer.PLAIN);
    line.composing("active");
    var composing = scene.server.stanzas.next(WAIT);
    assertThat(has(composing, STATES, "composing")).isTrue();
    assertThat(composing.getAttribute("type")).isEqualTo("chat");

    // A single message, an error, an answer to a query and one to a presence of others.
    romeo.message("sip:paris@example.com", "single");
    var single = scene.server.stanzas.next(WAIT);
    romeo.answer = message -> List.of("404 Not Found");
    scene.say("paris@example.com/x", "romeo@example.net", "normal", "lost", "<body>x</body>");
    romeo.messages.next(WAIT);
    var error = scene.server.stanzas.next(WAIT);
    var from = "' from='" + juliet + "/x' to='romeo@example.net' id='";
    scene.server.send(
        "example.net",
        "<iq type='get" + from + "q'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>");
    var iq = scene.server.stanzas.next(WAIT);
    scene.server.send("example.net", "<presence type='subscribe" + from + "p'/>");
    var presence = scene.server.stanzas.next(WAIT);

    assertThat(single.getAttribute("type")).isIn("", "normal");
    assertThat(error.getAttribute("type")).isEqualTo("error");
    assertThat(List.of(iq.getLocalName(), presence.getLocalName()))
        .containsExactly("iq", "presence");
    for (var stanza : List.of(single, error, iq, presence)) {
      assertThat(stanza.getElementsByTagNameNS(STATES, "*").getLength())
          .as(stanza.getLocalName() + " " + stanza.getAttribute("type"))
          .isZero();
    }
  }

  @Test
  @Requirement("STATE-32")
  void composingIsUnderstoodInsideCpim() throws Exception {
    var line = session(Call.Offer.PLAIN);
    var cpim =
        "From: <sip:romeo@example.net>\r\nTo: <sip:"
            + juliet
            + ">\r\nDateTime: 2026-01-01T00:00:00Z\r\n\r\nContent-Type: "
            + COMPOSING
            + "\r\n\r\n"
            + document("active");
    var sent =
        line.send(
            cpim.getBytes(StandardCharsets.UTF_8), "message/cpim", Integer.MAX_VALUE, List.of());

    assertThat(line.response(sent, WAIT).status()).isEqualTo(200);
    var stanza = scene.server.stanzas.next(WAIT);
    assertThat(has(stanza, STATES, "composing")).isTrue();
    assertThat(stanza.getElementsByTagNameNS("*", "body").getLength()).isZero();
  }

  @Test
  @Requirement("STATE-35")
  void aBrokenDocumentHarmsNothing() throws Exception {
    var line = session(Call.Offer.PLAIN);
    var broken = "<isComposing xmlns='urn:ietf:params:xml:ns:im-iscomposing'><state>active</state>";

    var sent =
        line.send(broken.getBytes(StandardCharsets.UTF_8), COMPOSING, Integer.MAX_VALUE, List.of());
    assertThat(line.response(sent, WAIT).status()).isIn(200, 400);
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();

    var text = line.send("still here");
    assertThat(line.response(text, WAIT).status()).isEqualTo(200);
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("still here");
    say("back", "<body>so am I</body>");
    assertThat(line.texts.next(WAIT).text()).isEqualTo("so am I");
    assertThat(line.isClosed()).isFalse();
  }

  /** Nothing ever asks a phone in page mode for what it might refuse, before a 415 or after it. */
  @Test
  @Requirement("STATE-33")
  void noComposingDocumentIsSentInPageMode() throws Exception {
    sayToPager("page", "<body>Good morrow</body>" + ACTIVE);
    romeo.invites.next(WAIT).refuse("488 Not Acceptable Here");
    assertThat(romeo.messages.next(WAIT).text()).isEqualTo("Good morrow");
    romeo.received.drain();

    romeo.answer =
        message -> List.of(isComposing(message) ? "415 No" : "200 OK", "Accept: text/plain");
    for (var i = 0; i < 2; i++) {
      for (var name : List.of("composing", "paused")) {
        sayToPager("state-" + ++states, element(name));
      }
    }
    sayToPager("page2", "<body>Art thou there?</body>" + ACTIVE);

    assertThat(romeo.messages.next(WAIT).text()).isEqualTo("Art thou there?");
    assertThat(romeo.messages.poll(SILENCE)).isEmpty();
    assertThat(romeo.received.drain()).noneMatch(ChatStatesTest::isComposing);
  }

  @Test
  @Requirement("STATE-34")
  void composingFromAStrangerIsAnsweredAndNotShown() throws Exception {
    assertThat(page(document("active")).status()).isEqualTo(202);
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();

    // The same from somebody she has just been writing to.
    sayToPager("page", "<body>Good morrow</body>" + ACTIVE);
    romeo.invites.next(WAIT).refuse("488 Not Acceptable Here");
    romeo.messages.next(WAIT);
    assertThat(page(document("active")).status()).isEqualTo(202);
    Element shown = scene.server.stanzas.next(WAIT);
    assertThat(has(shown, STATES, "composing")).isTrue();
    assertThat(shown.getAttribute("type")).isEqualTo("chat");
  }
}
