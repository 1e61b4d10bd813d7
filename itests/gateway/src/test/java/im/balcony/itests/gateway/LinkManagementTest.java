package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.control.Gateway;
import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.server.Management;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A component link on which both sides count stanzas (XEP-0198). */
class LinkManagementTest {

  private final Management management = new Management();
  private Scene scene;
  private Phone romeo;

  @BeforeEach
  void open() throws Exception {
    scene = new Scene(Map.of());
    romeo = scene.phone("romeo");
    scene.server.management = Optional.of(management);
    scene.server.features = Management.FEATURES;
    scene.server.cut("example.net");
    assertThat(management.asked.next(WAIT)).isEqualTo("enable");
    Framework.await("the link", WAIT, this::isUp);
  }

  @AfterEach
  void close() throws Exception {
    romeo.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  private boolean isUp() {
    return scene
        .framework
        .service(Gateway.class)
        .filter(gateway -> gateway.tenants().get(0).state().equals("up"))
        .isPresent();
  }

  /** Accepted texts, to people of their own so that none waits for another; their Call-IDs. */
  private List<String> accepted(int from, int to) throws IOException {
    var ids = new ArrayList<String>();
    for (var i = from; i <= to; i++) {
      var answer = romeo.message("sip:juliet" + i + "@example.com", "text " + i);
      assertThat(answer.status()).isEqualTo(202);
      ids.add(answer.need("Call-ID"));
    }
    return ids;
  }

  private void hears(int from, int to) {
    for (var i = from; i <= to; i++) {
      var text = "text " + i;
      var stanza = scene.server.stanzas.next(WAIT, s -> child(s, "body").equals(text));
      assertThat(stanza.getAttribute("to")).isEqualTo("juliet" + i + "@example.com");
    }
  }

  private void handedOver(List<String> ids) throws InterruptedException {
    for (var id : ids) {
      scene.awaitOutcome(id, "HANDED_OVER");
    }
  }

  @Test
  @Requirement({"XEXT-01", "XEXT-04", "XEXT-05"})
  void aLinkThatIsCutIsResumedAndNothingComesTwice() throws Exception {
    management.most = 3;
    var first = accepted(1, 3);
    hears(1, 3);
    handedOver(first);
    var rest = accepted(4, 5);
    assertThat(scene.server.stanzas.poll(SILENCE)).as("lost on their way").isEmpty();
    management.most = Long.MAX_VALUE;
    scene.server.cut("example.net");

    assertThat(management.asked.next(WAIT)).isEqualTo("resume 0");
    hears(4, 5);
    handedOver(rest);
    assertThat(scene.server.stanzas.poll(SILENCE)).as("a second copy").isEmpty();
  }

  @Test
  @Requirement({"XEXT-04", "XEXT-05"})
  void whereItCannotBeResumedWhatWasNotAcknowledgedGoesAgain() throws Exception {
    management.most = 1;
    handedOver(accepted(1, 1));
    hears(1, 1);
    var rest = accepted(2, 3);
    assertThat(scene.server.stanzas.poll(SILENCE)).as("lost on their way").isEmpty();
    management.most = Long.MAX_VALUE;
    management.forgetful = true;
    scene.server.cut("example.net");

    assertThat(management.asked.next(WAIT)).isEqualTo("resume 0");
    assertThat(management.asked.next(WAIT)).isEqualTo("enable");
    hears(2, 3);
    handedOver(rest);
    assertThat(scene.server.stanzas.poll(SILENCE)).as("a second copy").isEmpty();
  }

  @Test
  void itOutlivesAnExchangeOfXmpp() throws Exception {
    handedOver(accepted(1, 2));
    hears(1, 2);
    scene.framework.bundle("xmpp").stop();
    scene.framework.bundle("xmpp").start();
    handedOver(accepted(3, 4));
    hears(3, 4);
    assertThat(management.asked.poll(SILENCE)).isEmpty();
  }
}
