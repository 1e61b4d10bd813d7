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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

/**
 * What the extensions of XMPP put into stanzas beside a text or in place of it, sent as a single
 * message and in a session. What becomes nothing is followed by a text, which comes first then:
 * stanzas of a pair keep their order.
 */
class TextsOfOtherKindsTest {

  private static final String STATES = "http://jabber.org/protocol/chatstates";
  private static final String HINTS = "urn:xmpp:hints";
  private static final String CARBONS = "urn:xmpp:carbons:2";
  private static final String BODY = "<body>Art thou not Romeo?</body>";
  private static final String TEXT = "Art thou not Romeo?";

  private static Scene scene;
  private static Phone romeo;
  private static int people;
  private static int texts;

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

  private String say(String type, String children) throws Exception {
    var id = "k" + ++texts;
    scene.say(juliet + "/balcony", "romeo@example.net", type, id, children);
    return id;
  }

  /** A session that Juliet began. */
  private Call session() throws Exception {
    say("chat", "<body>begin</body>");
    var call = romeo.invites.next(WAIT);
    assertThat(call.accept(Call.Offer.PLAIN).texts.next(WAIT).text()).isEqualTo("begin");
    return call;
  }

  private static MsrpLine line(Call call) {
    return call.line().orElseThrow();
  }

  /** Both as a single message and in a session, these children are this text. */
  private void isText(String children, String text) throws Exception {
    say("normal", children);
    assertThat(romeo.messages.next(WAIT).text()).isEqualTo(text);
    var call = session();
    say("chat", children);
    assertThat(line(call).texts.next(WAIT).text()).isEqualTo(text);
    assertThat(call.bye().status()).isEqualTo(200);
  }

  /** Both as a single message and in a session, nothing comes of these children. */
  private void isNothing(String children) throws Exception {
    say("normal", children);
    isNext();
    var call = session();
    say("chat", children);
    isNext(call);
    assertThat(call.bye().status()).isEqualTo(200);
  }

  private void isNext() throws Exception {
    say("normal", BODY);
    assertThat(romeo.messages.next(WAIT).text()).isEqualTo(TEXT);
  }

  private void isNext(Call call) throws Exception {
    say("chat", BODY);
    assertThat(line(call).texts.next(WAIT).text()).isEqualTo(TEXT);
  }

  private static String forwarded() {
    return "<forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' type='chat'"
        + " from='paris@example.com/x' to='romeo@example.net'><body>of another</body></message>"
        + "</forwarded>";
  }

  @ParameterizedTest
  @ValueSource(strings = {"sent", "received"})
  @Requirement("XEXT-08")
  void aCopyOfAnothersMessageIsNothing(String direction) throws Exception {
    var carbon =
        "<" + direction + " xmlns='" + CARBONS + "'>" + forwarded() + "</" + direction + ">";
    isNothing(carbon);
    isNothing("<body>look what came</body>" + carbon);

    scene.say(juliet + "/balcony", "example.net", "chat", "g" + ++texts, carbon);
    var error = scene.server.stanzas.next(WAIT);
    assertThat(error.getAttribute("type")).isEqualTo("error");
    assertThat(error.getTextContent()).doesNotContain("of another");
    isNext();
  }

  @Test
  @Requirement("XEXT-27")
  void aForwardedMessageStaysPacked() throws Exception {
    isText(forwarded() + BODY, TEXT);
    isNothing(forwarded());
  }

  @Test
  @Requirement("XEXT-09")
  void aPrivateTextIsDeliveredAndOursAreNot() throws Exception {
    isText(BODY + "<private xmlns='" + CARBONS + "'/><no-copy xmlns='" + HINTS + "'/>", TEXT);

    var call = session();
    line(call).send("I take thee at thy word");
    isPlain(scene.server.stanzas.next(WAIT), "I take thee at thy word");
    romeo.message("sip:" + juliet, "Call me but love");
    isPlain(scene.server.stanzas.next(WAIT), "Call me but love");
    call.bye();
  }

  private static void isPlain(Element stanza, String body) {
    assertThat(child(stanza, "body")).isEqualTo(body);
    assertThat(has(stanza, CARBONS, "private")).isFalse();
    assertThat(has(stanza, HINTS, "*")).isFalse();
  }

