package im.balcony.mapping;

import static im.balcony.mapping.Scene.PEER_PATH;
import static im.balcony.mapping.Scene.described;
import static im.balcony.mapping.Scene.line;
import static im.balcony.mapping.Scene.sdp;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.sip.SessionDescription;
import im.balcony.api.sip.SessionDescription.MediaLine;
import im.balcony.api.tenant.Limits;
import im.balcony.api.tenant.MsrpReachable;
import im.balcony.mapping.content.IsComposing;
import im.balcony.mapping.sdp.SdpFacts;
import im.balcony.mapping.sdp.SdpPeer;
import im.balcony.mapping.sdp.SdpReading;
import im.balcony.mapping.sdp.SdpWriting;
import im.balcony.testkit.PolicyBuilder;
import im.balcony.testkit.Requirement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What offers and answers say, and what is made of them. */
class SdpTest {

  private final Scene scene = new Scene();

  @Requirement("SDP-18")
  @ParameterizedTest
  @CsvSource({
    "'', passive, false",
    "actpass, passive, false",
    "active, passive, false",
    "passive, active, true",
    "holdconn, passive, false",
  })
  void theSetupOfAnAnswerFollowsFromTheOffer(String offered, String answered, boolean connect) {
    var offer = setup(offered);
    var reading = read(offer);
    assertThat(reading.peer().orElseThrow().connect()).isEqualTo(connect);
    assertThat(answer(offer).media().get(0).attribute("setup")).hasValue(answered);
  }

  @Requirement("SDP-18")
  @ParameterizedTest
  @CsvSource({
    "'', false",
    "actpass, true",
    "active, false",
    "passive, true",
    "holdconn, false",
  })
  void whoCannotBeReachedConnectsWhereverThePeerLetsHim(String offered, boolean connect) {
    unreachable();
    assertThat(read(setup(offered)).peer().orElseThrow().connect()).isEqualTo(connect);
  }

  @Requirement("SDP-17")
  @Test
  void anOfferSaysBothRolesOrThatOfWhoCannotBeReached() {
    var path = SdpWriting.newPath(false, scene.context()).orElseThrow();
    var reached = SdpWriting.offer(path, scene.context());
    assertThat(reached.media().get(0).attribute("setup")).hasValue("actpass");
    assertThat(reached.media().get(0).port()).isEqualTo(2855);
    unreachable();
    var first = SdpWriting.offer(path, scene.context());
    assertThat(first.media().get(0).attribute("setup")).hasValue("active");
    assertThat(first.media().get(0).port()).isEqualTo(9);
    assertThat(first.media().get(0).attribute("path")).hasValue(path.raw());
    var again = SdpWriting.offerAgain(reached, path, true, scene.context());
    assertThat(again.media()).isEqualTo(first.media());
    assertThat(again.originVersion()).isEqualTo(reached.originVersion() + 1);
  }

  @ParameterizedTest
  @CsvSource({"'', true", "active, false", "passive, true", "actpass, true", "holdconn, true"})
  void asOffererWeConnectUnlessThePeerDoes(String answered, boolean connect) {
    var path = SdpWriting.newPath(false, scene.context()).orElseThrow();
    var reading = SdpReading.answer(setup(answered), setup(answered), path, scene.context());
    assertThat(reading.peer().orElseThrow().connect()).isEqualTo(connect);
  }

