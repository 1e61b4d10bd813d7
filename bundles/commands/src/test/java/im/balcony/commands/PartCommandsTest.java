package im.balcony.commands;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.control.Gateway;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The commands for exchanging parts: parts, pin and drain. */
class PartCommandsTest {

  private final FakeGateway gateway = new FakeGateway();
  private final FakeConfigurations configurations =
      new FakeConfigurations()
          .with("im.balcony.tenant~verona", Map.of("sip.domains", "example.net"));

  private <C extends GatewayCommand> C asking(C command) {
    command.gateway = gateway;
    return command;
  }

  private static List<String> cells(String line) {
    return List.of(line.split("\t", -1)).stream().map(String::strip).toList();
  }

  @Test
  void partsAreATableWithWhatTheyServeAndWhyTheyDoNot() {
    gateway.mapping("1.1.0", "quarantined").mapping("1.0.0", "active", "verona", "mantua");
    var command = asking(new PartsCommand());

    assertThat(Printed.lines(command).get(0))
        .matches(
            "Part +. Version +. Bundle +. State +. Tenants +. Calls +. Parked +. Since, reason");
    command.bare = true;
    var lines = Printed.lines(command);
    assertThat(cells(lines.get(0)))
        .containsExactly(
            "mapping",
            "1.1.0",
            "im.balcony.mapping [57]",
            "quarantined",
            "",
            "1",
            "2",
            "1970-01-01T00:00:01Z threw x.Y at a.B.c:12");
    assertThat(cells(lines.get(1)))
        .startsWith("mapping", "1.0.0", "im.balcony.mapping [57]", "active", "verona, mantua");
  }

  @Test
  void tooManyHungThreadsAreSaid() {
    gateway.mapping("1.0.0", "active").critical = true;

    assertThat(Printed.by(asking(new PartsCommand()))).contains("Critical");
  }

  private PinCommand pin(String tenant, String range) {
    var command = asking(new PinCommand());
    command.configurations = configurations.admin();
    command.tenant = tenant;
    command.range = range;
    return command;
  }

  private Map<String, Object> verona() {
    return configurations.byPid.getOrDefault("im.balcony.tenant~verona", Map.of());
  }

  @Test
  void pinningSaysWhatServesAndWritesTheKey() {
    gateway.mapping("1.1.0", "active").mapping("1.0.0", "active");

    assertThat(Printed.lines(pin("verona", "[1.0,1.1)")))
        .containsExactly("verona is pinned to [1.0,1.1): mapping 1.0.0 serves it");
    assertThat(verona())
        .containsEntry("mapping.version", "[1.0,1.1)")
        .containsEntry("sip.domains", "example.net");
  }

  @Test
  void theDefaultTakesTheKeyAway() {
    gateway.mapping("1.1.0", "active");
    Printed.lines(pin("verona", "[1.0,2)"));

    assertThat(Printed.lines(pin("verona", "-")))
        .containsExactly("verona takes the highest version: mapping 1.1.0 serves it");
    assertThat(verona()).doesNotContainKey("mapping.version").containsKey("sip.domains");

    Printed.lines(pin("verona", "[1.0,2)"));
    var command = asking(new PinCommand());
    command.configurations = configurations.admin();
    command.tenant = "verona";
    command.clear = true;
    Printed.lines(command);
    assertThat(verona()).doesNotContainKey("mapping.version");
  }

  @Test
  void aRangeThatNothingServesNeedsForce() {
    gateway.mapping("1.1.0", "active").mapping("1.0.0", "active");
    var command = pin("verona", "[2,3)");

    assertThat(Printed.failure(command).get(0))
        .isEqualTo("Not pinned: no version of mapping in [2,3) is there, but 1.1.0, 1.0.0");
    assertThat(verona()).doesNotContainKey("mapping.version");
    command.force = true;
    assertThat(Printed.lines(command))
        .containsExactly("verona is pinned to [2,3): nothing serves it now");
    assertThat(verona()).containsEntry("mapping.version", "[2,3)");
  }

  @Test
  void whatIsNoRangeOrNoTenantIsRefused() {
    gateway.mapping("1.0.0", "active");

    assertThat(Printed.failure(pin("verona", "newest")))
        .containsExactly("Not pinned: newest is no version range; one is [1.0,1.1)");
    assertThat(Printed.failure(pin("padua", "1.0")))
        .containsExactly("Not pinned: no tenant padua is configured");
    assertThat(Printed.failure(pin("verona", null)))
        .containsExactly("Name a RANGE, or - for the highest version");
    var blind = pin("verona", "1.0");
    blind.configurations = null;
    assertThat(Printed.failure(blind))
        .containsExactly("Not pinned: Configuration Admin is not there");
  }

  private DrainCommand drain(Gateway.Left... left) {
    gateway.tenants.add(new Gateway.TenantStatus("verona", "up", List.of(), 0, 0, List.of()));
    gateway.left.addAll(List.of(left));
    var command = asking(new DrainCommand());
    command.tenant = "verona";
    return command;
  }

  @Test
  void drainingWaitsUntilNothingIsLeft() {
    var command =
        drain(
            new Gateway.Left(60_000, 2, 1, 0),
            new Gateway.Left(60_000, 1, 0, 0),
            new Gateway.Left(60_000, 0, 0, 0));
    var slept = new ArrayList<Long>();
    command.sleep = slept::add;

    assertThat(Printed.lines(command))
        .containsExactly("verona is drained; balcony:drain --end verona ends that");
    assertThat(slept).containsExactly(200L, 200L);
    assertThat(gateway.drained).containsExactly("verona");
  }

  @Test
  void afterTheTimeItTellsWhatIsLeft() {
    var command = drain(new Gateway.Left(1_000, 2, 1, 3));
    var slept = new ArrayList<Long>();
    command.sleep = slept::add;

    assertThat(Printed.lines(command).get(0)).isEqualTo("After 1 s there is left, and goes on:");
    assertThat(slept).hasSize(5);
    command.seconds = 3;
    command.bare = true;
    slept.clear();
    assertThat(cells(Printed.lines(command).get(0))).containsExactly("verona", "2", "1", "3");
    assertThat(slept).hasSize(15);
  }

  @Test
  void drainingIsEndedOnlyWhereItWasBegun() {
    var command = drain(new Gateway.Left(1_000, 0, 0, 0));
    command.end = true;
    assertThat(Printed.lines(command)).containsExactly("verona was not drained");
    command.end = false;
    Printed.lines(command);
    command.end = true;
    assertThat(Printed.lines(command)).containsExactly("verona is in service");
    command.end = false;
    command.tenant = "padua";
    assertThat(Printed.failure(command)).containsExactly("No tenant padua");
    command.end = true;
    assertThat(Printed.failure(command)).containsExactly("No tenant padua");
  }

  @Test
  void aTimeThatIsNoneIsRefusedBeforeAnythingIsDrained() {
    var command = drain(new Gateway.Left(1_000, 0, 0, 0));
    for (var seconds : List.of(-5, 86_401)) {
      command.seconds = seconds;
      assertThat(Printed.failure(command))
          .containsExactly("SECONDS " + seconds + " is refused, allowed: 0 to 86400");
    }
    assertThat(gateway.drained).isEmpty();
  }
}
