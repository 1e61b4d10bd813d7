package im.balcony.router;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.sip.SipCommand;
import im.balcony.api.tenant.Limits;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.xmpp.XmppCommand;
import im.balcony.router.bounds.RouterLimits;
import im.balcony.testkit.LimitsBuilder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A tenant that brings more than its share is refused, and the other one does not wait for it. */
class FairnessTest {

  private static final int MANY = 500;

  private final Scene scene =
      new Scene(
          new Fakes.Disk(),
          RouterLimits.DEFAULT,
          tenant("loud", new Limits.Share(MANY, 1_000_000, MANY, 10)),
          tenant("quiet", Limits.Share.DEFAULT));

  private static Tenant tenant(String id, Limits.Share share) {
    return new Tenant(
        id,
        false,
        List.of("sip." + id),
        List.of("xmpp." + id),
        new Tenant.Component("127.0.0.1", 5347, "/dev/null"),
        List.of(),
        List.of("192.0.2.1"),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Tenant.Policy.DEFAULT,
        LimitsBuilder.defaults().share(share).build());
  }

  private void ask(String method, String tenant, int number, String body) {
    scene.router.sip(
        Scene.request(
            method,
            tenant + number,
            "call" + tenant + number,
            1,
            body,
            "r" + number + "@sip." + tenant,
            "juliet@xmpp." + tenant,
            "192.0.2.1"));
  }

  private long stanzasOf(String tenant) {
    return scene.net.told(XmppCommand.Send.class).stream()
        .filter(send -> send.stanza().from().domain().equals("sip." + tenant))
        .count();
  }

  private List<SipCommand.Respond> refusals() {
    return scene.sip.commands.stream()
        .filter(SipCommand.Respond.class::isInstance)
        .map(SipCommand.Respond.class::cast)
        .filter(answer -> answer.response().status() == 503)
        .toList();
  }

  @Test
  void theOtherIsServedAfterAFewTurns() {
    scene.up();
    for (var i = 0; i < MANY; i++) {
      ask("MESSAGE", "loud", i, "x");
    }
    ask("MESSAGE", "quiet", 0, "x");
    var turns = 0;
    while (stanzasOf("quiet") == 0) {
      scene.time.turn();
      turns++;
    }
    assertThat(turns).isLessThanOrEqualTo(10);
    assertThat(stanzasOf("loud")).isLessThan(10);
    scene.time.run();
    assertThat(stanzasOf("loud")).isEqualTo(MANY);
  }

  @Test
  void whatIsPastItsShareIsRefusedAndTheOtherTenantsIsNot() {
    scene.up();
    for (var i = 0; i < MANY + 20; i++) {
      ask("MESSAGE", "loud", i, "x");
    }
    ask("MESSAGE", "quiet", 0, "x");
    assertThat(refusals()).hasSize(20);
    assertThat(refusals()).allMatch(answer -> answer.response().header("Retry-After").isPresent());
    scene.time.run();
    assertThat(refusals()).hasSize(20);
    assertThat(stanzasOf("loud")).isEqualTo(MANY);
    assertThat(stanzasOf("quiet")).isEqualTo(1);
    assertThat(scene.router.held()).containsEntry("records at the doors", 0);
    assertThat(scene.router.held()).containsEntry("waiting inputs", 0);
  }

  @Test
  void octetsCountAsWell() {
    scene.up();
    scene.disk.holding = true;
    for (var i = 0; i < 10; i++) {
      ask("MESSAGE", "loud", i, "x".repeat(200_000));
    }
    scene.time.run();
    assertThat(refusals()).hasSize(6);
    ask("MESSAGE", "quiet", 0, "x");
    scene.time.run();
    assertThat(refusals()).hasSize(6);
  }
}
