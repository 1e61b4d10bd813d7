package im.balcony.mapping;

import static im.balcony.mapping.Scene.PEER_PATH;
import static im.balcony.mapping.Scene.described;
import static im.balcony.mapping.Scene.line;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.mapping.Context;
import im.balcony.api.message.Failure;
import im.balcony.api.session.Effect;
import im.balcony.api.sip.SessionDescription;
import im.balcony.api.sip.SessionDescription.Attribute;
import im.balcony.api.sip.SessionDescription.MediaLine;
import im.balcony.api.tenant.Limits;
import im.balcony.api.tenant.MsrpTls;
import im.balcony.api.tls.Fingerprint;
import im.balcony.api.tls.Fingerprint.Hash;
import im.balcony.mapping.sdp.SdpFacts;
import im.balcony.mapping.sdp.SdpPeer;
import im.balcony.mapping.sdp.SdpReading;
import im.balcony.mapping.sdp.SdpWriting;
import im.balcony.testkit.PolicyBuilder;
import im.balcony.testkit.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Descriptions of streams with TLS (RFC 4975 §8.1, RFC 8122 §5). */
class SdpSecrecyTest {

  private static final String TLS = "TCP/TLS/MSRP";
  private static final String SECRET_PATH = PEER_PATH.replaceFirst("^msrp:", "msrps:");
  private static final Fingerprint OURS = print(Hash.SHA_256, "0A");
  private static final Fingerprint HIS = print(Hash.SHA_256, "0B");

  private final Scene scene = new Scene();

  private static Fingerprint print(Hash hash, String octet) {
    var octets = hash == Hash.SHA_256 ? 32 : 20;
    return new Fingerprint(hash, octet + (":" + octet).repeat(octets - 1));
  }

  @BeforeEach
  void speak() {
    scene.msrpTls = Optional.of(new Context.MsrpTls("192.0.2.1", 2856, OURS));
  }

  private void policy(MsrpTls tls) {
    scene.with(PolicyBuilder.defaults().msrpTls(tls).build(), Limits.DEFAULT);
  }

  private static SessionDescription plain() {
    return described(line("TCP/MSRP", 12763, PEER_PATH, "text/plain"));
  }

  private static SessionDescription secret(String... attributes) {
    return described(line(TLS, 12763, SECRET_PATH, "text/plain", attributes));
  }

  private boolean usable(SessionDescription offer) {
    return SdpReading.offer(offer, scene.context()).peer().isPresent();
  }

  private SessionDescription answer(SessionDescription offer) {
    var reading = SdpReading.offer(offer, scene.context());
    var path = SdpWriting.newPath(reading.isSecure(offer), scene.context()).orElseThrow();
    return SdpWriting.answer(offer, reading, path, scene.context());
  }

  @Requirement(value = "SDP-39", partial = "the answer on the wire")
  @Test
  void anOfferOfTlsIsAnsweredByTlsAndOursNamesTheCertificate() {
    var line = answer(secret()).media().get(0);
    assertThat(line.protocol()).isEqualTo(TLS);
    assertThat(line.port()).isEqualTo(2856);
    assertThat(line.attribute("path").orElseThrow()).startsWith("msrps://192.0.2.1:2856/");
    assertThat(line.attribute("fingerprint")).hasValue(OURS.text());
    assertThat(answer(plain()).media().get(0).attributes())
        .extracting(Attribute::name)
        .doesNotContain("fingerprint");
  }

  @ParameterizedTest
  @CsvSource({
    "OFF, true, false",
    "ACCEPTED, true, true",
    "OFFERED, true, true",
    "REQUIRED, false, true"
  })
  void theTenantSaysWhatIsTaken(MsrpTls tls, boolean plain, boolean secret) {
    policy(tls);
    assertThat(usable(plain())).isEqualTo(plain);
    assertThat(usable(secret())).isEqualTo(secret);
  }

  @ParameterizedTest
  @EnumSource(MsrpTls.class)
  void whereNoTlsIsSpokenNoneIsTaken(MsrpTls tls) {
    policy(tls);
    scene.msrpTls = Optional.empty();
    assertThat(usable(secret())).isFalse();
    assertThat(SdpWriting.newPath(true, scene.context())).isEmpty();
  }

  @Test
  void theFirstStreamThatMayBeIsTaken() {
    policy(MsrpTls.REQUIRED);
    var both = described(plain().media().get(0), secret().media().get(0));
    assertThat(answer(both).media()).extracting(MediaLine::port).containsExactly(0, 2856);
  }

