package im.balcony.commands;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.control.Gateway;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.tenant.Tenants;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WhyCommandTest {

  private static final Finding NET = new Finding("net", "the bundle is stopped", 0);
  private static final Finding ROUTER =
      new Finding("router", "waits for Connections of net: the bundle is stopped", 1);

  private final WhyCommand command = new WhyCommand();
  private final FakeGateway gateway = new FakeGateway();

  private List<String> shown(Finding... causes) {
    var bytes = new ByteArrayOutputStream();
    command.out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    command.bare = causes.length > 0;
    command.show(List.of(causes));
    return bytes
        .toString(StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.replaceAll(" *\t *", " | ").strip())
        .toList();
  }

  @Test
  void allIsWellWhenNothingIsMissing() {
    command.gateway = gateway;
    assertThat(shown()).contains("All is well: ready");
    gateway.ready = false;
    assertThat(shown()).contains("Starting: nothing is missing yet");
  }

  @Test
  void whatTheGatewaySaysFollowsItsCauses() {
    command.gateway = gateway;
    gateway.problems.add(new Gateway.Problem("sip", "no service is there"));
    gateway.problems.add(new Gateway.Problem("tenant verona", "link example.net: refused"));

    assertThat(shown(new Finding("sip", "the bundle is stopped", 0)))
        .containsExactly(
            "sip | the bundle is stopped", "tenant verona | link example.net: refused");
  }

  @Test
  void withoutTheRouterTheTenantsComeFromTheirConfigurations() {
    command.tenants = new Refusing();
    command.configurations =
        new FakeConfigurations()
            .with("im.balcony.tenant~verona", Map.of())
            .with("im.balcony.tenant~mantua", Map.of())
            .admin();

    assertThat(shown(NET, ROUTER))
        .containsExactly(
            "net | the bundle is stopped",
            "tenant mantua | refused xmpp.port 0: 1 to 65535",
            "router | waits for Connections of net: the bundle is stopped",
            "tenant mantua | does not work, for the router is down",
            "tenant verona | does not work, for the router is down");
  }

  @Test
  void withoutTenancyTooTheyAreStillNamed() {
    command.configurations =
        new FakeConfigurations().with("im.balcony.tenant~verona", Map.of()).admin();

    assertThat(shown(NET))
        .containsExactly(
            "net | the bundle is stopped",
            "tenant verona | does not work, for tenancy and the router are down");
  }

  @Test
  void withoutAnythingItStillAnswers() {
    assertThat(shown(NET)).containsExactly("net | the bundle is stopped");
  }

  /** No tenant is in force, one is refused. */
  private static final class Refusing implements Tenants {
    @Override
    public List<Tenant> all() {
      return List.of();
    }

    @Override
    public Optional<Tenant> byId(String id) {
      return Optional.empty();
    }

    @Override
    public Optional<Tenant> bySipDomain(String domain) {
      return Optional.empty();
    }

    @Override
    public List<Refusal> refusals() {
      return List.of(new Refusal("mantua", "xmpp.port", "0", "1 to 65535"));
    }

    @Override
    public void drained(String id) {}
  }
}