  @Test
  @Requirement("XEXT-18")
  void aCorrectionIsANewTextThatSaysSo() throws Exception {
    var replace = "<replace xmlns='urn:xmpp:message-correct:0' id='bad1'/>";
    say("normal", BODY + replace);
    assertThat(romeo.messages.next(WAIT).text()).isEqualTo("[edit] " + TEXT);

    var call = session();
    say("chat", "<body>first</body>");
    var first = line(call).texts.next(WAIT);
    say(
        "chat",
        "<body>second</body><replace xmlns='urn:xmpp:message-correct:0' id='k" + texts + "'/>");
    var second = line(call).texts.next(WAIT);
    assertThat(second.text()).isEqualTo("[edit] second");
    assertThat(second.id()).isNotEqualTo(first.id());
    say("chat", replace);
    isNext(call);
    call.bye();
  }

  @Test
  @Requirement("XEXT-23")
  void aLinkWithoutATextIsTheText() throws Exception {
    var link = "<x xmlns='jabber:x:oob'><url>https://example.com/a.png</url></x>";
    isText(link, "https://example.com/a.png");
    isText(BODY + link, TEXT);
  }

  @ParameterizedTest
  @CsvSource({
    "<encryption xmlns='urn:xmpp:eme:0' namespace='eu.siacs.conversations.axolotl'/>",
    "<encrypted xmlns='eu.siacs.conversations.axolotl'/>"
  })
  @Requirement("XEXT-24")
  void anEncryptedTextIsRefusedToItsSender(String marker) throws Exception {
    isRefused("normal", BODY + marker);
    isNext();
    var call = session();
    isRefused("chat", BODY + marker);
    isNext(call);
    call.bye();
  }

  private void isRefused(String type, String children) throws Exception {
    var id = say(type, children);
    var error = scene.server.stanzas.next(WAIT);
    assertThat(error.getAttribute("type")).isEqualTo("error");
    assertThat(error.getAttribute("id")).isEqualTo(id);
    assertThat(has(error, "urn:ietf:params:xml:ns:xmpp-stanzas", "not-acceptable")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "urn:xmpp:reactions:0, <reactions xmlns='urn:xmpp:reactions:0' id='m1'><reaction>!</reaction></reactions>",
    "urn:xmpp:message-retract:1, <retract xmlns='urn:xmpp:message-retract:1' id='m1'/>",
    "urn:xmpp:reply:0, <reply xmlns='urn:xmpp:reply:0' to='romeo@example.net' id='m1'/>"
  })
  @Requirement("XEXT-25")
  void withoutABodyOtherKindsAreNothingAndWithOneThatBody(String namespace, String kind)
      throws Exception {
    isNothing(kind);
    isText(kind + BODY + "<fallback xmlns='urn:xmpp:fallback:0' for='" + namespace + "'/>", TEXT);
  }

  @Test
  @Requirement("XEXT-26")
  void starsAndUnderscoresStay() throws Exception {
    var styled = "*bold* _emphasis_ ~strike~ `code`";
    isText("<body>" + styled + "</body>", styled);

    var call = session();
    line(call).send(styled);
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo(styled);
    romeo.message("sip:" + juliet, styled);
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo(styled);
    call.bye();
  }

  @Test
  @Requirement("XMPP-12")
  void unknownChildrenHaveNoEffect() throws Exception {
    var unknown = "<x xmlns='urn:example:unknown' a='b'><body>not this</body></x>";
    isText(unknown + BODY + unknown, TEXT);
    isNothing(unknown);
  }

  /** Ids that others put beside the stanza's own name nothing, whoever they say wrote them. */
  @Test
  @Requirement({"XEXT-16", "XEXT-17"})
  void idsOfOthersCorrelateNothing() throws Exception {
    var forged =
        "<origin-id xmlns='urn:xmpp:sid:0' id='same'/>"
            + "<stanza-id xmlns='urn:xmpp:sid:0' by='romeo@example.net' id='same'/>"
            + "<stanza-id xmlns='urn:xmpp:sid:0' by='example.net' id='same'/>";
    var asking = "<request xmlns='urn:xmpp:receipts'/>";
    isText(BODY + forged, TEXT);
    isText(BODY + forged, TEXT);

    var call = session();
    for (var text : new String[] {"one", "two"}) {
      var id = say("chat", "<body>" + text + "</body>" + forged + asking);
      assertThat(line(call).texts.next(WAIT).text()).isEqualTo(text);
      var receipt = scene.server.stanzas.next(WAIT);
      var received =
          (Element) receipt.getElementsByTagNameNS("urn:xmpp:receipts", "received").item(0);
      assertThat(received.getAttribute("id")).isEqualTo(id);
      assertThat(has(receipt, "urn:xmpp:sid:0", "*")).isFalse();
    }

    line(call).answer = frame -> 413;
    var id = say("chat", "<body>three</body>" + forged);
    var error = scene.server.stanzas.next(WAIT);
    assertThat(error.getAttribute("type")).isEqualTo("error");
    assertThat(error.getAttribute("id")).isEqualTo(id);
    assertThat(has(error, "urn:xmpp:sid:0", "*")).isFalse();
    call.bye();
  }

