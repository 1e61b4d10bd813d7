package im.balcony.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the last good tenants are kept: what earlier versions saved elsewhere is taken along. */
class LastGoodTest {

  private static final long NOW = 1_000_000;
  private static final String PID = "im.balcony.tenant~verona";

  @TempDir Path data;
  private Path before;
  private Path folder;

  @BeforeEach
  void name() {
    before = data.resolve("cache/bundle7/data/tenants");
    folder = data.resolve("last-good/tenants");
  }

  private static LastGood.Saved saved(String id, long rank, long drainUntil) {
    return new LastGood.Saved(
        "im.balcony.tenant~" + id, id, rank, drainUntil, Configs.of("page.parts", "5"));
  }

  private static List<String> shown(Registry registry) {
    return registry.view().tenants().stream()
        .map(t -> t.id() + (t.draining() ? " draining " : " in force ") + t.limits().pageParts())
        .toList();
  }

  private static Registry registry(LastGood lastGood) {
    return new Registry(Configs.READER, lastGood, () -> NOW);
  }

  @Test
  void whatAnEarlierVersionSavedIsTakenAlongOnce() {
    var old = new LastGood(before);
    old.save(saved("verona", 1, 0));
    old.save(saved("mantua", 2, NOW + 5_000));

    var registry = registry(LastGood.in(folder, before));
    registry.restore(Map.of(PID, "verona"));

    assertThat(shown(registry)).containsExactly("mantua draining 5", "verona in force 5");
    assertThat(registry.nextExpiry()).hasValue(NOW + 5_000);
    assertThat(before).doesNotExist();
    assertThat(LastGood.in(folder, before).load()).hasSize(2);
  }

  @Test
  void whatIsInBothPlacesIsTakenFromTheNewOne() {
    new LastGood(before).save(saved("verona", 1, NOW + 1));
    new LastGood(folder).save(saved("verona", 1, 0));

    assertThat(LastGood.in(folder, before).load())
        .singleElement()
        .satisfies(verona -> assertThat(verona.drainUntil()).isZero());
    assertThat(before).doesNotExist();
  }

  @Test
  void whatCannotBeMovedIsLeftAndDoesNoHarm() throws IOException {
    new LastGood(before).save(saved("verona", 1, 0));
    Files.createDirectories(folder.getParent());
    Files.writeString(folder, "no folder");

    assertThat(LastGood.in(folder, before).load()).isEmpty();
    assertThat(new LastGood(before).load()).hasSize(1);
  }

  @Test
  void onePlaceIsEnoughWhereThereIsNoOther() {
    new LastGood(folder).save(saved("verona", 1, 0));
    assertThat(LastGood.in(folder, folder).load()).hasSize(1);
  }

  /** A new version of the platform's own store: the file is the same, its PID is not. */
  @Test
  void aTenantIsKnownByItsNameWhereItsConfigurationHasAnotherPid() {
    new LastGood(folder).save(saved("verona", 1, 0));

    var registry = registry(new LastGood(folder));
    registry.restore(Map.of("im.balcony.tenant.9a", "verona"));
    assertThat(shown(registry)).containsExactly("verona in force 5");

    registry.update("im.balcony.tenant.9a", "verona", Configs.of("page.parts", "51"));
    assertThat(shown(registry)).containsExactly("verona in force 5");
    assertThat(registry.view().refusals()).extracting("key").containsExactly("page.parts");
    assertThat(new LastGood(folder).load())
        .extracting(LastGood.Saved::pid)
        .containsExactly("im.balcony.tenant.9a");
  }
}
