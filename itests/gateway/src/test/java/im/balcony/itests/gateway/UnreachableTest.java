package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.control.Gateway;
import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.MsrpLine;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.romeo.Sdp;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions of a gateway to which peers cannot connect (RFC 6135 §4.2.2). */
class UnreachableTest {

  private static final String KEY = "msrp.reachable";
  private static final Call.Offer LATE =
      new Call.Offer(Call.Offer.PLAIN.acceptTypes(), 0, "", false);

  private Scene scene;
  private Phone romeo;

  @BeforeEach
  void open() throws Exception {
    scene = new Scene(Map.of());
    romeo = scene.nextHop("romeo", Map.of(KEY, "no"));
  }

  @AfterEach
  void close() throws Exception {
    romeo.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  private void reachable(String value) throws Exception {
    TenantKeysTest.set(scene, romeo, Map.of(KEY, value));
  }

  private Call called(String id) throws Exception {
    scene.say("juliet@example.com/x", "romeo@example.net", "chat", id, "<body>" + id + "</body>");
    return romeo.invites.next(WAIT);
  }

  private static void assertActive(Sdp sdp) {
    assertThat(sdp.attributes("setup")).containsExactly("active");
    assertThat(sdp.mediaLine()).contains("message 9 TCP/MSRP *");
  }

  private void speak(MsrpLine line, String text) throws Exception {
    line.send(text);
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo(text);
  }

  private List<String> problems() {
    return scene.framework.service(Gateway.class).stream()
        .flatMap(gateway -> gateway.why().stream())
        .map(p -> p.part() + ": " + p.reason())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"actpass", "passive"})
  @Requirement("SDP-18")
  void whoLetsUsConnectIsConnectedTo(String offered) throws Exception {
    var call = romeo.invite("sip:juliet@example.com", Call.Offer.PLAIN.withSetup(offered));
    assertThat(call.response().status()).isEqualTo(200);
    assertActive(call.peerSdp());
    speak(call.acceptConnection(), "Soft!");
    call.bye();
  }

  /** Without setup the offerer connects, and holdconn is as if there were none. */
  @ParameterizedTest
  @ValueSource(strings = {"active", "", "holdconn"})
  @Requirement({"SDP-18", "SDP-19"})
  void whoWouldConnectIsRefusedWithAWarning(String offered) throws Exception {
    var call = romeo.invite("sip:juliet@example.com", Call.Offer.PLAIN.withSetup(offered));
    assertThat(call.response().status()).isEqualTo(488);
    assertThat(call.response().need("Warning")).startsWith("399 ").contains(KEY);
    assertThat(problems()).anyMatch(p -> p.startsWith("tenant verona: " + KEY));
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement("SDP-17")
  void everyOfferSaysThatWeConnect() throws Exception {
    var call = called("first");
    assertActive(call.peerSdp());
    var line = call.accept(Call.Offer.PLAIN);
    assertThat(line.texts.next(WAIT).text()).isEqualTo("first");
    line.close();
    var again = call.acceptNewConnection();
    assertActive(call.peerSdp());
    speak(again, "Art thou gone so?");
    call.bye();

    var late = romeo.invite("sip:hero@example.com", LATE);
    assertActive(late.peerSdp());
    speak(late.acceptConnection(), "late but here");
    late.bye();
  }

  @Test
  void whoWantsToConnectInHisAnswerGetsTheTextAnotherWay() throws Exception {
    var call = called("anon");
    call.answer(call.sdp("active"), "");
    assertThat(call.expectBye(WAIT).need("Reason")).startsWith("SIP ;cause=488").contains(KEY);
    assertThat(romeo.messages.next(WAIT).text()).isEqualTo("anon");
    scene.awaitOutcome("anon", "HANDED_OVER");
    assertThat(problems()).anyMatch(p -> p.startsWith("tenant verona: " + KEY));
  }

  @Test
  @Requirement({"SDP-17", "SDP-18"})
  void aChangeHoldsForSessionsThatBeginAfterIt() throws Exception {
    reachable("yes");
    var before = romeo.invite("sip:juliet@example.com", Call.Offer.PLAIN.withSetup("active"));
    var line = before.connect();
    speak(line, "before");

    reachable("no");
    var refreshed = before.reinvite(Call.Offer.PLAIN.withSetup("active"), sdp -> sdp);
    assertThat(refreshed.status()).isEqualTo(200);
    speak(line, "it goes on");
    var other = romeo.invite("sip:hero@example.com", Call.Offer.PLAIN.withSetup("active"));
    assertThat(other.response().status()).isEqualTo(488);

    before.move();
    var elsewhere = before.reinvite(Call.Offer.PLAIN.withSetup("active"), sdp -> sdp);
    assertThat(elsewhere.status()).isEqualTo(488);
    assertThat(elsewhere.need("Warning")).contains(KEY);
    speak(line, "and stays as it was");
    before.bye();

    reachable("yes");
    var after = romeo.invite("sip:hero@example.com", Call.Offer.PLAIN.withSetup("actpass"));
    assertThat(after.peerSdp().attributes("setup")).containsExactly("passive");
    speak(after.connect(), "after");
    after.bye();
  }

  /** Its re-INVITE comes from what is stored, with the role that the gateway has now. */
  @Test
  @Requirement("SDP-17")
  void aSessionOfBeforeGoesOnAfterARestart() throws Exception {
    reachable("yes");
    var call = romeo.invite("sip:juliet@example.com", Call.Offer.PLAIN.withSetup("active"));
    speak(call.connect(), "before");
    reachable("no");

    scene.restart();
    var line = call.acceptNewConnection();
    assertThat(call.invite().text()).contains("m=message 9 ", "a=setup:active\r\n");
    speak(line, "and after");
    call.bye();
  }
}