  /** Nothing of Romeo's asks to be marked, so whatever is marked is unknown; nor do we mark. */
  @Test
  @Requirement("XEXT-20")
  void markersThatNobodyAskedForAreNothing() throws Exception {
    var markers = "urn:xmpp:chat-markers:0";
    var call = session();
    line(call).send("mark".getBytes(UTF_8), "text/plain", 2048, List.of("Success-Report: yes"));
    var stanza = scene.server.stanzas.next(WAIT);
    assertThat(has(stanza, markers, "markable")).isFalse();
    for (var id : List.of("nobodyKnowsThis", stanza.getAttribute("id"))) {
      say("chat", "<displayed xmlns='" + markers + "' id='" + id + "'/>");
      isNext(call);
    }
    call.bye();

    // A text that may be marked is delivered, and no marker comes back.
    isText(BODY + "<markable xmlns='" + markers + "'/>", TEXT);
  }

  /** Neither alone nor with a text is anything of ours kept from being copied. */
  @Test
  @Requirement("XEXT-13")
  void nothingOfOursIsKeptFromBeingCopied() throws Exception {
    romeo.message("sip:" + juliet, "a page");
    uncopied(scene.server.stanzas.next(WAIT), juliet);

    say("chat", "<body>begin</body><active xmlns='" + STATES + "'/>");
    var call = romeo.invites.next(WAIT);
    var line = call.accept(Call.Offer.PLAIN);
    line.texts.next(WAIT);
    line.composing("active");
    uncopied(scene.server.stanzas.next(WAIT), juliet + "/balcony");
    line.send("a text");
    uncopied(scene.server.stanzas.next(WAIT), juliet + "/balcony");
    say("chat", BODY + "<request xmlns='urn:xmpp:receipts'/><active xmlns='" + STATES + "'/>");
    line.texts.next(WAIT);
    uncopied(scene.server.stanzas.next(WAIT), juliet + "/balcony");
    scene.hangUp(call);
  }

  private static void uncopied(Element stanza, String to) {
    assertThat(stanza.getAttribute("to")).isEqualTo(to);
    assertThat(has(stanza, HINTS, "no-copy") && !to.contains("/")).isFalse();
  }

  @Test
  @Requirement("XEXT-14")
  void hintsInAnErrorAreNothing() throws Exception {
    var call = session();
    for (var hint : new String[] {"no-store", "no-permanent-store", "no-copy", "store"}) {
      line(call).send("lost");
      var stanza = scene.server.stanzas.next(WAIT);
      scene.server.send(
          "example.net",
          "<message type='error' from='%s' to='%s' id='%s'>"
                  .formatted(juliet, "romeo@example.net", stanza.getAttribute("id"))
              + ("<" + hint + " xmlns='" + HINTS + "'/>")
              + "<error type='wait'><remote-server-timeout"
              + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>");
      assertThat(line(call).reports.next(WAIT).header("Status").orElse("")).startsWith("000 408");
    }
    call.bye();
  }

  /** Each place of hers has seen his texts: from whichever she answers, there she is. */
  @Test
  @Requirement("XEXT-11")
  void whoeverAnswersIsAnswered() throws Exception {
    var call = session();
    for (var place : new String[] {"/balcony", "/orchard", "/balcony"}) {
      scene.say(
          juliet + place, "romeo@example.net", "chat", "k" + ++texts, "<body>from here</body>");
      assertThat(line(call).texts.next(WAIT).text()).isEqualTo("from here");
      line(call).send("to thee");
      assertThat(scene.server.stanzas.next(WAIT).getAttribute("to")).isEqualTo(juliet + place);
    }
    call.bye();
  }
}