  /** What was agreed upon stays, in an answer and for as long as the session lasts. */
  @ParameterizedTest
  @CsvSource({"true", "false"})
  void nothingIsChangedFromOneToTheOther(boolean secure) {
    var path = SdpWriting.newPath(secure, scene.context()).orElseThrow();
    var same = secure ? secret() : plain();
    var other = secure ? plain() : secret();
    assertThat(SdpReading.answer(same, same, path, scene.context()).peer()).isPresent();
    assertThat(SdpReading.answer(other, same, path, scene.context()).peer()).isEmpty();
    assertThat(SdpReading.offerAgain(same, path, scene.context()).peer()).isPresent();
    assertThat(SdpReading.offerAgain(other, path, scene.context()).peer()).isEmpty();
    policy(secure ? MsrpTls.OFF : MsrpTls.REQUIRED);
    assertThat(SdpReading.offerAgain(same, path, scene.context()).peer()).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "TCP/TLS/MSRP, msrp://h.example:2855/abc;tcp, passive",
    "TCP/MSRP, msrps://h.example:2855/abc;tcp, passive",
    "TCP/TLS/MSRP, msrp://r.example:2855/abc;tcp msrps://h.example:2855/abc;tcp, passive",
  })
  void mLineAndPathAgree(String protocol, String path, String setup) {
    assertThat(usable(described(line(protocol, 2855, path, "text/plain", "setup:" + setup))))
        .isFalse();
  }

  @Test
  void aRelayWithTlsMayBeInTheWayOfAPlainStream() {
    var relayed = "msrps://r.example:2855/abc;tcp " + PEER_PATH;
    assertThat(usable(described(line("TCP/MSRP", 1, relayed, "text/plain", "setup:passive"))))
        .isTrue();
  }

  private List<Fingerprint> fingerprints(String path, String... values) {
    var attributes = new ArrayList<String>();
    List.of(values).forEach(value -> attributes.add("fingerprint:" + value));
    var line = line(TLS, 12763, path, "text/plain", attributes.toArray(String[]::new));
    return SdpReading.offer(described(line), scene.context()).peer().stream()
        .flatMap(peer -> peer.fingerprints().stream())
        .toList();
  }

  @Requirement(value = "SEC-07", partial = "the connection")
  @Test
  void hashesThatDoNotCountAreSkipped() {
    var other = print(Hash.SHA_256, "0C");
    var md5 = "md5 0B" + ":0B".repeat(15);
    var sha1 = print(Hash.SHA_1, "0B");
    assertThat(fingerprints(SECRET_PATH)).isEmpty();
    assertThat(fingerprints(SECRET_PATH, md5, "sha3-256 0B", HIS.text(), sha1.text()))
        .containsExactly(HIS);
    assertThat(fingerprints(SECRET_PATH, HIS.text(), other.text())).containsExactly(HIS, other);
    assertThat(usable(secret("fingerprint:" + md5))).isFalse();
    assertThat(usable(secret("fingerprint:" + sha1.text()))).isFalse();
    scene.with(PolicyBuilder.defaults().msrpFingerprint(Hash.SHA_1).build(), Limits.DEFAULT);
    assertThat(fingerprints(SECRET_PATH, md5, sha1.text())).containsExactly(sha1);
    assertThat(usable(secret("fingerprint:" + md5))).isFalse();
  }

  @Test
  void aFingerprintIsNotThatOfARelay() {
    var relayed = "msrps://r.example:2855/abc;tcp " + SECRET_PATH;
    assertThat(fingerprints(relayed, HIS.text())).isEmpty();
    assertThat(fingerprints(SECRET_PATH, HIS.text())).containsExactly(HIS);
  }

  /** Neither without TLS nor by MESSAGE: only what is ours alone may go by that. */
  @ParameterizedTest
  @CsvSource({"OFFERED", "REQUIRED"})
  void whatWasToBeOfferedWithTlsIsNotOfferedWithout(MsrpTls tls) {
    policy(tls);
    scene.msrpTls = Optional.empty();
    var first = scene.text("chat", "a786hjs2", Scene.body("Art thou?"));
    scene.out(new Effect.StartSession("invite", "leg", first, Optional.empty()));
    var failure = scene.said.failure().orElseThrow();
    assertThat(failure.policy()).isEqualTo("msrp.tls");
    assertThat(failure.cause()).isNotEqualTo(Failure.Cause.INTERNAL);
    var late = scene.refused(scene.received(Scene.invite("c1", Optional.empty())));
    assertThat(late.status()).isEqualTo(480);
  }

  @Test
  void factsHoldTheFingerprints() {
    var offer = secret("fingerprint:" + HIS.text());
    assertThat(SdpFacts.read(SdpFacts.write(offer))).hasValue(offer);
    var peer = SdpReading.offer(offer, scene.context()).peer().orElseThrow();
    assertThat(peer.fingerprints()).containsExactly(HIS);
    assertThat(SdpPeer.of(peer.facts())).isEqualTo(peer);
  }
}
