package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.players.Relay;
import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.MsrpLine;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.romeo.Sdp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A media anchor between the gateway and Romeo's phone (RFC 6714). */
class AnchoredTest {

  private static final String KEY = "msrp.cema";
  private static final String CEMA = "a=msrp-cema\r\n";

  private Scene scene;
  private Phone romeo;

  @BeforeEach
  void open() throws Exception {
    scene = new Scene(Map.of());
    romeo = scene.nextHop("romeo", Map.of(KEY, "yes"));
  }

  @AfterEach
  void close() throws Exception {
    romeo.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  private Call called(String id) throws Exception {
    scene.say("juliet@example.com/x", "romeo@example.net", "chat", id, "<body>" + id + "</body>");
    return romeo.invites.next(WAIT);
  }

  private static String at(Relay anchor, String sdp) {
    return sdp.replaceFirst("m=message \\d+ ", "m=message " + anchor.port() + " ");
  }

  private static Relay anchorOf(Call call) throws Exception {
    var uri = call.ownPath().get(0).replaceFirst(";.*", "");
    return new Relay(URI.create(uri).getPort());
  }

  private void speak(MsrpLine line, String text) throws Exception {
    line.send(text);
    assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo(text);
  }

  private static boolean allows(Sdp sdp) {
    return sdp.attributes("msrp-cema").equals(List.of(""));
  }

  @Test
  @Requirement({"SDP-23", "SDP-25"})
  void theConnectionGoesToTheAnchorAndTheMessagesNameThePath() throws Exception {
    var call = called("first");
    assertThat(allows(call.peerSdp())).isTrue();
    assertThat(call.peerSdp().attributes("setup")).containsExactly("actpass");
    try (var anchor = anchorOf(call)) {
      call.answer(at(anchor, call.sdp("passive")) + CEMA, "");
      // Nobody but the anchor would be let in by that port, and Romeo's line judges the To-Path.
      var line = call.acceptConnection();
      assertThat(line.texts.next(WAIT).text()).isEqualTo("first");
      assertThat(anchor.connections()).isEqualTo(1);
      speak(line, "Good morrow");
      call.bye();
    }
  }

  @Test
  @Requirement({"SDP-23", "SDP-05"})
  void aTenantWithoutThemKnowsNoAnchors() throws Exception {
    TenantKeysTest.set(scene, romeo, Map.of(KEY, "no"));
    var call = called("first");
    assertThat(call.peerSdp().attributes("msrp-cema")).isEmpty();
    try (var anchor = anchorOf(call)) {
      call.answer(at(anchor, call.sdp("passive")) + CEMA, "");
      assertThat(call.acceptConnection().texts.next(WAIT).text()).isEqualTo("first");
      assertThat(anchor.connections()).isZero();
      call.bye();
    }
    var other = romeo.invite("sip:hero@example.com", Call.Offer.PLAIN, sdp -> moved(sdp));
    assertThat(other.response().status()).isEqualTo(200);
    speak(other.connect(), "by the path");
    other.bye();
  }

  /** What the peer cannot know of would never be connected to. */
  @Test
  @Requirement("SDP-24")
  void anAnchorThatTheAnswerKnowsNothingOfIsOfferedAnewWithoutIt() throws Exception {
    var call = called("first");
    try (var anchor = anchorOf(call)) {
      var path = call.peerSdp().path();
      call.answer(at(anchor, call.sdp("active")), "");
      call.requests.next(WAIT, r -> r.method().equals("ACK"));
      // Romeo's phone answers the new offer as one without an anchor: he is connected to.
      var line = call.acceptNewConnection();
      assertThat(call.peerSdp().attributes("msrp-cema")).isEmpty();
      assertThat(call.peerSdp().path()).isNotEqualTo(path);
      assertThat(line.texts.next(WAIT).text()).isEqualTo("first");
      assertThat(anchor.connections()).isZero();
      speak(line, "Good morrow");
      scene.awaitOutcome("first", "HANDED_OVER");
      call.bye();
    }
  }

  private static String moved(String sdp) {
    return sdp.replaceFirst("m=message \\d+ ", "m=message 40000 ");
  }

  @Test
  @Requirement("SDP-26")
  void anOfferWhoseMediaLineAndPathDisagreeIsRefused() throws Exception {
    var call = romeo.invite("sip:juliet@example.com", Call.Offer.PLAIN, sdp -> moved(sdp));
    assertThat(call.response().status()).isEqualTo(488);
    assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
  }

  @Test
  @Requirement("SDP-25")
  void anOfferThatAllowsAnchorsIsAnsweredAndItsAnchorConnectedTo() throws Exception {
    var anchors = new ArrayList<Relay>();
    UnaryOperator<String> edit =
        sdp -> {
          var port = Integer.parseInt(sdp.replaceFirst("(?s).*m=message (\\d+) .*", "$1"));
          try {
            anchors.add(new Relay(port));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return at(anchors.get(0), sdp) + CEMA;
        };
    var call = romeo.invite("sip:juliet@example.com", Call.Offer.PLAIN.withSetup("passive"), edit);
    assertThat(call.response().status()).isEqualTo(200);
    assertThat(allows(call.peerSdp())).isTrue();
    assertThat(call.peerSdp().attributes("setup")).containsExactly("active");
    try (var anchor = anchors.get(0)) {
      speak(call.acceptConnection(), "Soft!");
      assertThat(anchor.connections()).isEqualTo(1);
      call.bye();
    }
  }

  /** Where that is forbidden, also if somebody else's path would do. */
  @Test
  void anAnchorIsConnectedToOnlyWhereTheTenantAllowsIt() throws Exception {
    TenantKeysTest.set(scene, romeo, Map.of(KEY, "yes", "msrp.connect-allow", "127.0.0.1/32"));
    var call =
        romeo.invite(
            "sip:juliet@example.com",
            Call.Offer.PLAIN.withSetup("passive"),
            sdp -> sdp.replace("c=IN IP4 127.0.0.1", "c=IN IP4 127.0.0.2") + CEMA);
    assertThat(call.response().status()).isEqualTo(488);
    assertThat(call.response().need("Warning")).contains("msrp.connect-allow");
  }

  /** A relay of Romeo's that has to connect cannot know of the anchor (RFC 6714 §4.3). */
  @Test
  @Requirement(value = "SDP-27", partial = "relays of our own")
  void whoConnectsByHisRelayGetsAnAnswerWithoutAnchors() throws Exception {
    romeo.path = uri -> "msrp://127.0.0.1:2855/r3l4y;tcp " + uri;
    var call =
        romeo.invite(
            "sip:juliet@example.com", Call.Offer.PLAIN.withSetup("active"), sdp -> sdp + CEMA);
    assertThat(call.response().status()).isEqualTo(200);
    assertThat(call.peerSdp().attributes("msrp-cema")).isEmpty();
    call.bye();
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "no-such-host.invalid"})
  @Requirement("SDP-28")
  void namesInAPathAreLookedUp(String host) throws Exception {
    var known = host.equals("localhost");
    romeo.path = uri -> uri.replace("//127.0.0.1:", "//" + host + ":");
    var call = romeo.invite("sip:juliet@example.com", Call.Offer.PLAIN);
    assertThat(call.response().status()).isEqualTo(known ? 200 : 488);
    if (known) {
      speak(call.connect(), "Soft!");
      call.bye();
    }
  }

  /** RFC 6714 §4.5: who allows anchors says in each description who connects. */
  @Test
  @Requirement(value = "SDP-29", partial = "no key takes the setup attribute away")
  void theRoleIsInEachDescription() throws Exception {
    TenantKeysTest.set(scene, romeo, Map.of(KEY, "yes", "msrp.reachable", "no"));
    var call = called("first");
    assertThat(allows(call.peerSdp())).isTrue();
    assertThat(call.peerSdp().attributes("setup")).containsExactly("active");
    var line = call.accept(Call.Offer.PLAIN);
    assertThat(line.texts.next(WAIT).text()).isEqualTo("first");
    call.bye();
  }
}
