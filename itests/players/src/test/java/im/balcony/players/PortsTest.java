package im.balcony.players;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Ports that no other program is given while they are not in use yet. */
class PortsTest {

  private static final Path RANGE = Path.of("/proc/sys/net/ipv4/ip_local_port_range");

  @Test
  void theyLieBelowThoseThatTheSystemGivesOut() throws Exception {
    assumeThat(RANGE).exists();
    int first;
    try (var lines = Files.lines(RANGE)) {
      first = Integer.parseInt(lines.findFirst().orElseThrow().split("\\s+")[0]);
    }
    assumeThat(first).as("the first port of the system").isGreaterThan(20_000);
    for (var i = 0; i < 20; i++) {
      assertThat(Ports.free()).isBetween(12_000, first - 1);
    }
  }
}
