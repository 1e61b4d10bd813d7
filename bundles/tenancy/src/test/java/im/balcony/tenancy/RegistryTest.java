package im.balcony.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.config.SecretFile;
import im.balcony.api.tenant.Tenant;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryTest {

  @TempDir Path folder;
  private final AtomicLong clock = new AtomicLong(1_000_000);

  private Registry registry() {
    return new Registry(Configs.READER, new LastGood(folder.resolve("saved")), clock::get);
  }

  private static void put(Registry registry, String name, String... changes) {
    registry.update("im.balcony.tenant~" + name, name, Configs.of(changes));
  }

  private static List<String> names(Registry registry) {
    return registry.view().tenants().stream()
        .map(t -> t.draining() ? t.id() + " draining" : t.id())
        .toList();
  }

  private static Tenant verona(Registry registry) {
    return registry.view().tenants().stream()
        .filter(t -> t.id().equals("verona"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aChangeIsInForceAtOnce() {
    var registry = registry();
    put(registry, "verona", "page.parts", "5");
    assertThat(verona(registry).limits().pageParts()).isEqualTo(5);

    put(registry, "verona", "page.parts", "6");
    assertThat(verona(registry).limits().pageParts()).isEqualTo(6);
    assertThat(registry.view().refusals()).isEmpty();
  }

  @Test
  void aBadChangeLeavesTheLastGoodInForceAlsoOverARestart() {
    var registry = registry();
    put(registry, "verona", "page.parts", "5");
    put(registry, "verona", "page.parts", "51");

    assertThat(verona(registry).limits().pageParts()).isEqualTo(5);
    assertThat(registry.view().refusals()).extracting("key").containsExactly("page.parts");

    var restarted = registry();
    restarted.restore(Map.of("im.balcony.tenant~verona", "verona"));
    put(restarted, "verona", "page.parts", "51");
    assertThat(verona(restarted).limits().pageParts()).isEqualTo(5);
    assertThat(restarted.view().refusals()).extracting("value").containsExactly("51");

    put(restarted, "verona", "page.parts", "7");
    assertThat(verona(restarted).limits().pageParts()).isEqualTo(7);
    assertThat(restarted.view().refusals()).isEmpty();
  }

  @Test
  void whatNeverWasGoodIsNotInForce() {
    var registry = registry();
    put(registry, "verona", "xmpp.secret", "x");
    assertThat(names(registry)).isEmpty();
    assertThat(registry.view().refusals()).hasSize(1);
    assertThat(folder.resolve("saved")).doesNotExist();

    registry.remove("im.balcony.tenant~verona");
    assertThat(registry.view().refusals()).isEmpty();
  }

  @Test
  void aSecretFileThatIsMendedIsSeenAlsoWhereTheLastGoodIsInForce() {
    var good = new java.util.concurrent.atomic.AtomicBoolean(true);
    var registry =
        new Registry(
            new TenantReader(
                (file, most) ->
                    good.get()
                        ? Optional.empty()
                        : Optional.of(new SecretFile.Fault("…", "a good file"))),
            new LastGood(folder.resolve("saved")),
            clock::get);
    put(registry, "verona", "page.parts", "5");
    good.set(false);
    put(registry, "verona", "page.parts", "6");
    assertThat(registry.awaitsSecrets()).isTrue();
    assertThat(registry.lookAgain()).isEmpty();
    assertThat(verona(registry).limits().pageParts()).isEqualTo(5);

    good.set(true);
    assertThat(registry.lookAgain()).isEmpty();
    assertThat(verona(registry).limits().pageParts()).isEqualTo(6);
    assertThat(registry.view().refusals()).isEmpty();
    assertThat(registry.awaitsSecrets()).isFalse();
  }

  @Test
  void aDomainBelongsToWhoCameFirst() {
    var registry = registry();
    put(registry, "verona", "sip.domains", "example.net");
    put(registry, "mantua", "sip.domains", "mantua.example, Example.net");

    assertThat(names(registry)).containsExactly("verona");
    assertThat(registry.view().refusals())
        .singleElement()
        .satisfies(
            r -> {
              assertThat(r.tenant()).isEqualTo("mantua");
              assertThat(r.key()).isEqualTo("sip.domains");
              assertThat(r.value()).isEqualTo("example.net");
            });

    put(registry, "verona", "sip.domains", "verona.example");
    assertThat(names(registry)).containsExactly("mantua", "verona");
    assertThat(registry.view().refusals()).isEmpty();
  }

  @Test
  void aDomainKeepsItsTenantOverARestart() {
    var registry = registry();
    put(registry, "verona", "sip.domains", "example.net");

    var restarted = registry();
    restarted.restore(
        Map.of("im.balcony.tenant~verona", "verona", "im.balcony.tenant~mantua", "mantua"));
    put(restarted, "mantua", "sip.domains", "example.net");
    put(restarted, "verona", "sip.domains", "example.net");

    assertThat(names(restarted)).containsExactly("verona");
    assertThat(restarted.view().refusals()).extracting("tenant").containsExactly("mantua");
  }

  @Test
  void aNameIsGivenOnce() {
    var registry = registry();
    put(registry, "verona");
    registry.update("im.balcony.tenant.9a", "verona", Configs.of("sip.domains", "other.example"));

    assertThat(verona(registry).sipDomains()).containsExactly("example.net");
    assertThat(registry.view().refusals()).extracting("key").containsExactly("");
  }

  @Test
  void aRemovedTenantDrainsUntilItIsDone() {
    var registry = registry();
    put(registry, "verona");
    registry.remove("im.balcony.tenant~verona");
    assertThat(names(registry)).containsExactly("verona draining");

    registry.drained("mantua");
    assertThat(names(registry)).containsExactly("verona draining");
    registry.drained("verona");
    assertThat(names(registry)).isEmpty();
    assertThat(registry.nextExpiry()).isEmpty();
  }

  @Test
  void aTenantInForceIsNotDrained() {
    var registry = registry();
    put(registry, "verona");
    registry.drained("verona");
    assertThat(names(registry)).containsExactly("verona");
  }

  @Test
  void drainingEndsAtItsLimitAlsoOverARestart() {
    var registry = registry();
    put(registry, "verona", "drain-limit", "10s");
    registry.remove("im.balcony.tenant~verona");
    assertThat(registry.nextExpiry()).hasValue(clock.get() + 10_000);

    clock.addAndGet(9_999);
    var restarted = registry();
    restarted.restore(Map.of());
    restarted.expire();
    assertThat(names(restarted)).containsExactly("verona draining");

    clock.addAndGet(1);
    restarted.expire();
    assertThat(names(restarted)).isEmpty();
    var again = registry();
    again.restore(Map.of());
    assertThat(names(again)).isEmpty();
  }

  @Test
  void aTenantRemovedWhileTheGatewayWasDownDrains() {
    var registry = registry();
    put(registry, "verona");

    var restarted = registry();
    restarted.restore(Map.of());
    assertThat(names(restarted)).containsExactly("verona draining");
  }

  @Test
  void aTenantThatComesBackDrainsNoMore() {
    var registry = registry();
    put(registry, "verona");
    registry.remove("im.balcony.tenant~verona");
    put(registry, "verona");
    assertThat(names(registry)).containsExactly("verona");

    registry.remove("im.balcony.tenant~verona");
    registry.update("im.balcony.tenant.9a", "verona", Configs.of());
    assertThat(names(registry)).containsExactly("verona");
    assertThat(registry.nextExpiry()).isEmpty();
  }

  @Test
  void aDrainingTenantKeepsItsDomainUntilItIsDone() {
    var registry = registry();
    put(registry, "verona");
    registry.remove("im.balcony.tenant~verona");
    put(registry, "mantua");
    assertThat(names(registry)).containsExactly("verona draining");

    registry.drained("verona");
    assertThat(names(registry)).containsExactly("mantua");
    assertThat(registry.view().refusals()).isEmpty();
  }

  @Test
  void whatIsSavedIsPrivateAndAFileThatCannotBeReadDoesNoHarm() throws Exception {
    var registry = registry();
    put(registry, "verona");
    try (var files = Files.list(folder.resolve("saved"))) {
      assertThat(files.toList())
          .singleElement()
          .satisfies(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo("rw-------"));
    }
    Files.writeString(folder.resolve("saved/bad.properties"), ".rank = many\n");
    Files.write(folder.resolve("saved/worse.properties"), new byte[] {(byte) 0xc3, 0x28});

    var restarted = registry();
    restarted.restore(Map.of("im.balcony.tenant~verona", "verona"));
    assertThat(names(restarted)).containsExactly("verona");
  }
}
