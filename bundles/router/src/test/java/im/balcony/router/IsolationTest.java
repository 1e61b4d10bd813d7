package im.balcony.router;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.tenant.Limits;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.xmpp.XmppCommand;
import im.balcony.router.bounds.RouterLimits;
import im.balcony.testkit.LimitsBuilder;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Two tenants with equal user names, Call-IDs, tags, branches and stanza ids never meet. */
class IsolationTest {

  private static final Limits BUSY = LimitsBuilder.defaults().ratePerSource(100_000).build();

  private static Tenant tenant(String id, String peer) {
    return new Tenant(
        id,
        false,
        List.of("sip." + id),
        List.of("xmpp." + id),
        new Tenant.Component("127.0.0.1", 5347, "/dev/null"),
        List.of(),
        List.of(peer),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Tenant.Policy.DEFAULT,
        BUSY);
  }

  @Test
  void randomInterleavings() {
    for (var seed = 0; seed < 100; seed++) {
      interleave(new Random(seed));
    }
  }

  private static void interleave(Random random) {
    var scene =
        new Scene(
            new Fakes.Disk(),
            RouterLimits.DEFAULT,
            tenant("montague", "192.0.2.1"),
            tenant("capulet", "192.0.2.2"));
    scene.up();
    var expected = new HashSet<String>();
    for (var i = 0; i < 100; i++) {
      var who = random.nextBoolean() ? "montague" : "capulet";
      var peer = who.equals("montague") ? "192.0.2.1" : "192.0.2.2";
      var n = random.nextInt(20);
      if (random.nextBoolean()) {
        scene.router.sip(
            Scene.request(
                "MESSAGE",
                "t" + n,
                "c" + n,
                1,
                who + " sip " + n,
                "romeo@sip." + who,
                "juliet@xmpp." + who,
                peer));
        expected.add(who + " sip " + n);
      } else {
        var link =
            scene.net.connects.stream()
                .filter(c -> c.settings().text("domain", "").equals("sip." + who))
                .findFirst()
                .orElseThrow();
        scene.router.record(
            link.id(),
            Scene.text(
                "juliet@xmpp." + who + "/b", "romeo@sip." + who, "m" + n, who + " xmpp " + n));
      }
      if (random.nextInt(3) == 0) {
        scene.time.run();
      }
    }
    scene.time.run();
    check(scene, expected);
  }

  private static void check(Scene scene, Set<String> expected) {
    var arrived = new HashSet<String>();
    for (var told : scene.net.told) {
      if (told.command() instanceof XmppCommand.Send send) {
        var text = send.stanza().children().get(0).text();
        var who = text.substring(0, text.indexOf(' '));
        var link =
            scene.net.connects.stream().filter(c -> c.id().equals(told.connection())).findFirst();
        assertThat(link.orElseThrow().settings().text("domain")).contains("sip." + who);
        assertThat(send.stanza().from().domain()).isEqualTo("sip." + who);
        assertThat(send.stanza().to().domain()).isEqualTo("xmpp." + who);
        assertThat(arrived.add(text)).isTrue();
      }
    }
    assertThat(arrived).isEqualTo(expected);
    for (var status : scene.router.gateway().conversations(Optional.of("montague"))) {
      assertThat(status.juliet()).endsWith("@xmpp.montague");
    }
  }

  @Test
  void peerOfOneTenantIsNobodyToTheOther() {
    var scene =
        new Scene(
            new Fakes.Disk(),
            RouterLimits.DEFAULT,
            tenant("montague", "192.0.2.1"),
            tenant("capulet", "192.0.2.2"));
    scene.up();
    scene.router.sip(
        Scene.request(
            "MESSAGE",
            "t1",
            "c1",
            1,
            "x",
            "romeo@sip.montague",
            "juliet@xmpp.montague",
            "192.0.2.2"));
    scene.time.run();
    assertThat(scene.sip.answers()).containsExactly(403);
  }
}
