package im.balcony.itests.gateway;

import static im.balcony.itests.gateway.Scene.SILENCE;
import static im.balcony.itests.gateway.Scene.WAIT;
import static im.balcony.testkit.server.ComponentServer.child;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.testkit.romeo.Call;
import im.balcony.testkit.romeo.MsrpLine;
import im.balcony.testkit.romeo.Phone;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;

/**
 * The example of rules of one's own, installed while two tenants chat: it serves the one that names
 * it from its next message on, and nobody else; and the way back.
 */
class OwnRulesTest {

  private static final String OWN = "[0.0.1,0.0.2)";
  private static final String SEPARATED = "Good night,\u2028good night!";
  private static final String ENDED = "Good night,\r\ngood night!";

  /** A tenant with its phone and its open chat. */
  private record House(
      String tenant, String domain, Phone romeo, Call call, MsrpLine line, String juliet) {

    void rules(Scene scene, String range) throws Exception {
      change(scene, tenant, domain, romeo, range);
    }

    /** Juliet writes; what Romeo's end of the session got. */
    String written(Scene scene, String id, String text) throws Exception {
      say(scene, juliet, domain, id, text);
      return line.texts.next(WAIT).text();
    }

    /** Romeo's MESSAGE with a wrong label; how it was answered. */
    int labelled(String text) throws Exception {
      return romeo
          .message(
              "sip:" + juliet.replaceFirst("/.*", ""),
              text,
              List.of("Content-Type: application/octet-stream"))
          .status();
    }
  }

  @Test
  void oneTenantTakesThemUpAndLaysThemDownInTheMiddleOfAChat() throws Exception {
    var scene = new Scene(Map.of());
    var house = house(scene, "verona", "example.net");
    var other = house(scene, "capulet", "capulet.example");

    try (house.romeo;
        other.romeo) {
      var own = scene.framework.installExample("softphone-rules");
      assertThat(own.getState()).isEqualTo(Bundle.ACTIVE);
      bothAreServedByTheStandardRules(scene, house, other, "before");

      house.rules(scene, OWN);
      assertThat(house.written(scene, "own", SEPARATED)).isEqualTo(ENDED);
      assertThat(other.written(scene, "standard", SEPARATED)).isEqualTo(SEPARATED);
      assertThat(house.labelled("What's in a name?")).isEqualTo(202);
      var heard = scene.server.stanzas.next(WAIT);
      assertThat(child(heard, "body")).isEqualTo("What's in a name?");
      assertThat(other.labelled("What's in a name?")).isEqualTo(415);
      answersAreHeard(scene, house);
      answersAreHeard(scene, other);

      house.rules(scene, "highest");
      bothAreServedByTheStandardRules(scene, house, other, "after");
      own.uninstall();
      bothAreServedByTheStandardRules(scene, house, other, "without");

      for (var each : List.of(house, other)) {
        assertThat(each.romeo.invites.poll(SILENCE)).as("the session of before").isEmpty();
        assertThat(each.line.isClosed()).isFalse();
        assertThat(each.call.bye().status()).isEqualTo(200);
      }
    }
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  @Test
  void nobodyFallsToThemWhileTheStandardRulesAreAway() throws Exception {
    var scene = new Scene(Map.of());
    var house = house(scene, "verona", "example.net");

    try (house.romeo) {
      scene.framework.installExample("softphone-rules");
      scene.framework.bundle("mapping").stop();
      say(scene, house.juliet, house.domain, "away", SEPARATED);
      assertThat(house.line.texts.poll(SILENCE)).as("waits for the standard rules").isEmpty();

      scene.framework.bundle("mapping").start();
      assertThat(house.line.texts.next(WAIT).text()).isEqualTo(SEPARATED);
      assertThat(house.call.bye().status()).isEqualTo(200);
    }
    scene.close();
    assertThat(scene.violations.all()).isEmpty();
  }

  private static void bothAreServedByTheStandardRules(
      Scene scene, House one, House two, String when) throws Exception {
    for (var house : List.of(one, two)) {
      assertThat(house.written(scene, when, SEPARATED)).as(when).isEqualTo(SEPARATED);
      assertThat(house.labelled("What's in a name?")).as(when).isEqualTo(415);
      answersAreHeard(scene, house);
    }
  }

  private static void answersAreHeard(Scene scene, House house) throws Exception {
    var sent = house.line.send("Sleep dwell upon thine eyes");
    assertThat(house.line.response(sent, WAIT).status()).isEqualTo(200);
    var stanza = scene.server.stanzas.next(WAIT);
    assertThat(child(stanza, "body")).isEqualTo("Sleep dwell upon thine eyes");
    assertThat(stanza.getAttribute("to")).isEqualTo(house.juliet);
  }

  private static House house(Scene scene, String tenant, String domain) throws Exception {
    var romeo =
        new Phone(
            "romeo",
            domain,
            new InetSocketAddress("127.0.0.1", scene.sipPort),
            scene.ladder,
            scene.violations);
    change(scene, tenant, domain, romeo, "highest");
    if (!domain.equals("example.net")) {
      scene.server.connected.next(WAIT);
    }
    Thread.sleep(300);
    var juliet = "juliet-" + tenant + "@example.com/balcony";
    say(scene, juliet, domain, "first", "Art thou not Romeo?");
    var call = romeo.invites.next(WAIT);
    var line = call.accept(Call.Offer.PLAIN);
    assertThat(line.texts.next(WAIT).text()).isEqualTo("Art thou not Romeo?");
    return new House(tenant, domain, romeo, call, line, juliet);
  }

  private static void change(Scene scene, String tenant, String domain, Phone romeo, String range)
      throws Exception {
    var values = new HashMap<String, Object>();
    values.put("sip.next-hop", "sip:127.0.0.1:" + romeo.port() + ";lr");
    values.put("mapping.version", range);
    scene.tenant(tenant, domain, values);
    Thread.sleep(300);
  }

  private static void say(Scene scene, String juliet, String domain, String id, String text)
      throws Exception {
    scene.say(juliet, "romeo@" + domain, "chat", id, "<body>" + text + "</body>");
  }
}
