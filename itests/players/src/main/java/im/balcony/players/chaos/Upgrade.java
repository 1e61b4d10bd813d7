package im.balcony.players.chaos;

import im.balcony.players.MappingCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Exchanges {@code mapping} as the operator's guide has it: the next version is put beside the one
 * in service, and when it serves the other is removed.
 */
final class Upgrade {

  private static final String MAPPING = "im.balcony.mapping";
  private static final long WAIT = 20_000;
  private static final long REHEARSAL = 1_000;

  private final World world;
  private int versions;
  private List<String> before = List.of();
  private String version = "";
  private String file = "";

  Upgrade(World world) {
    this.world = world;
  }

  /** Makes the next version and looks what is there. */
  void prepare() throws IOException {
    version = "0.1.%d".formatted(++versions);
    file = copy().toUri().toString();
    before = bundles();
  }

  void play() throws IOException, InterruptedException {
    world.shell.run("bundle:install -s " + file);
    // It rehearses for so long; each look costs a login.
    Thread.sleep(REHEARSAL);
    awaitActive();
    for (var id : before) {
      world.shell.run("bundle:uninstall " + id);
    }
  }

  private Path copy() throws IOException {
    return MappingCopy.write(
        Files.createDirectories(world.appliance.home().resolve("upgrades"))
            .resolve("mapping-" + version + ".jar"),
        Path.of(world.appliance.bundle("mapping")),
        MAPPING,
        version,
        Set.of());
  }

  private List<String> bundles() throws IOException {
    return world
        .shell
        .run("bundle:list -s -t 0 --no-format")
        .lines()
        .filter(line -> line.contains(MAPPING))
        .map(line -> line.strip().split("\\s", 2)[0])
        .toList();
  }

  private void awaitActive() throws IOException, InterruptedException {
    var end = System.currentTimeMillis() + WAIT;
    while (world
        .shell
        .run("balcony:parts --no-format")
        .lines()
        .noneMatch(line -> line.contains(version) && line.contains("active"))) {
      if (System.currentTimeMillis() > end) {
        throw new IOException("mapping " + version + " does not serve");
      }
      Thread.sleep(100);
    }
  }
}