  @Test
  void portNineIsNeverConnectedTo() {
    var path = "msrp://s2x.example.net:9/kjhd37s2s20w2a;tcp";
    var active = described(line("TCP/MSRP", 9, path, "text/plain", "setup:active"));
    assertThat(read(active).peer()).isPresent();
    var passive = described(line("TCP/MSRP", 9, path, "text/plain", "setup:passive"));
    assertThat(read(passive).failure()).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "TCP/TLS/MSRP, msrps://h.example:2855/abc;tcp",
    "TCP/MSRP, msrps://h.example:2855/abc;tcp",
    "TCP/MSRP, msrp://h.example/abc;tcp",
    "TCP/MSRP, msrp://a:b@h.example:1/abc;tcp",
    "TCP/MSRP, msrp://h.example:2855;tcp",
    "TCP/MSRP, msrp://h.example:2855/abc;ws",
    "TCP/MSRP, nonsense",
    "TCP/MSRP, ''",
    "RTP/AVP, msrp://h.example:2855/abc;tcp",
  })
  void pathsAndTransportsThatCannotBeUsedAreRefused(String protocol, String path) {
    var reading = read(described(line(protocol, 2855, path, "text/plain")));
    assertThat(reading.failure().orElseThrow().sipStatus()).hasValue(488);
  }

  @ParameterizedTest
  @CsvSource({
    "text/plain, true",
    "text/*, true",
    "*, true",
    "text/plain;charset=utf-8, true",
    "TEXT/PLAIN, true",
    "message/cpim, true",
    "application/x-foo, false",
    "text, false",
    "'', false",
  })
  void acceptTypesDecide(String types, boolean usable) {
    var reading = read(sdp(types));
    assertThat(reading.peer().isPresent()).isEqualTo(usable);
  }

  @Requirement(
      value = {"SDP-08", "SDP-09", "SDP-12"},
      partial = "the SEND on the wire")
  @ParameterizedTest
  @CsvSource({
    "text/plain, '', BARE, NONE",
    "text/*, '', BARE, NONE",
    "text/plain;charset=utf-8, '', BARE, NONE",
    "message/cpim text/plain, '', WRAPPED, NONE",
    "message/cpim, text/plain, WRAPPED, NONE",
    "message/cpim, *, WRAPPED, WRAPPED",
    "message/cpim, '', NONE, NONE",
    "text/plain message/cpim, '', BARE, NONE",
    "text/plain application/im-iscomposing+xml, '', BARE, BARE",
    "message/cpim text/plain, application/im-iscomposing+xml, WRAPPED, WRAPPED",
    "application/*  message/cpim, text/plain, WRAPPED, BARE",
    "*, '', BARE, BARE",
  })
  void typesGoAsThePeerTakesThem(
      String types, String wrapped, SdpPeer.Form text, SdpPeer.Form composing) {
    var offer = wrapped.isEmpty() ? sdp(types) : sdp(types, "accept-wrapped-types:" + wrapped);
    var peer = read(offer).peer().orElseThrow();
    assertThat(peer.text(false)).isEqualTo(text);
    assertThat(peer.document(IsComposing.CONTENT_TYPE)).isEqualTo(composing);
  }

  @Test
  void theTenantMayWrapWhereverThatIsAllowed() {
    var both = read(sdp("text/plain message/cpim")).peer().orElseThrow();
    assertThat(both.text(true)).isEqualTo(SdpPeer.Form.WRAPPED);
    var plain = read(sdp("text/plain")).peer().orElseThrow();
    assertThat(plain.text(true)).isEqualTo(SdpPeer.Form.BARE);
  }

  @Requirement("SDP-11")
  @Test
  void ourTypesAreTheseInThisOrder() {
    assertThat(answer(sdp("text/plain")).media().get(0).attribute("accept-types"))
        .hasValue(
            "message/cpim text/plain application/im-iscomposing+xml multipart/mixed"
                + " multipart/alternative multipart/signed");
  }

  @Test
  void everythingButTheFirstChatIsRefusedInItsPlace() {
    var audio = new MediaLine("audio", 4000, "RTP/AVP", "0 8", Optional.empty(), List.of());
    var tls = line("TCP/TLS/MSRP", 2856, "msrps://h.example:2856/abc;tcp", "text/plain");
    var chat = line("TCP/MSRP", 12763, PEER_PATH, "text/plain");
    var answer = answer(described(audio, tls, chat, chat));
    assertThat(answer.media()).extracting(MediaLine::port).containsExactly(0, 0, 2855, 0);
    assertThat(answer.media())
        .extracting(MediaLine::protocol)
        .containsExactly("RTP/AVP", "TCP/TLS/MSRP", "TCP/MSRP", "TCP/MSRP");
  }

  @Test
  void connectionAttributesAreNeitherReadNorWritten() {
    var answer = answer(sdp("text/plain", "connection:existing"));
    assertThat(answer.media().get(0).attribute("connection")).isEmpty();
    assertThat(answer.media().get(0).port()).isEqualTo(2855);
  }

  @ParameterizedTest
  @CsvSource({
    "sendonly, recvonly, false",
    "recvonly, sendonly, true",
    "inactive, inactive, false",
    "sendrecv, '', true",
  })
  void directionsAreTurnedRound(String offered, String answered, boolean takes) {
    var offer = sdp("text/plain", offered);
    assertThat(read(offer).peer().orElseThrow().takes()).isEqualTo(takes);
    var names =
        answer(offer).media().get(0).attributes().stream()
            .map(SessionDescription.Attribute::name)
            .filter(n -> n.endsWith("only") || n.equals("inactive"))
            .toList();
    assertThat(names).isEqualTo(answered.isEmpty() ? List.of() : List.of(answered));
  }

  @Test
  void theOriginGrowsExactlyWhenSomethingChanges() {
    var offer = sdp("text/plain");
    var path = SdpWriting.newPath(false, scene.context()).orElseThrow();
    var reading = read(offer);
    var first = SdpWriting.answer(offer, reading, path, scene.context());
    var same = SdpWriting.answerAgain(offer, reading, first, path, scene.context());
    assertThat(same).isEqualTo(first);
    var other = SdpWriting.newPath(false, scene.context()).orElseThrow();
    var moved = SdpWriting.answerAgain(offer, reading, first, other, scene.context());
    assertThat(moved.originVersion()).isEqualTo(first.originVersion() + 1);
    assertThat(moved.originId()).isEqualTo(first.originId());
  }

  @Test
  void factsHoldADescriptionAndAPeerWhole() {
    var offer = described(line("TCP/MSRP", 12763, PEER_PATH, "text/plain", "max-size:100"));
    assertThat(SdpFacts.read(SdpFacts.write(offer))).hasValue(offer);
    var peer = read(offer).peer().orElseThrow();
    assertThat(SdpPeer.of(peer.facts())).isEqualTo(peer);
    assertThat(peer.maxSize()).isEqualTo(100);
  }

  private SessionDescription answer(SessionDescription offer) {
    var path = SdpWriting.newPath(false, scene.context()).orElseThrow();
    return SdpWriting.answer(offer, read(offer), path, scene.context());
  }

  private SdpReading read(SessionDescription offer) {
    return SdpReading.offer(offer, scene.context());
  }

  private void unreachable() {
    scene.with(PolicyBuilder.defaults().msrpReachable(MsrpReachable.NO).build(), Limits.DEFAULT);
  }

  private static SessionDescription setup(String setup) {
    return setup.isEmpty() ? sdp("text/plain") : sdp("text/plain", "setup:" + setup);
  }
}
