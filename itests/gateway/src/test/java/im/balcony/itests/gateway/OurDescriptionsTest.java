package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.romeo.Sdp;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What every description of ours has to say, as offer and as answer (RFC 4975 §8, RFC 6135). */
class OurDescriptionsTest {

  private static final Call.Offer LATE =
      new Call.Offer(Call.Offer.PLAIN.acceptTypes(), 0, "", false);

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

  private Call called() throws Exception {
    scene.say(juliet + "/x", "romeo@example.net", "chat", "c" + people, "<body>x</body>");
    return romeo.invites.next(WAIT);
  }

  private static void assertComplete(Sdp sdp, String setup) {
    assertThat(sdp.mediaLine()).contains("message " + scene.msrpPort + " TCP/MSRP *");
    assertThat(sdp.value("c")).contains("IN IP4 127.0.0.1");
    assertThat(sdp.attributes("path")).hasSize(1);
    assertThat(sdp.path()).hasSize(1);
    assertThat(sdp.path().get(0)).startsWith("msrp://127.0.0.1:" + scene.msrpPort + "/");
    assertThat(sdp.attributes("accept-types")).hasSize(1);
    assertThat(sdp.attribute("accept-types").orElse("").split(" "))
        .contains("text/plain", "message/cpim", "multipart/mixed", "multipart/alternative");
    assertThat(sdp.attributes("setup")).containsExactly(setup);
    assertThat(Integer.parseInt(sdp.attribute("max-size").orElse(""))).isLessThanOrEqualTo(65536);
  }

  @Test
  @Requirement({"SIZE-13", "SDP-01", "SDP-02", "SDP-03", "SDP-07", "SDP-10", "SDP-16", "SDP-17"})
  void offersSayAllThatHasToBeSaid() throws Exception {
    var call = called();
    assertComplete(call.peerSdp(), "actpass");
    call.refuse("480 Later");
    scene.server.stanzas.next(WAIT);

    var late = romeo.invite("sip:" + juliet, LATE);
    assertComplete(late.peerSdp(), "actpass");
    late.acceptConnection();
    late.bye();
  }

  /** The offer of a re-INVITE, which a lost connection makes the gateway send. */
  @Test
  @Requirement({"SDP-16", "SDP-17"})
  void anOfferMadeAnewSaysAllAgain() throws Exception {
    var call = called();
    var line = call.accept(Call.Offer.PLAIN);
    line.texts.next(WAIT);

    line.close();
    call.requests.next(WAIT, request -> request.method().equals("INVITE"));

    assertComplete(call.peerSdp(), "actpass");
    call.acceptConnection();
    call.bye();
  }

  @Test
  @Requirement({"SIZE-13", "SDP-01", "SDP-02", "SDP-03", "SDP-07", "SDP-10", "SDP-16"})
  void answersSayAllThatHasToBeSaid() throws Exception {
    var call = romeo.invite("sip:" + juliet, Call.Offer.PLAIN);
    assertComplete(call.peerSdp(), "passive");
    call.connect();

    assertThat(call.reinvite(Call.Offer.PLAIN, sdp -> sdp).status()).isEqualTo(200);
    assertComplete(call.peerSdp(), "passive");
    assertThat(call.update(call.sdp("")).text()).isEqualTo(call.response().text());
    call.bye();
  }
}
