package im.balcony.router;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.control.Gateway.PartStatus;
import im.balcony.api.observe.Trace;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.xmpp.XmppCommand;
import im.balcony.router.bounds.RouterLimits;
import im.balcony.testkit.PolicyBuilder;
import im.balcony.testkit.Tenants;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Version;

/** A mapping that throws or hangs, beside an older one that does not. */
class QuarantineTest {

  private final Scene scene = new Scene().up();
  private final ScriptRules next = new ScriptRules("2");

  private void bindNext() {
    scene.router.parts().mapping().bind(next, new Version("1.1.0"), "im.balcony.next [9]");
  }

  private Consumer<String> failing(String call, boolean hang) {
    return name -> {
      if (name.equals(call) && hang) {
        scene.time.late();
      } else if (name.equals(call)) {
        throw new IllegalStateException("a bug with Romeo's words");
      }
    };
  }

  private PartStatus mapping(String version) {
    return scene.router.gateway().parts().stream()
        .filter(p -> p.part().equals("mapping") && p.version().equals(version))
        .findFirst()
        .orElseThrow();
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
  void theMessageGoesOnceByThePreviousVersion(String how) {
    bindNext();
    next.first = failing(how.split(" ", 2)[0], how.endsWith("hang"));

    scene.juliet("m1", "one");

    assertThat(scene.sip.sent()).containsExactly("MESSAGE one");
    assertThat(scene.stanzas()).isEmpty();
    assertThat(mapping("1.1.0").state()).isEqualTo("quarantined");
    assertThat(mapping("1.1.0").reason()).startsWith(how.endsWith("hang") ? "hangs" : "threw");
    assertThat(mapping("1.1.0").reason()).doesNotContain("Romeo's");
    assertThat(mapping("1.1.0").tenants()).isEmpty();
    assertThat(mapping("1.0.0").tenants()).containsExactly("verona");
    assertThat(scene.router.gateway().why()).anyMatch(p -> p.reason().contains("quarantined"));
    assertThat(scene.traces)
        .filteredOn(t -> t.word() == Trace.Word.QUARANTINED)
        .singleElement()
        .satisfies(t -> assertThat(t.detail()).isEqualTo("mapping 1.1.0 im.balcony.next [9]"))
        .satisfies(t -> assertThat(t.tenant()).isEqualTo("verona"));

    next.heard.clear();
    scene.juliet("m2", "two");
    scene.answer(200);
    assertThat(scene.sip.sent()).containsExactly("MESSAGE one", "MESSAGE two");
    assertThat(next.heard).isEmpty();
    assertThat(scene.disk.journal.get("m1").outcome()).isEqualTo("HANDED_OVER");
  }

  @Test
  void aResultThatHangsIsReadByThePreviousVersionAtOnce() {
    scene.juliet("m1", "one");
    bindNext();
    next.first = failing("in", true);

    scene.answer(200);

    assertThat(scene.disk.journal.get("m1").outcome()).isEqualTo("HANDED_OVER");
    assertThat(scene.disk.owed).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theLastVersionIsNeverQuarantinedItsMessageFails(boolean hang) {
    scene.rules.first = failing("in", hang);

    scene.juliet("m1", "one");
    scene.romeo("t1", "c1", "two");

    var refused = scene.net.told(XmppCommand.Send.class).get(0).stanza();
    assertThat(refused.isError()).isTrue();
    assertThat(refused.id()).contains("m1");
    assertThat(scene.sip.answers()).containsExactly(500);
    assertThat(mapping("1.0.0").state()).isEqualTo("active");
    scene.rules.first = call -> {};
    scene.juliet("m2", "three");
    assertThat(scene.sip.sent()).containsExactly("MESSAGE three");
  }

  @Test
  void aMessageIsTriedTwiceAtMost() {
    bindNext();
    next.first = failing("in", true);
    scene.rules.first = failing("in", true);

    scene.juliet("m1", "one");

    assertThat(scene.net.told(XmppCommand.Send.class)).hasSize(1);
    assertThat(scene.sip.requests).isEmpty();
    assertThat(mapping("1.0.0").state()).isEqualTo("active");
    assertThat(mapping("1.0.0").tenants()).containsExactly("verona");
  }

  @Test
  void aTenantWithoutAnotherVersionKeepsTheOneThatIsQuarantinedForOthers() {
    var verona = scene.tenants.all.get(0);
    bindNext();
    next.first = failing("in", false);
    scene.juliet("m1", "one");
    next.first = call -> {};
    pin(verona, "[1.1,2)");

    scene.juliet("m2", "two");
    scene.answer(200);

    assertThat(next.heard).containsExactly("Stanza", "Answered");
    assertThat(mapping("1.1.0").state()).isEqualTo("quarantined");
    assertThat(mapping("1.1.0").tenants()).containsExactly("verona");
    assertThat(scene.router.gateway().mappingFor("[1.0,2)")).contains("1.0.0");
    assertThat(scene.router.gateway().mappingFor("[1.1,2)")).contains("1.1.0");
  }

  private void pin(Tenant tenant, String range) {
    var p = tenant.policy();
    scene.tenants.all.set(
        0, Tenants.verona(PolicyBuilder.from(p).mappingVersion(range).build(), tenant.limits()));
    scene.router.changed(List.of());
    scene.time.run();
  }

  @Test
  void anUpdatedServiceIsANewOne() {
    bindNext();
    next.first = failing("in", true);
    scene.juliet("m1", "one");
    scene.router.parts().mapping().unbind(next);
    var mended = new ScriptRules("2b");
    scene.router.parts().mapping().bind(mended, new Version("1.1.0"));

    scene.juliet("m2", "two");

    assertThat(mended.heard).containsExactly("Stanza");
    assertThat(mapping("1.1.0").state()).isEqualTo("active");
  }

  @Test
  void aTurnThatMetAnExchangeIsBegunAgainWithWhatIsThere() {
    scene.rules.first =
        call -> {
          if (call.equals("out")) {
            // The bundle went while the call was in it: its classes are gone.
            scene.rules.first = c -> {};
            scene.router.parts().mapping().unbind(scene.rules);
            throw new NoClassDefFoundError("gone");
          }
        };
    scene.juliet("m1", "one");
    assertThat(scene.net.told(XmppCommand.Send.class)).isEmpty();
    scene.router.parts().mapping().bind(next, new Version("1.0.1"));
    scene.time.run();
    assertThat(scene.sip.sent()).containsExactly("MESSAGE one");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aMachineThatThrowsOrHangsFailsThatMessageOnly(boolean hang) {
    bindNext();
    scene.machine.first =
        () -> {
          if (hang) {
            scene.time.late();
          } else {
            throw new IllegalStateException("a bug");
          }
        };
    scene.juliet("m1", "one");
    scene.machine.first = () -> {};
    scene.juliet("m2", "two");

    assertThat(scene.net.told(XmppCommand.Send.class)).hasSize(1);
    assertThat(scene.sip.sent()).containsExactly("MESSAGE two");
    assertThat(mapping("1.1.0").state()).isEqualTo("active");
  }

  @Test
  void aResultThatHangsInTheLastVersionIsReadOnceMoreThenGivenUp() {
    scene.juliet("m1", "one");
    scene.rules.first = failing("in", true);
    scene.answer(200);
    scene.time.pass(3_000);
    assertThat(scene.router.held()).containsEntry("effects", 1);
    scene.time.pass(2_000);
    assertThat(scene.router.held()).containsEntry("effects", 0);
    scene.rules.first = call -> {};
    scene.juliet("m2", "wake 5");
    assertThat(scene.rules.heard).last().isEqualTo("Stanza");
  }

  @Test
  void whileNoThreadMayBeLostNewWorkIsRefusedAndResultsAreHeard() {
    scene.juliet("m1", "one");
    scene.time.exhausted = true;
    assertThat(scene.router.gateway().critical()).isTrue();

    scene.juliet("m2", "two");
    scene.romeo("t1", "c1", "three");
    scene.answer(200);

    assertThat(scene.net.told(XmppCommand.Send.class)).hasSize(1);
    assertThat(scene.sip.answers()).containsExactly(503);
    assertThat(scene.disk.journal.get("m1").outcome()).isEqualTo("HANDED_OVER");
    assertThat(scene.router.gateway().why()).anyMatch(p -> p.reason().startsWith("critical"));
    scene.time.exhausted = false;
    scene.juliet("m3", "four");
    assertThat(scene.sip.sent()).containsExactly("MESSAGE one", "MESSAGE four");
  }

  @Test
  void theDryRunIsGuardedToo() {
    bindNext();
    next.first = failing("out", true);
    var lines =
        scene
            .router
            .gateway()
            .dryRun(
                "verona",
                "<message from='juliet@example.com/b' to='romeo@example.net'><body>x</body></message>");
    assertThat(lines).contains("MESSAGE sip:romeo@example.net SIP/2.0");
    assertThat(mapping("1.1.0").state()).isEqualTo("quarantined");
  }

  @Test
  void conversationsComeBackByThePreviousVersion() {
    scene.juliet("m1", "one");
    var again = new Scene(scene.disk, RouterLimits.DEFAULT, scene.tenants.all.get(0));
    var broken = new ScriptRules("2");
    broken.first =
        call -> {
          throw new IllegalStateException("a bug");
        };
    again.router.parts().mapping().bind(broken, new Version("2.0.0"));
    again.up();
    assertThat(again.router.gateway().conversations(Optional.empty())).hasSize(1);
    assertThat(again.sip.sent()).containsExactly("MESSAGE one");
  }
}
