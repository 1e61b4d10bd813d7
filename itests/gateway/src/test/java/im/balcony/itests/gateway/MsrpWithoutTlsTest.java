package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.control.Gateway;
import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.Phone;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A tenant whose MSRP is to go by TLS, in a gateway that speaks none. */
class MsrpWithoutTlsTest {

  private static final String KEY = "msrp.tls";

  private Scene scene;
  private Phone romeo;

  @BeforeEach
  void open() throws Exception {
    scene = new Scene(Map.of());
    romeo = scene.nextHop("romeo", Map.of());
    TenantKeysTest.set(scene, romeo, Map.of(KEY, "required"));
  }

  @AfterEach
  void close() throws Exception {
    romeo.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  private boolean isTold() {
    return scene.framework.service(Gateway.class).stream()
        .flatMap(gateway -> gateway.why().stream())
        .anyMatch(p -> p.part().equals("tenant verona") && p.reason().startsWith(KEY));
  }

  @Test
  @Requirement("SEC-32")
  void aTextIsGivenBackAndGoesNoOtherWay() throws Exception {
    scene.say("juliet@example.com/x", "romeo@example.net", "chat", "t1", "<body>Hist!</body>");
    scene.failed("t1");
    scene.awaitOutcome("t1", "FAILED");
    Framework.await("the key told", WAIT, this::isTold);
    assertThat(romeo.invites.poll(SILENCE)).isEmpty();
    assertThat(romeo.messages.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement("SEC-32")
  void aCallerIsRefused() throws Exception {
    var plain = romeo.invite("sip:juliet@example.com", Call.Offer.PLAIN.withSetup("active"));
    assertThat(plain.response().status()).isEqualTo(488);
    var late = new Call.Offer(Call.Offer.PLAIN.acceptTypes(), 0, "", false);
    var without = romeo.invite("sip:juliet@example.com", late);
    assertThat(without.response().status()).isEqualTo(480);
    assertThat(without.response().startLine()).contains(KEY);
    Framework.await("the key told", WAIT, this::isTold);
  }
}
