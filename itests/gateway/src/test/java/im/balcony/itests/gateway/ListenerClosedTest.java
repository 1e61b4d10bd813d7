package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static im.balcony.testkit.server.ComponentServer.has;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.control.Gateway;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.Phone;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** Sessions that are wanted while another program has the port of the MSRP listener. */
class ListenerClosedTest {

  private static final String ERRORS = "urn:ietf:params:xml:ns:xmpp-stanzas";
  private static final String JULIET = "sip:juliet@example.com";

  private static Scene scene;
  private static Phone romeo;
  private static int people;

  private final String juliet = "juliet" + ++people + "@example.com/x";
  private ServerSocket holder;

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
    romeo = scene.nextHop("romeo", Map.of("page.oversize", "upgrade"));
  }

  @AfterAll
  static void close() throws Exception {
    romeo.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  @BeforeEach
  void take() throws Exception {
    holder = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    scene.framework.configure(
        "im.balcony.msrp", Map.of("listen", "127.0.0.1:" + holder.getLocalPort()));
    Framework.await("the loss of the listener", WAIT, () -> !isListening());
  }

  @AfterEach
  void empty() throws IOException {
    holder.close();
  }

  private static boolean isListening() {
    return scene.framework.service(Gateway.class).stream()
        .flatMap(gateway -> gateway.why().stream())
        .noneMatch(problem -> problem.part().equals("msrp"));
  }

  /** Whoever had the port lets it go, and the gateway finds that out by itself. */
  private void release() throws Exception {
    holder.close();
    Framework.await("the listener", WAIT, ListenerClosedTest::isListening);
  }

  private void say(String id, String type, String text) throws IOException {
    scene.say(juliet, "romeo@example.net", type, id, "<body>" + text + "</body>");
  }

  @Test
  void aCallerIsAskedToComeLaterAndGetsHisSessionThen() throws Exception {
    try (var call = romeo.invite(JULIET, Call.Offer.PLAIN)) {
      assertThat(call.response().status()).isEqualTo(480);
      assertThat(call.response().header("Retry-After")).hasValue("10");
      assertThat(call.response().text()).isEmpty();
    }
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();

    release();

    var call = romeo.invite(JULIET, Call.Offer.PLAIN);
    assertThat(call.response().status()).isEqualTo(200);
    call.connect().send("Neither, fair saint");
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("Neither, fair saint");
    call.bye();
  }

  /** Nobody has to reach the gateway where the gateway connects. */
  @Test
  void aCallerWhoListensHimselfHasHisSession() throws Exception {
    var call = romeo.invite(JULIET, Call.Offer.PLAIN.withSetup("passive"));
    assertThat(call.response().status()).isEqualTo(200);
    call.acceptConnection().send("if either thee dislike");
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("if either thee dislike");
    call.bye();
  }

  @Test
  void aChatTextOfJulietsGoesByMessageAndTheNextBySession() throws Exception {
    say("ladder1", "chat", "How cam&apos;st thou hither?");
    assertThat(romeo.messages.next(WAIT).text()).isEqualTo("How cam'st thou hither?");
    scene.awaitOutcome("ladder1", "HANDED_OVER");
    assertThat(romeo.invites.size()).isZero();
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();

    release();

    say("ladder2", "chat", "tell me");
    var call = romeo.invites.next(WAIT);
    assertThat(call.accept(Call.Offer.PLAIN).texts.next(WAIT).text()).isEqualTo("tell me");
    assertThat(romeo.messages.size()).isZero();
    call.bye();
  }

  @Test
  void aTextThatOnlyASessionCarriesIsGivenBackOnceToBeTriedAgain() throws Exception {
    say("large1", "normal", "and wherefore? ".repeat(200));

    var error = scene.server.stanzas.next(WAIT);
    assertThat(error.getAttribute("id")).isEqualTo("large1");
    assertThat(error.getAttribute("type")).isEqualTo("error");
    assertThat(has(error, ERRORS, "recipient-unavailable")).isTrue();
    var details = (Element) error.getElementsByTagNameNS("*", "error").item(0);
    assertThat(details.getAttribute("type")).isEqualTo("wait");
    scene.awaitOutcome("large1", "FAILED");
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
    assertThat(romeo.invites.size() + romeo.messages.size()).isZero();
  }
}
