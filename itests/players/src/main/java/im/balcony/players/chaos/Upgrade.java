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

  /** How long it rehearses, and a little more; to look each time would cost a login. */
  private static final long REHEARSAL = 1_200;

  private final World world;
  private int versions;
  private List<String> serving = List.of();
  private String version = "";
  private String file = "";

  Upgrade(World world) {
    this.world = world;
  }

  /** Makes the next version. */
  void prepare() throws IOException {
    if (serving.isEmpty()) {
      serving = bundles();
    }
    version = "0.1.%d".formatted(++versions);
    file = copy().toUri().toString();
  }

  void play() throws IOException, InterruptedException {
    var next = world.bundles.install(file);
    Thread.sleep(REHEARSAL);
    for (var number : serving) {
      world.bundles.uninstall(number);
    }
    serving = List.of(next);
  }

  /** Fails unless the next version serves. */
  void check() throws IOException {
    var parts = world.shell.run("balcony:parts --no-format");
    if (parts.lines().noneMatch(line -> line.contains(version) && line.contains("active"))) {
      throw new IOException("mapping " + version + " does not serve: " + parts);
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
}
