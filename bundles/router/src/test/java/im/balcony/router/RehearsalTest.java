package im.balcony.router;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.control.Gateway.PartStatus;
import im.balcony.router.bounds.RouterLimits;
import im.balcony.testkit.PolicyBuilder;
import im.balcony.testkit.Tenants;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Version;

/** A version of mapping that comes beside another does the same for a while, for nobody. */
class RehearsalTest {

  private Scene scene = scene(RouterLimits.DEFAULT);
  private final ScriptRules next = new ScriptRules("2");

  private static Scene scene(RouterLimits limits) {
    var scene = new Scene(new Fakes.Disk(), limits, Tenants.verona()).up();
    scene.time.pass(10_000);
    return scene;
  }

  private void bindNext() {
    scene.router.bindMapping(next, new Version("1.1.0"), "im.balcony.next [9]");
  }

  private String state(String version) {
    return scene.router.gateway().parts().stream()
        .filter(p -> p.part().equals("mapping") && p.version().equals(version))
        .map(PartStatus::state)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void itDoesWhatTheOtherDoesAndNothingComesOfIt() {
    bindNext();
    assertThat(state("1.1.0")).isEqualTo("rehearsing");
    assertThat(state("1.0.0")).isEqualTo("active");

    scene.juliet("m1", "one");
    scene.answer(200);
    scene.romeo("t1", "c1", "two");

    assertThat(next.heard).containsExactly("Stanza", "Answered", "Received");
    assertThat(scene.rules.heard).containsExactly("Stanza", "Answered", "Received");
    assertThat(scene.sip.sent()).containsExactly("MESSAGE one");
    assertThat(scene.stanzas()).containsExactly("two");
    assertThat(scene.sip.answers()).containsExactly(202);
    assertThat(scene.disk.journal.get("m1").outcome()).isEqualTo("HANDED_OVER");
    assertThat(scene.router.held()).containsEntry("effects", 1);
  }

  @Test
  void thenItServes() {
    bindNext();
    scene.time.pass(999);
    assertThat(state("1.1.0")).isEqualTo("rehearsing");
    scene.time.pass(1);
    assertThat(state("1.1.0")).isEqualTo("active");
    assertThat(state("1.0.0")).isEqualTo("standby");
    scene.juliet("m1", "one");
    assertThat(next.heard).containsExactly("Stanza");
    assertThat(scene.rules.heard).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "route",
        "in",
        "out",
        "handles",
        "route hang",
        "in hang",
        "out hang",
        "handles hang"
      })
  void whatFailsInItIsQuarantinedBeforeItMetAMessage(String how) {
    bindNext();
    next.first = failing(how.split(" ", 2)[0], how.endsWith("hang"));

    scene.juliet("m1", "one");

    assertThat(state("1.1.0")).isEqualTo("quarantined");
    assertThat(scene.sip.sent()).containsExactly("MESSAGE one");
    assertThat(scene.stanzas()).isEmpty();
    scene.time.pass(2_000);
    assertThat(state("1.1.0")).isEqualTo("quarantined");
    next.heard.clear();
    scene.juliet("m2", "two");
    assertThat(next.heard).isEmpty();
  }

  private Consumer<String> failing(String call, boolean hang) {
    return name -> {
      if (name.equals(call) && hang) {
        scene.time.late();
      } else if (name.equals(call)) {
        throw new IllegalStateException("a bug");
      }
    };
  }

  @Test
  void whenTheOtherLeavesItServesAtOnce() {
    bindNext();
    scene.router.parts().mapping().unbind(scene.rules);
    scene.juliet("m1", "one");
    assertThat(scene.sip.sent()).containsExactly("MESSAGE one");
    assertThat(next.heard).first().isEqualTo("Stanza");
  }

  @Test
  void itMayLeaveAsWell() {
    bindNext();
    scene.juliet("m1", "one");
    scene.router.parts().mapping().unbind(next);
    scene.time.pass(2_000);
    scene.answer(200);
    assertThat(next.heard).containsExactly("Stanza");
    assertThat(scene.disk.journal.get("m1").outcome()).isEqualTo("HANDED_OVER");
  }

  @Test
  void aTenantThatAllowsNoOtherIsServedAtOnce() {
    pin("[1.1,2)");
    scene.juliet("m1", "one");
    assertThat(scene.sip.sent()).isEmpty();
    bindNext();
    scene.time.run();
    assertThat(scene.sip.sent()).containsExactly("MESSAGE one");
  }

  @Test
  void aTenantThatDoesNotAllowItIsNotRehearsed() {
    pin("[1,1.1)");
    bindNext();
    scene.juliet("m1", "one");
    assertThat(scene.sip.sent()).containsExactly("MESSAGE one");
    assertThat(next.heard).isEmpty();
  }

  private void pin(String range) {
    var v = Tenants.verona();
    var p = v.policy();
    scene.tenants.all.set(
        0, Tenants.verona(PolicyBuilder.from(p).mappingVersion(range).build(), v.limits()));
    scene.router.changed(scene.tenants.all);
    scene.time.run();
  }

  @Test
  void atTheStartAndWhereItIsSwitchedOffVersionsServeAtOnce() {
    scene = new Scene().up();
    bindNext();
    assertThat(state("1.1.0")).isEqualTo("active");
    scene = scene(Small.rehearsal(0));
    bindNext();
    assertThat(state("1.1.0")).isEqualTo("active");
    scene = scene(RouterLimits.DEFAULT);
    scene.router.parts().mapping().unbind(scene.rules);
    bindNext();
    assertThat(state("1.1.0")).isEqualTo("active");
  }
}
