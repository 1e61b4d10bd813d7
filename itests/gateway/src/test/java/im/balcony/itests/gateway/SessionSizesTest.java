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
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How long texts in sessions may be (RFC 7573 §8, RFC 4975 §8.6 and §14.5). */
class SessionSizesTest {

  private static Scene scene;
  private static Phone romeo;
  private static Phone benvolio;
  private static int people;

  private final String juliet = "juliet" + ++people + "@example.com";

  @BeforeAll
  static void open() throws Exception {
    scene = new Scene(Map.of());
    romeo = scene.nextHop("romeo", Map.of());
    scene.tenant(
        "narrow",
        "montague.example",
        Map.of("stanza-limit", "10000", "sip.next-hop", "sip:127.0.0.1:" + romeo.port() + ";lr"));
    scene.server.connected.next(WAIT);
    var gateway = new InetSocketAddress("127.0.0.1", scene.sipPort);
    benvolio = new Phone("benvolio", "montague.example", gateway, scene.ladder, scene.violations);
  }

  @AfterAll
  static void close() throws Exception {
    romeo.close();
    benvolio.close();
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  private static int maxSize(Sdp sdp) {
    return Integer.parseInt(sdp.attribute("max-size").orElse(""));
  }

  @ParameterizedTest
  @CsvSource({"example.net, 65536", "montague.example, 10000"})
  @Requirement("SIZE-13")
  void everyOfferAndAnswerSaysWhatFitsAStanza(String domain, int limit) throws Exception {
    scene.say(juliet + "/x", "romeo@" + domain, "chat", "o1", "<body>x</body>");
    var offered = romeo.invites.next(WAIT);
    assertThat(maxSize(offered.peerSdp())).isBetween(1000, limit);
    offered.refuse("480 Later");
    scene.failed("o1");

    try (var call = (limit == 10000 ? benvolio : romeo).invite("sip:" + juliet, Call.Offer.PLAIN)) {
      assertThat(maxSize(call.peerSdp())).isBetween(1000, limit);
      var changed = call.reinvite(Call.Offer.PLAIN, sdp -> sdp);
      assertThat(changed.status()).isEqualTo(200);
      assertThat(maxSize(call.peerSdp())).isBetween(1000, limit);
      call.bye();
    }
    var late = new Call.Offer("text/plain", 0, "", false);
    try (var call = (limit == 10000 ? benvolio : romeo).invite("sip:" + juliet, late)) {
      assertThat(maxSize(call.peerSdp())).isBetween(1000, limit);
      call.bye();
    }
  }

  /** A SEND whose Byte-Range is whatever the test says. */
  private static int send(Call call, MsrpLine line, String range, String headers, String body)
      throws Exception {
    line.raw(
        ("MSRP range%2$05d SEND\r\nTo-Path: %1$s\r\nFrom-Path: %3$s\r\nMessage-ID: ranged%4$d\r\n"
                + "Byte-Range: %5$s\r\n%6$sContent-Type: text/plain\r\n\r\n%7$s\r\n"
                + "-------range%2$05d+\r\n")
            .formatted(
                call.peerSdp().path().get(0),
                ++people,
                call.ownPath().get(0),
                call.hashCode(),
                range,
                headers,
                body)
            .getBytes(StandardCharsets.UTF_8));
    return people;
  }

  private static int answer(MsrpLine line, int number) {
    return line.response("range%05d".formatted(number), WAIT).status();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Failure-Report: yes\r\n", "Failure-Report: partial\r\n"})
  @Requirement("SIZE-14")
  void aTextAboveTheLimitIsRefusedWherePossible(String headers) throws Exception {
    try (var call = romeo.invite("sip:" + juliet, Call.Offer.PLAIN)) {
      var line = call.connect();

      var number = send(call, line, "1-2048/200000", headers, "x".repeat(2048));

      assertThat(answer(line, number)).isEqualTo(413);
      assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
      call.bye();
    }
  }

  @Test
  @Requirement("SIZE-14")
  void withoutFailureReportsATextAboveTheLimitIsDropped() throws Exception {
    try (var call = romeo.invite("sip:" + juliet, Call.Offer.PLAIN)) {
      var line = call.connect();
      send(call, line, "1-2048/200000", "Failure-Report: no\r\n", "x".repeat(2048));

      assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
      assertThat(line.frames.size()).isZero();
      line.send("still here");
      assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("still here");
      call.bye();
    }
  }

  @Test
  @Requirement("SIZE-15")
  void anUnknownTotalIsLimitedByWhatHasArrived() throws Exception {
    try (var call = benvolio.invite("sip:" + juliet, Call.Offer.PLAIN)) {
      var line = call.connect();
      var most = maxSize(call.peerSdp());
      var sent = 0;
      for (; sent + 2000 <= most; sent += 2000) {
        var number = send(call, line, sent + 1 + "-*/*", "", "x".repeat(2000));
        assertThat(answer(line, number)).isEqualTo(200);
      }
      assertThat(sent).isGreaterThan(2000);
      var number = send(call, line, sent + 1 + "-*/*", "", "x".repeat(most - sent + 1));

      assertThat(answer(line, number)).isEqualTo(413);
      assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
      call.bye();
    }
  }

  @ParameterizedTest
  @CsvSource({"1-*/9999999999999999999", "9999999999999999999-*/*"})
  @Requirement("SIZE-18")
  void anImpossibleRangeIsRefused(String range) throws Exception {
    try (var call = romeo.invite("sip:" + juliet, Call.Offer.PLAIN)) {
      var line = call.connect();

      assertThat(answer(line, send(call, line, range, "", "x"))).isIn(400, 413);
      assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
      call.bye();
    }
  }

  @Test
  @Requirement({"SIZE-17", "I18N-13"})
  void aPeersMaxSizeCountsOctets() throws Exception {
    scene.say(juliet + "/x", "romeo@example.net", "chat", "m1", "<body>short</body>");
    var offer = new Call.Offer("text/plain", 100, "", true);
    var call = romeo.invites.next(WAIT);
    try (var line = call.accept(offer)) {
      line.texts.next(WAIT);

      scene.say(juliet + "/x", "romeo@example.net", "chat", "m2", body("é".repeat(51)));
      var error = scene.server.stanzas.next(WAIT);
      assertThat(error.getAttribute("id")).isEqualTo("m2");
      assertThat(error.getElementsByTagNameNS("*", "policy-violation").getLength()).isEqualTo(1);

      scene.say(juliet + "/x", "romeo@example.net", "chat", "m3", body("é".repeat(50)));
      assertThat(line.texts.next(WAIT).body()).hasSize(100);
      call.bye();
    }
  }

  private static String body(String text) {
    return "<body>" + text + "</body>";
  }

  @Test
  @Requirement("SIZE-12")
  void aStanzaLimitBelowTenThousandOctetsIsRefused() throws Exception {
    var gateway = scene.framework.service(Gateway.class).orElseThrow();
    scene.tenant("narrow", "montague.example", Map.of("stanza-limit", "9999"));
    Framework.await("refusal", WAIT, () -> !refusals(gateway).isEmpty());

    assertThat(refusals(gateway))
        .singleElement()
        .asString()
        .contains("stanza-limit", "9999", "10 kB");
    // The last good record stays in force.
    var fits = benvolio.message("sip:" + juliet, "x".repeat(9000));
    assertThat(fits.status()).isEqualTo(202);
    scene.server.stanzas.next(WAIT);
    assertThat(benvolio.message("sip:" + juliet, "x".repeat(10_000)).status()).isEqualTo(413);
  }

  private static List<String> refusals(Gateway gateway) {
    return gateway.tenants().stream()
        .filter(tenant -> tenant.id().equals("narrow"))
        .flatMap(tenant -> tenant.refusals().stream())
        .toList();
  }
}
