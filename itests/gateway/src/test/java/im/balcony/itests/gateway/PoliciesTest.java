package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static im.balcony.testkit.server.ComponentServer.has;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.control.Gateway;
import im.balcony.api.store.Store;
import im.balcony.testkit.Requirement;
import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.Phone;
import im.balcony.testkit.romeo.SipFrame;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the tenant's own configuration refuses or ends says so, on the wire and to operators. */
class PoliciesTest {

  private static final String FORBIDDEN = "msrp.connect-allow";

  private static List<String> problems(Scene scene) {
    return scene.framework.service(Gateway.class).stream()
        .flatMap(gateway -> gateway.why().stream())
        .map(p -> p.part() + ": " + p.reason())
        .toList();
  }

  private static Store.Journal story(Scene scene, String id) {
    return scene.framework.service(Gateway.class).stream()
        .flatMap(gateway -> gateway.message(id).stream())
        .findFirst()
        .orElseThrow();
  }

  @Test
  @Requirement("SEC-20")
  void anOfferThatLeadsWhereWeMayNotConnectIsRefusedWithAWarning() throws Exception {
    try (var scene = new Scene(Map.of());
        var romeo = scene.nextHop("romeo", Map.of("msrp.connect-allow", ""))) {
      var call = romeo.invite("sip:hero@example.com", Call.Offer.PLAIN.withSetup("passive"));

      assertThat(call.response().status()).isEqualTo(488);
      assertThat(call.response().need("Warning")).startsWith("399 ").contains(FORBIDDEN);
      assertThat(problems(scene))
          .anyMatch(p -> p.startsWith("tenant verona: " + FORBIDDEN) && p.contains(" 1 "));
      // Who connects to us is welcome all the same.
      var other = romeo.invite("sip:hero@example.com", Call.Offer.PLAIN.withSetup("active"));
      assertThat(other.response().status()).isEqualTo(200);
      other.bye();
      assertThat(scene.violations.all()).isEmpty();
    }
  }

  @Test
  @Requirement("SEC-20")
  void anAnswerThatLeadsThereEndsWithAReasonAndTheMessageSaysWhyItWentAnotherWay()
      throws Exception {
    try (var scene = new Scene(Map.of());
        var romeo = scene.nextHop("romeo", Map.of("msrp.connect-allow", ""))) {
      scene.say("juliet@example.com/x", "romeo@example.net", "chat", "f1", "<body>x</body>");
      var call = romeo.invites.next(WAIT);
      call.answer(call.sdp("passive"), "");

      assertThat(call.expectBye(WAIT).need("Reason"))
          .startsWith("SIP ;cause=488")
          .contains(FORBIDDEN);
      assertThat(romeo.messages.next(WAIT).text()).isEqualTo("x");
      scene.awaitOutcome("f1", "HANDED_OVER");
      assertThat(story(scene, "f1").hops())
          .anyMatch(hop -> hop.contains(" by-message: ") && hop.contains(FORBIDDEN));
      assertThat(problems(scene)).anyMatch(p -> p.startsWith("tenant verona: " + FORBIDDEN));
      assertThat(scene.violations.all()).isEmpty();
    }
  }

