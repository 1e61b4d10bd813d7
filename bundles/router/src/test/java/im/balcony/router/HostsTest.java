package im.balcony.router;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.sip.SessionDescription;
import im.balcony.api.sip.SessionDescription.Attribute;
import im.balcony.api.sip.SessionDescription.MediaLine;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.tenant.Limits;
import im.balcony.api.tenant.MsrpCema;
import im.balcony.router.bounds.RouterLimits;
import im.balcony.testkit.PolicyBuilder;
import im.balcony.testkit.Requirement;
import im.balcony.testkit.Tenants;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Names in descriptions are looked up before rules see them (RFC 6714 §4.4). */
class HostsTest {

  private static final String NAME = "phone.example.net";

  private final Scene scene = scene(MsrpCema.YES);
  private final CompletableFuture<List<InetAddress>> answer = new CompletableFuture<>();

  private static Scene scene(MsrpCema cema) {
    var policy = PolicyBuilder.defaults().msrpCema(cema).build();
    return new Scene(new Fakes.Disk(), RouterLimits.DEFAULT, Tenants.verona(policy, Limits.DEFAULT))
        .up();
  }

  private SipEvent.Received invite(Scene where, String host) {
    where.net.names = asked -> answer;
    var path = new Attribute("path", "msrp://" + host + ":7000/s;tcp");
    var line = new MediaLine("message", 7000, "TCP/MSRP", "*", Optional.empty(), List.of(path));
    var sdp = new SessionDescription("-", 1, 1, "192.0.2.7", Optional.empty(), List.of(line));
    return Scene.invite(sdp);
  }

  private void invited(Scene where, String host) {
    var invite = invite(where, host);
    where.router.sip(invite);
    where.time.run();
  }

  @Test
  @Requirement("SDP-28")
  void aConversationWaitsForItsNamesAndNoOtherDoes() throws Exception {
    invited(scene, NAME);
    assertThat(scene.rules.heard).isEmpty();
    assertThat(scene.router.held()).containsEntry("paused strands", 1);
    scene.router.sip(
        Scene.message("t2", "c2", 1, "hi", "mercutio@example.net", "juliet@example.com"));
    scene.time.run();
    assertThat(scene.rules.heard).hasSize(1);

    answer.complete(List.of(InetAddress.getByName("192.0.2.7")));
    scene.time.run();
    assertThat(scene.rules.heard).hasSize(2);
    assertThat(scene.router.held()).containsEntry("paused strands", 0);
  }

  @Test
  void aCancelledInviteNeedsNoNames() {
    var invite = invite(scene, NAME);
    scene.router.sip(invite);
    scene.time.run();
    scene.router.sip(new SipEvent.Cancelled(invite.transaction()));
    scene.time.run();
    assertThat(scene.sip.answers()).containsExactly(487);
    answer.complete(List.of());
    scene.time.run();
    assertThat(scene.rules.heard).isEmpty();
  }

  @Test
  void addressesAndTenantsWithoutMediaAnchorsWaitForNobody() {
    invited(scene, "192.0.2.7");
    assertThat(scene.rules.heard).hasSize(1);
    var plain = scene(MsrpCema.NO);
    invited(plain, NAME);
    assertThat(plain.rules.heard).hasSize(1);
  }
}
