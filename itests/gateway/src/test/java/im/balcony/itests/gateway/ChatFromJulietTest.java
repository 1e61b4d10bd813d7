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
    scene.settle();
    romeo.messages.drain();
    romeo.invites.drain();
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
    assertThat(invite.need("Call-ID")).isEqualTo(thread);
    assertThat(invite.uri("Contact")).contains(";gr=yn0cl4bnw0yr3vym");
    assertThat(invite.need("Content-Type")).isEqualTo("application/sdp");
    assertThat(invite.need("Max-Forwards")).isEqualTo("70");
    assertThat(invite.header("Allow")).isPresent();
    assertThat(invite.header("Supported")).isPresent();
    assertThat(call.peerSdp().mediaLine().orElse("")).matches("message \\d+ TCP/MSRP \\*");
    assertThat(call.peerSdp().attribute("accept-types")).isPresent();
    assertThat(call.peerSdp().path()).hasSize(1);
    assertThat(romeo.invites.poll(SILENCE)).isEmpty();
    call.refuse("480 Temporarily Unavailable");
    scene.server.stanzas.next(WAIT);
  }

  @Test
  @Requirement({"CHAT-08", "CHAT-09", "CHAT-11", "CHAT-12", "CHAT-14", "CHAT-15"})
  void textsGoBothWaysUntilBye() throws Exception {
    chat("c2", "thread-" + people, "Art thou not Romeo, and a Montague?");
    var call = romeo.invites.next(WAIT);
    var line = call.accept(Call.Offer.PLAIN);

    var text = line.texts.next(WAIT);
    assertThat(text.text()).isEqualTo("Art thou not Romeo, and a Montague?");
    assertThat(text.last().header("Byte-Range")).contains("1-35/35");
    assertThat(text.last().header("Content-Type").orElse("")).startsWith("text/plain");
    assertThat(text.last().flag()).isEqualTo('$');

    var sent = line.send("Neither, fair saint, if either thee dislike.");
    assertThat(line.response(sent, WAIT).status()).isEqualTo(200);
    var stanza = scene.server.stanzas.next(WAIT);
    assertThat(stanza.getAttribute("type")).isEqualTo("chat");
    assertThat(stanza.getAttribute("to")).isEqualTo(juliet);
    assertThat(stanza.getAttribute("from")).startsWith("romeo@example.net");
    assertThat(child(stanza, "thread")).isEqualTo("thread-" + people);
    assertThat(child(stanza, "body")).isEqualTo("Neither, fair saint, if either thee dislike.");

    var bye = call.bye();
    assertThat(bye.status()).isEqualTo(200);
    var late = line.send("too late");
    assertThat(line.response(late, WAIT).status()).isEqualTo(481);
  }

  @Test
  @Requirement({"CHAT-10"})
  void textsWaitForTheSessionInOrder() throws Exception {
    for (var i = 0; i < 5; i++) {
      chat("q" + i, "queue-" + people, "text " + i);
    }
    var call = romeo.invites.next(WAIT);
    call.ring();
    var line = call.accept(Call.Offer.PLAIN);

    for (var i = 0; i < 5; i++) {
      assertThat(line.texts.next(WAIT).text()).isEqualTo("text " + i);
    }
    assertThat(romeo.invites.poll(SILENCE)).isEmpty();
    call.bye();
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
  @Requirement({"PAGE-48", "CHAT-35"})
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
    var line = call.accept(Call.Offer.PLAIN);
    line.texts.next(WAIT);

    scene.say(juliet, "romeo@example.net", "chat", "g2", "<gone xmlns='" + STATES + "'/>");

    var bye = call.expectBye(WAIT);
    assertThat(bye.need("Call-ID")).isEqualTo(thread);
    assertThat(line.composing.size()).isZero();
  }

  @Test
  @Requirement({"STATE-20", "CHAT-16"})
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

      call.bye();

      var gone = scene.server.stanzas.next(WAIT);
      assertThat(has(gone, STATES, "gone")).isTrue();
      assertThat(gone.getAttribute("type")).isEqualTo("chat");
      assertThat(child(gone, "thread")).isEqualTo("bye-" + people);
      assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
    }
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
