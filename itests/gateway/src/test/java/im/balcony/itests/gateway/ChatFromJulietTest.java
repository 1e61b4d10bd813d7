package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static im.balcony.testkit.server.ComponentServer.has;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.Phone;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Node;

/** A chat that the XMPP user starts: steps F1 to F16 of RFC 7573, over the wire. */
class ChatFromJulietTest {

  private static final String STATES = "http://jabber.org/protocol/chatstates";

  private static Scene scene;
  private static Phone romeo;
  private static int people;

  private final String juliet = "juliet" + ++people + "@example.com/yn0cl4bnw0yr3vym";

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
    romeo.contactUri = "";
  }

  private void chat(String id, String thread, String body) throws Exception {
    scene.say(
        juliet,
        "romeo@example.net",
        "chat",
        id,
        "<thread>" + thread + "</thread><body>" + body + "</body>");
  }

  @Test
  @Requirement({"CHAT-01", "CHAT-02", "CHAT-03", "CHAT-04"})
  void theFirstTextBecomesOneInvite() throws Exception {
    var thread = "29377446-0CBB-4296-8958-590D79094C5" + people;
    chat("c1", thread, "Art thou not Romeo, and a Montague?");

    var call = romeo.invites.next(WAIT);
    var invite = call.invite();

    assertThat(invite.requestUri()).isEqualTo("sip:romeo@example.net");
    assertThat(invite.uri("To")).isEqualTo("sip:romeo@example.net");
    assertThat(invite.tag("To")).isEmpty();
    assertThat(invite.uri("From")).isEqualTo("sip:juliet" + people + "@example.com");
    assertThat(invite.tag("From").orElse("")).isNotEmpty();
    assertThat(invite.need("Call-ID")).isEqualTo(thread);
    assertThat(invite.uri("Contact")).contains(";gr=yn0cl4bnw0yr3vym");
    assertThat(invite.need("Via")).matches("SIP/2.0/UDP \\S+;branch=z9hG4bK.+");
    assertThat(invite.need("CSeq")).isEqualTo("1 INVITE");
    assertThat(invite.need("Content-Type")).isEqualTo("application/sdp");
    assertThat(invite.need("Content-Length")).isEqualTo(String.valueOf(invite.body().length));
    assertThat(invite.need("Max-Forwards")).isEqualTo("70");
    assertThat(invite.need("Allow")).contains("INVITE", "ACK", "CANCEL", "BYE", "MESSAGE");
    assertThat(invite.header("Supported")).isPresent();
    assertThat(romeo.invites.poll(SILENCE)).isEmpty();

    var sdp = call.peerSdp();
    var types = sdp.lines().stream().map(line -> line[0]).toList();
    // The order of RFC 4566 §5; c= may stand in either place.
    assertThat(types.subList(0, 3)).containsExactly("v", "o", "s");
    assertThat(types).containsOnlyOnce("c", "t", "m");
    assertThat(sdp.value("o").orElse("")).matches("\\S+ \\d+ \\d+ IN IP4 127\\.0\\.0\\.1");
    assertThat(sdp.value("t")).contains("0 0");
    assertThat(sdp.value("m").orElse("")).matches("message \\d+ TCP/MSRP \\*");
    assertThat(sdp.attribute("accept-types").orElse("")).contains("text/plain");
    assertThat(sdp.path()).hasSize(1);
    call.refuse("480 Temporarily Unavailable");
    scene.server.stanzas.next(WAIT);
  }

  @Test
  @Requirement({"CHAT-09", "CHAT-11", "CHAT-12", "CHAT-14", "CHAT-15"})
  @Requirement(
      value = "CHAT-08",
      partial = "the queued message is the second SEND: one without body binds")
  void textsGoBothWaysUntilBye() throws Exception {
    romeo.contactUri = "sip:romeo@127.0.0.1:" + romeo.port() + ";gr=dr4hcr0st3lup4c";
    chat("c2", "thread-" + people, "Art thou not Romeo, and a Montague?");
    var call = romeo.invites.next(WAIT);
    var line = call.accept(Call.Offer.PLAIN);

    var text = line.frames.next(WAIT, frame -> frame.header("Content-Type").isPresent());
    assertThat(text.text()).isEqualTo("Art thou not Romeo, and a Montague?");
    assertThat(text.header("To-Path")).contains(call.ownPath().get(0));
    assertThat(text.header("From-Path")).contains(call.peerSdp().path().get(0));
    assertThat(text.header("Byte-Range")).contains("1-35/35");
    assertThat(text.header("Content-Type").orElse("")).startsWith("text/plain");
    assertThat(text.flag()).isEqualTo('$');
    chat("c3", "thread-" + people, "Art thou not Romeo, and a Montague?");
    var again = line.frames.next(WAIT, frame -> frame.header("Content-Type").isPresent());
    assertThat(again.header("Message-ID")).isPresent().isNotEqualTo(text.header("Message-ID"));

    var sent = line.send("Neither, fair saint, if either thee dislike.");
    assertThat(line.response(sent, WAIT).status()).isEqualTo(200);
    var stanza = scene.server.stanzas.next(WAIT);
    assertThat(stanza.getAttribute("type")).isEqualTo("chat");
    assertThat(stanza.getAttribute("to")).isEqualTo(juliet);
    assertThat(stanza.getAttribute("from")).isEqualTo("romeo@example.net/dr4hcr0st3lup4c");
    assertThat(child(stanza, "thread")).isEqualTo("thread-" + people);
    assertThat(child(stanza, "body")).isEqualTo("Neither, fair saint, if either thee dislike.");

    var via = "SIP/2.0/UDP 127.0.0.1:" + romeo.port() + ";branch=z9hG4bKfarewell" + people;
    var bye = call.byeText(via);
    var answer = romeo.transact("BYE", bye, WAIT);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.all("Via")).singleElement().asString().startsWith(via);
    for (var name : List.of("From", "To", "Call-ID", "CSeq")) {
      assertThat(bye).contains("\r\n" + name + ": " + answer.need(name) + "\r\n");
    }
    var late = line.send("too late");
    assertThat(line.response(late, WAIT).status()).isEqualTo(481);
  }

  @Test
  @Requirement({"CHAT-34"})
  void aRefusedInviteFailsEachQueuedText() throws Exception {
    for (var i = 0; i < 3; i++) {
      chat("r" + i, "refused-" + people, "text " + i);
    }
    // A text that came after the refusal would rightly invite him again.
    scene.awaitOutcome("r2", "PENDING");
    romeo.invites.next(WAIT).refuse("404 Not Found");

    for (var i = 0; i < 3; i++) {
      var error = scene.server.stanzas.next(WAIT);
      assertThat(error.getAttribute("id")).isEqualTo("r" + i);
      assertThat(error.getElementsByTagNameNS("*", "item-not-found").getLength()).isEqualTo(1);
    }
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement({"PAGE-48"})
  void apeerWithoutSessionsGetsThePageInstead() throws Exception {
    scene.say(juliet, "paris@example.net", "chat", "p1", "<body>Good morrow</body>");
    romeo.invites.next(WAIT).refuse("488 Not Acceptable Here");

    assertThat(romeo.messages.next(WAIT).text()).isEqualTo("Good morrow");
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement({"STATE-18", "STATE-05"})
  void goneBecomesBye() throws Exception {
    var thread = "5E4A8C1E-3D0B-4D6E-9A53-0C3C6A4D2F7" + people;
    chat("g1", thread, "Farewell");
    var call = romeo.invites.next(WAIT);
    call.answer(call.sdp("passive"), "087js");
    var line = call.acceptConnection();
    line.texts.next(WAIT);

    scene.say(juliet, "romeo@example.net", "chat", "g2", "<gone xmlns='" + STATES + "'/>");

    var bye = call.expectBye(WAIT);
    assertThat(bye.need("Call-ID")).isEqualTo(thread);
    assertThat(bye.tag("From")).isEqualTo(call.invite().tag("From")).isPresent();
    assertThat(bye.tag("To")).contains("087js");
    assertThat(bye.need("CSeq")).isEqualTo("2 BYE");
    assertThat(line.composing.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement({"STATE-20", "STATE-22", "CHAT-16"})
  void eachByeBecomesOneGone() throws Exception {
    for (var session : List.of("b1", "b2")) {
      scene.say(
          juliet,
          "romeo@example.net",
          "chat",
          session,
          "<thread>bye-" + people + "</thread><body>x</body><active xmlns='" + STATES + "'/>");
      var call = romeo.invites.next(WAIT);
      call.accept(Call.Offer.PLAIN).texts.next(WAIT);
      assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();

      call.bye();

      var gone = scene.server.stanzas.next(WAIT);
      assertThat(has(gone, STATES, "gone")).isTrue();
      assertThat(gone.getAttribute("type")).isEqualTo("chat");
      assertThat(child(gone, "thread")).isEqualTo("bye-" + people);
      assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
    }
  }

  @Test
  @Requirement({"CHAT-16"})
  void whoKnowsNoStatesHearsNothingOfABye() throws Exception {
    chat("n1", "plain-" + people, "x");
    var call = romeo.invites.next(WAIT);
    call.accept(Call.Offer.PLAIN).texts.next(WAIT);

    assertThat(call.bye().status()).isEqualTo(200);

    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement({"RCPT-01", "RCPT-03"})
  void aReceiptIsAskedForAndGiven() throws Exception {
    scene.say(
        juliet,
        "romeo@example.net",
        "chat",
        "bf9m36d5",
        "<body>What man art thou ...?</body><request xmlns='urn:xmpp:receipts'/>");
    var call = romeo.invites.next(WAIT);
    var line = call.accept(Call.Offer.PLAIN);
    var text = line.texts.next(WAIT);
    assertThat(text.last().header("Success-Report")).contains("yes");

    var receipt = scene.server.stanzas.next(WAIT);

    assertThat(receipt.getAttribute("type")).isEqualTo("chat");
    assertThat(receipt.getAttribute("to")).isEqualTo(juliet);
    assertThat(receipt.getAttribute("from")).startsWith("romeo@example.net");
    var children = receipt.getChildNodes();
    assertThat(IntStream.range(0, children.getLength()).mapToObj(children::item))
        .extracting(Node::getLocalName)
        .contains("received")
        .isSubsetOf("received", "thread");
    assertThat(
            List.of(
                receipt
                    .getElementsByTagNameNS("urn:xmpp:receipts", "received")
                    .item(0)
                    .getAttributes()
                    .getNamedItem("id")
                    .getNodeValue()))
        .containsExactly("bf9m36d5");
    call.bye();
  }
}