  @Test
  void whatIsTooMuchSaysWhichLimit() throws Exception {
    try (var scene = new Scene(Map.of());
        var romeo = scene.nextHop("romeo", Map.of("rate.source", "1", "sessions.max", "1"))) {
      var first = romeo.invite("sip:hero@example.com", Call.Offer.PLAIN);
      assertThat(first.response().status()).isEqualTo(200);
      var line = first.connect();
      line.send("x");
      scene.server.stanzas.next(WAIT);
      Framework.await("a session", WAIT, () -> sessions(scene) == 1);
      var other =
          new Phone(
              "tybalt",
              "example.net",
              new java.net.InetSocketAddress("127.0.0.1", scene.sipPort),
              scene.ladder,
              scene.violations);
      try (other) {
        var second = other.invite("sip:hero@example.com", Call.Offer.PLAIN);
        assertThat(second.response().status()).isEqualTo(503);
        assertThat(second.response().need("Warning")).contains("sessions.max");
        assertThat(problems(scene)).anyMatch(p -> p.contains("sessions.max"));
      }
      var refused = tooMany(scene, romeo);
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.need("Warning")).contains("rate.source");
      assertThat(problems(scene)).anyMatch(p -> p.contains("rate.source"));
      first.bye();
    }
  }

  @Test
  @Requirement("SEC-19")
  void whoeverFloodsIsHeldBackAndNobodyElse() throws Exception {
    try (var scene = new Scene(Map.of());
        var romeo = scene.nextHop("romeo", Map.of("rate.source", "1"));
        var tybalt = scene.phone("tybalt")) {
      assertThat(tooMany(scene, romeo).need("Retry-After")).matches("\\d+");
      var call = romeo.invite("sip:hero@example.com", Call.Offer.PLAIN);
      assertThat(call.response().status()).isEqualTo(503);
      assertThat(call.response().need("Retry-After")).matches("\\d+");
      assertThat(tybalt.message("sip:hero@example.com", "and I?").status()).isEqualTo(202);
      assertThat(child(scene.server.stanzas.next(WAIT), "body")).isEqualTo("and I?");

      for (var i = 0; scene.server.stanzas.size() == 0 && i < 100; i++) {
        scene.say("eve@example.com/x", "romeo@example.net", "normal", "f" + i, "<body>f</body>");
        if (scene.server.stanzas.size() == 0) {
          romeo.messages.poll(Duration.ofMillis(50));
        }
      }
      var error = scene.server.stanzas.next(WAIT);
      assertThat(error.getAttribute("to")).isEqualTo("eve@example.com/x");
      assertThat(has(error, "*", "resource-constraint")).isTrue();
      scene.server.stanzas.ignoring(
          "what else is too much", s -> has(s, "*", "resource-constraint"));
      scene.say("juliet@example.com/x", "romeo@example.net", "normal", "j", "<body>and I?</body>");
      romeo.messages.ignoring("the flood", message -> message.text().equals("f"));
      while (!romeo.messages.next(WAIT).text().equals("and I?")) {
        // What of the flood was not too much.
      }
    }
  }

  private static int sessions(Scene scene) {
    return scene.framework.service(Gateway.class).stream()
        .flatMap(gateway -> gateway.tenants().stream())
        .mapToInt(Gateway.TenantStatus::sessions)
        .sum();
  }

  private static SipFrame tooMany(Scene scene, Phone phone) throws Exception {
    for (var i = 0; i < 20; i++) {
      var response = phone.message("sip:hero@example.com", "again");
      if (response.status() == 503) {
        return response;
      }
      scene.server.stanzas.next(WAIT);
    }
    throw new AssertionError("nothing was too much");
  }

  @Test
  void whoIsSilentForIdleTimeoutHearsThatInTheBye() throws Exception {
    try (var scene = new Scene(Map.of());
        var romeo = scene.nextHop("romeo", Map.of("idle-timeout", "1s"))) {
      scene.say("juliet@example.com/x", "romeo@example.net", "chat", "i1", "<body>x</body>");
      var call = romeo.invites.next(WAIT);
      call.accept(Call.Offer.PLAIN).texts.next(WAIT);

      assertThat(call.expectBye(WAIT).need("Reason")).contains("cause=408", "idle time");
    }
  }

  @Test
  void whoDoesNotAnswerForSetupTimeoutHearsThatInTheCancel() throws Exception {
    try (var scene = new Scene(Map.of());
        var romeo = scene.nextHop("romeo", Map.of("setup-timeout", "1s"))) {
      scene.say("juliet@example.com/x", "romeo@example.net", "chat", "s1", "<body>x</body>");
      var call = romeo.invites.next(WAIT);
      call.ring();

      var cancel =
          romeo.received.next(Duration.ofSeconds(20), f -> f.startLine().startsWith("CANCEL "));
      assertThat(cancel.need("Reason")).contains("cause=408", "not answered");
      scene.awaitOutcome("s1", "FAILED");
      scene.failed("s1");
    }
  }

  @Test
  void aTenantWithoutSessionsSaysThatInTheStory() throws Exception {
    try (var scene = new Scene(Map.of());
        var romeo = scene.nextHop("romeo", Map.of("chat.mode", "page"))) {
      scene.say("juliet@example.com/x", "romeo@example.net", "chat", "p1", "<body>x</body>");
      romeo.messages.next(WAIT);
      scene.awaitOutcome("p1", "HANDED_OVER");
      assertThat(story(scene, "p1").hops()).anyMatch(hop -> hop.contains("chat.mode"));
      assertThat(scene.server.stanzas.poll(SILENCE)).isEmpty();
    }
  }
}
