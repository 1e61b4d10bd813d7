package im.balcony.mapping;

import static im.balcony.mapping.Scene.described;
import static im.balcony.mapping.Scene.line;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SessionDescription;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.tenant.Limits;
import im.balcony.api.tenant.MsrpCema;
import im.balcony.api.wire.Place;
import im.balcony.mapping.sdp.SdpFacts;
import im.balcony.mapping.sdp.SdpPeer;
import im.balcony.mapping.sdp.SdpReading;
import im.balcony.mapping.sdp.SdpWriting;
import im.balcony.testkit.PolicyBuilder;
import im.balcony.testkit.Requirement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Media anchors: boxes that write their own address into the m-line (RFC 6714 §4). */
class SdpCemaTest {

  private static final String CEMA = "msrp-cema";
  private static final String PATH = "msrp://198.51.100.7:7000/kjhd37s2s20w2a;tcp";
  private static final String RELAY = "msrp://relay.example.net:2855/r3l4y;tcp " + PATH;
  private static final Place ANCHOR = new Place("203.0.113.9", 40_000);

  private final Scene scene = new Scene();

  @BeforeEach
  void allow() {
    cema(MsrpCema.YES);
  }

  private void cema(MsrpCema value) {
    scene.with(PolicyBuilder.defaults().msrpCema(value).build(), Limits.DEFAULT);
  }

  /** A description with that address in its c- and m-line. */
  private static SessionDescription at(Place place, String path, String... attributes) {
    var plain = described(line("TCP/MSRP", place.port(), path, "text/plain", attributes));
    return new SessionDescription("-", 1, 1, place.host(), Optional.empty(), plain.media());
  }

  private SdpReading offer(SessionDescription sdp) {
    return SdpReading.offer(sdp, scene.context());
  }

  private SessionDescription ours() {
    return SdpWriting.offer(
        SdpWriting.newPath(false, scene.context()).orElseThrow(), scene.context());
  }

  private SdpPeer answer(SessionDescription sdp) {
    var path = SdpWriting.newPath(false, scene.context()).orElseThrow();
    return SdpReading.answer(sdp, ours(), path, scene.context()).peer().orElseThrow();
  }

  private boolean allowsInAnswer(SessionDescription sdp) {
    var path = SdpWriting.newPath(false, scene.context()).orElseThrow();
    var answer = SdpWriting.answer(sdp, offer(sdp), path, scene.context());
    assertThat(answer.media().get(0).attribute("setup")).isPresent();
    return answer.media().get(0).attribute(CEMA).isPresent();
  }

  @ParameterizedTest
  @CsvSource({"YES, true", "NO, false"})
  @Requirement(value = "SDP-29", partial = "no key takes the setup attribute away")
  void anOfferAllowsThemWhereTheTenantDoes(MsrpCema value, boolean allowed) {
    cema(value);
    var offered = ours().media().get(0);
    assertThat(offered.attribute(CEMA).isPresent()).isEqualTo(allowed);
    assertThat(offered.attribute("setup")).hasValue("actpass");
  }

  @ParameterizedTest
  @CsvSource({"true, passive, true", "true, active, false", "false, passive, true"})
  void theMediaLineSaysWhereToConnect(boolean supported, String setup, boolean connect) {
    var role = "setup:" + setup;
    var sdp = supported ? at(ANCHOR, PATH, CEMA, role) : at(ANCHOR, PATH, role);
    var peer = answer(sdp);
    assertThat(peer.again()).isFalse();
    assertThat(peer.anchor()).isEqualTo(connect ? Optional.of(ANCHOR) : Optional.empty());
    assertThat(SdpPeer.of(peer.facts())).isEqualTo(peer);
    assertThat(peer.connecting(false).anchor()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        PATH + " | active | true",
        PATH + " | passive | false",
        RELAY + " | passive | true",
        RELAY + " | active | true",
      })
  void anAnchorThatThePeerDoesNotKnowIsOfNoUse(String path, String setup, boolean again) {
    assertThat(answer(at(ANCHOR, path, "setup:" + setup)).again()).isEqualTo(again);
  }

  @Test
  void whereAllNameTheSameAddressThereIsNone() {
    var place = new Place("198.51.100.7", 7000);
    assertThat(answer(at(place, RELAY, CEMA, "setup:passive")).anchor()).isEmpty();
    assertThat(answer(at(place, RELAY, "setup:passive")).again()).isFalse();
    assertThat(answer(at(place, PATH, "setup:active")).again()).isFalse();
    var active = new Place("198.51.100.7", 9);
    assertThat(answer(at(active, PATH, "setup:active")).again()).isFalse();
  }

  @Test
  void withoutThemThePathAloneCounts() {
    cema(MsrpCema.NO);
    assertThat(offer(at(ANCHOR, PATH, "setup:passive")).peer().orElseThrow().anchor()).isEmpty();
    assertThat(offer(at(ANCHOR, PATH, CEMA, "setup:passive")).anchored()).isFalse();
    assertThat(answer(at(ANCHOR, PATH, "setup:active")).again()).isFalse();
  }

