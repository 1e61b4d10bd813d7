package im.balcony.router;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.tenant.Tenants;
import im.balcony.router.bounds.RouterLimits;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A tenant of which the store has messages and the tenancy knows nothing. */
class AbsentTenantTest {

  private static final long ABSENCE = RouterLimits.DEFAULT.keys().tenantAbsence();

  private final Scene scene = new Scene().up();
  private Scene next;

  private void restartWithoutTenants() {
    scene.juliet("m1", "a|b");
    scene.juliet("m2", "two");
    scene.romeo("t1", "c1", "three");
    assertThat(scene.disk.owed).isNotEmpty();
    next = new Scene(scene.disk, RouterLimits.DEFAULT);
    next.fill();
    next.router.start();
    next.time.pass(ABSENCE - 1);
    assertThat(outcomes()).containsOnly("PENDING");
  }

  private Iterable<String> outcomes() {
    return next.disk.journal.values().stream().map(j -> j.outcome()).toList();
  }

  @Test
  void itsMessagesExpireAndNothingOfItStays() {
    restartWithoutTenants();
    next.time.pass(1);
    assertThat(outcomes()).containsOnly("EXPIRED");
    assertThat(next.disk.owed).isEmpty();
    assertThat(next.disk.conversations).isEmpty();
    assertThat(next.router.gateway().conversations(Optional.empty())).isEmpty();
    assertThat(next.router.held().values()).containsOnly(0);
  }

  @Test
  void aTenantThatComesInTimeGoesOn() {
    restartWithoutTenants();
    next.tenants.all.add(scene.tenants.all.get(0));
    next.router.changed(next.tenants.all);
    next.linksUp();
    next.time.pass(1);
    assertThat(next.sip.sent()).containsExactly("MESSAGE a");
    assertThat(outcomes()).containsOnly("PENDING");
  }

  @Test
  void aTenantWhoseConfigurationIsRefusedIsNotGone() {
    restartWithoutTenants();
    next.tenants.refusals.add(new Tenants.Refusal("verona", "max-size", "much", "1 kB and more"));
    next.time.pass(ABSENCE);
    assertThat(outcomes()).containsOnly("PENDING");
  }
}
