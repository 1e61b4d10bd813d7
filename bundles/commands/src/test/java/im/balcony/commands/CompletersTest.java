package im.balcony.commands;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.control.Gateway;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.ArgumentCommandLine;
import org.junit.jupiter.api.Test;

class CompletersTest {

  private static final Session NOBODY =
      (Session)
          Proxy.newProxyInstance(
              Session.class.getClassLoader(),
              new Class<?>[] {Session.class},
              (proxy, method, arguments) -> {
                throw new UnsupportedOperationException(method.getName());
              });

  private static List<String> complete(Completer completer, String typed) {
    var candidates = new ArrayList<String>();
    completer.complete(NOBODY, new ArgumentCommandLine(typed, typed.length()), candidates);
    return candidates.stream().map(String::strip).toList();
  }

  @Test
  void tenantsCompleteByTheirFirstLetters() {
    var completer = new TenantCompleter();
    var gateway = new FakeGateway();
    for (var id : List.of("verona", "venice", "mantua")) {
      gateway.tenants.add(new Gateway.TenantStatus(id, "up", List.of(), 0, 0, List.of()));
    }
    completer.gateway = gateway;

    assertThat(complete(completer, "ve")).containsExactly("venice", "verona");
    assertThat(complete(completer, "")).containsExactly("mantua", "venice", "verona");
    assertThat(complete(completer, "x")).isEmpty();
  }

  @Test
  void conversationsCompleteByTheirIds() {
    var completer = new ConversationCompleter();
    completer.gateway =
        new FakeGateway().conversation("0a1b", "verona").conversation("0c2d", "mantua");

    assertThat(complete(completer, "0")).containsExactly("0a1b", "0c2d");
    assertThat(complete(completer, "0a")).containsExactly("0a1b");
  }

  @Test
  void rangesCompleteToOneVersionEach() {
    var completer = new RangeCompleter();
    completer.gateway =
        new FakeGateway().mapping("1.1.0", "active").mapping("1.0.0", "quarantined");

    assertThat(complete(completer, "")).containsExactly("-", "[1.0.0,1.0.0]", "[1.1.0,1.1.0]");
    assertThat(complete(completer, "[1.1")).containsExactly("[1.1.0,1.1.0]");
  }

  @Test
  void withoutTheRouterNothingCompletes() {
    assertThat(complete(new RangeCompleter(), "")).isEmpty();
    assertThat(complete(new TenantCompleter(), "")).isEmpty();
    assertThat(complete(new ConversationCompleter(), "")).isEmpty();
  }
}