  @Test
  void anOfferWithAnAnchorButNoWordOfItIsRefused() {
    var reading = offer(at(ANCHOR, PATH, "setup:actpass"));
    assertThat(reading.failure().orElseThrow().sipStatus()).hasValue(488);
    assertThat(offer(at(ANCHOR, PATH, CEMA, "setup:actpass")).peer()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"active", "passive", "actpass"})
  void anOfferThatAllowsThemIsAnsweredAlike(String setup) {
    var sdp = at(ANCHOR, PATH, CEMA, "setup:" + setup);
    assertThat(allowsInAnswer(sdp)).isTrue();
    var connects = setup.equals("passive");
    assertThat(offer(sdp).peer().orElseThrow().anchor())
        .isEqualTo(connects ? Optional.of(ANCHOR) : Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({"active, false", "actpass, false", "passive, true"})
  @Requirement(value = "SDP-27", partial = "relays of our own")
  void aRelayOfThePeersThatHasToConnectKnowsNoAnchor(String setup, boolean allowed) {
    assertThat(allowsInAnswer(at(ANCHOR, RELAY, CEMA, "setup:" + setup))).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({
    "two.example.net, 198.51.100.7, true",
    "two.example.net, 198.51.100.8, true",
    "two.example.net, 198.51.100.9, false",
    "198.51.100.7, two.example.net, true",
    "no.example.net, 198.51.100.7, false",
    "no.example.net, no.example.net, false",
    "[2001:db8:0:0::7], 2001:db8:0:0:0:0:0:7, true",
  })
  void namesAreComparedByAllTheirAddresses(String host, String address, boolean same) {
    scene.hosts =
        asked ->
            switch (asked) {
              case "two.example.net" -> List.of("198.51.100.8", "198.51.100.7");
              case "no.example.net" -> List.of();
              case "[2001:db8:0:0:0:0:0:7]" -> List.of("2001:db8:0:0:0:0:0:7");
              default -> List.of(asked);
            };
    var path = "msrp://" + host + ":7000/kjhd37s2s20w2a;tcp";
    assertThat(offer(at(new Place(address, 7000), path, "setup:active")).peer().isPresent())
        .isEqualTo(same);
    assertThat(offer(at(new Place(address, 7001), path, "setup:active")).peer()).isEmpty();
  }

  @Test
  void nobodyConnectsToAnAnchorWithoutPort() {
    assertThat(offer(at(new Place("203.0.113.9", 9), PATH, CEMA, "setup:passive")).peer())
        .isEmpty();
  }

  /** The 2xx is acknowledged, nothing is opened, and the next offer says nothing of anchors. */
  @Test
  void theSessionIsOfferedAnewWithoutThem() {
    var first = scene.text("chat", "a786hjs2", Scene.thread("29377446"), Scene.body("Art thou?"));
    scene.out(new Effect.StartSession("e1", "leg", first, Optional.empty()));
    var answer = at(ANCHOR, PATH, "setup:active");
    scene.in(new SipEvent.Answered("e1", Scene.ok("as83kd9", Optional.of(answer))));
    assertThat(scene.heard.events())
        .extracting(Event::getClass)
        .extracting(Class::getSimpleName)
        .containsExactly("SessionAccepted", "MediaDown");
    assertThat(((Event.MediaDown) scene.heard.events().get(1)).restarted()).isTrue();
    scene.out(new Effect.AckSession("leg", Optional.empty()));
    scene.out(new Effect.OpenMedia("leg"));
    assertThat(scene.said.records()).isEmpty();
    var again = scene.request(new Effect.RefreshSession("e2", "leg", true)).sdp().orElseThrow();
    assertThat(again.media().get(0).attribute(CEMA)).isEmpty();
    assertThat(SdpFacts.read(SdpFacts.write(again))).hasValue(again);

    var plain = at(new Place("198.51.100.7", 7000), PATH, "setup:passive");
    scene.in(new SipEvent.Answered("e2", Scene.ok("as83kd9", Optional.of(plain))));
    scene.out(new Effect.AckSession("leg", Optional.empty()));
    var open = scene.say(MsrpCommand.Open.class, new Effect.OpenMedia("leg"));
    assertThat(open.session().anchor()).isEmpty();
  }

  @Test
  void theConnectionIsMadeToTheAnchorAndTheMessagesNameThePath() {
    scene.established("leg", at(ANCHOR, PATH, CEMA, "setup:passive"));
    var open = (MsrpCommand.Open) scene.said.records().get(0);
    assertThat(open.session().anchor()).hasValue(ANCHOR);
    assertThat(open.session().remotePath()).extracting(uri -> uri.raw()).containsExactly(PATH);
  }
}
