package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Phone;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which refusals of an INVITE say that there are no sessions, and which that nobody answers. */
class ChatRefusalsTest {

  private static Scene scene;
  private static Phone romeo;

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

  /** Each code has a Romeo of its own, for what a peer refused is remembered. */
  private static void refused(int status) throws Exception {
    var to = "romeo" + status + "@example.net";
    scene.say("juliet@example.com/x", to, "chat", "r" + status, "<body>Good morrow</body>");
    romeo.invites.next(WAIT).refuse(status + " No");
  }

  @ParameterizedTest
  @ValueSource(ints = {405, 415, 488, 501, 606})
  @Requirement({"CHAT-35"})
  void whoHasNoSessionsGetsAPage(int status) throws Exception {
    refused(status);

    assertThat(romeo.messages.next(WAIT).text()).isEqualTo("Good morrow");
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "403, forbidden",
    "404, item-not-found",
    "480, recipient-unavailable",
    "486, recipient-unavailable",
    "600, recipient-unavailable",
    "603, recipient-unavailable",
  })
  @Requirement({"CHAT-35"})
  void whoDoesNotAnswerGetsNoPage(int status, String condition) throws Exception {
    refused(status);

    var error = scene.server.stanzas.next(WAIT);
    assertThat(error.getAttribute("id")).isEqualTo("r" + status);
    assertThat(error.getElementsByTagNameNS("*", condition).getLength()).isOne();
    assertThat(romeo.messages.poll(SILENCE)).isEmpty();
  }
}
