package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.Phone;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was accepted before the gateway ended goes on when it is there again. */
class RestartTest {

  private static final String JULIET = "juliet@example.com/balcony";

  private Scene scene;
  private Phone romeo;

  @BeforeEach
  void open() throws Exception {
    scene = new Scene(Map.of());
    romeo = scene.nextHop("romeo", Map.of());
  }

  @AfterEach
  void close() throws Exception {
    romeo.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  @Test
  void aPageWithoutAnswerGoesOnToTheLetter() throws Exception {
    romeo.answer = message -> List.of();
    scene.say(JULIET, "romeo@example.net", "normal", "m1", "<body>By yonder blessed moon</body>");
    var before = romeo.received.next(WAIT, f -> "MESSAGE".equals(f.method()));
    assertThat(scene.isOnDisk("By yonder blessed moon")).isTrue();

    scene.restart();
    romeo.received.drain();
    romeo.answer = message -> List.of("200 OK");
    var after = romeo.received.next(WAIT, f -> "MESSAGE".equals(f.method()));

    assertThat(after.need("Via")).isEqualTo(before.need("Via"));
    assertThat(after.need("CSeq")).isEqualTo(before.need("CSeq"));
    assertThat(after.text()).isEqualTo(before.text());
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  void aStanzaThatNobodyAcknowledgedGoesAgainUnderItsId() throws Exception {
    scene.server.stalled = true;
    assertThat(romeo.message("sip:juliet@example.com", "What satisfaction").status())
        .isEqualTo(202);
    Thread.sleep(SILENCE.toMillis());
    scene.server.stalled = false;
    scene.restart();

    var stanza = scene.server.stanzas.next(WAIT);
    assertThat(im.balcony.testkit.server.ComponentServer.child(stanza, "body"))
        .isEqualTo("What satisfaction");
    scene
        .server
        .stanzas
        .drain()
        .forEach(
            again -> assertThat(again.getAttribute("id")).isEqualTo(stanza.getAttribute("id")));
  }

  @Test
  void aSessionGoesOnOverANewConnection() throws Exception {
    scene.say(JULIET, "romeo@example.net", "chat", "c1", "<body>Good night</body>");
    var call = romeo.invites.next(WAIT);
    call.accept(Call.Offer.PLAIN).texts.next(WAIT);

    scene.restart();
    var line = call.acceptNewConnection();
    scene.say(JULIET, "romeo@example.net", "chat", "c2", "<body>good night!</body>");
    assertThat(line.texts.next(WAIT).text()).isEqualTo("good night!");
    var sent = line.send("Sleep dwell upon thine eyes");
    assertThat(line.response(sent, WAIT).status()).isEqualTo(200);
    var stanza = scene.server.stanzas.next(WAIT);
    assertThat(im.balcony.testkit.server.ComponentServer.child(stanza, "body"))
        .isEqualTo("Sleep dwell upon thine eyes");
    assertThat(call.bye().status()).isEqualTo(200);
    assertThat(romeo.invites.poll(SILENCE)).isEmpty();
  }

  @Test
  void aSessionGoesOnThoughItsMachineComesLater() throws Exception {
    scene.say(JULIET, "romeo@example.net", "chat", "c1", "<body>Good night</body>");
    var call = romeo.invites.next(WAIT);
    call.accept(Call.Offer.PLAIN).texts.next(WAIT);

    scene.restartWithout("session");
    scene.say(JULIET, "romeo@example.net", "chat", "c2", "<body>good night!</body>");
    assertThat(romeo.invites.poll(SILENCE)).isEmpty();
    scene.framework.bundle("session").start();

    var line = call.acceptNewConnection();
    assertThat(line.texts.next(WAIT).text()).isEqualTo("good night!");
    assertThat(call.bye().status()).isEqualTo(200);
    assertThat(romeo.invites.poll(SILENCE)).isEmpty();
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement("XEXT-12")
  void aTextThatMustNotBeStoredIsGivenBack() throws Exception {
    var log = new ByteArrayOutputStream();
    var before = System.err;
    System.setErr(new PrintStream(log, true, UTF_8));
    try {
      areGivenBack("no-store", "no-permanent-store");
    } finally {
      System.setErr(before);
    }
    assertThat(log.toString(UTF_8)).isNotEmpty().doesNotContain("sweet sorrow", "moonshine");
  }

  private void areGivenBack(String... hints) throws Exception {
    for (var hint : hints) {
      scene.say(
          JULIET,
          "romeo@example.net",
          "chat",
          hint,
          "<subject>moonshine</subject><body>sweet sorrow</body>"
              + ("<" + hint + " xmlns='urn:xmpp:hints'/>"));
    }
    romeo.invites.next(WAIT).ring();
    for (var hint : hints) {
      scene.awaitOutcome(hint, "PENDING");
    }
    assertThat(scene.isOnDisk(JULIET)).as("what is found where it is").isTrue();
    assertThat(scene.isOnDisk("sweet sorrow")).isFalse();
    assertThat(scene.isOnDisk("moonshine")).isFalse();

    scene.restart();
    for (var hint : hints) {
      var error = scene.server.stanzas.next(WAIT);
      assertThat(error.getAttribute("type")).isEqualTo("error");
      assertThat(error.getAttribute("id")).isEqualTo(hint);
      assertThat(error.getElementsByTagNameNS("*", "internal-server-error").getLength()).isOne();
    }
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }
}
