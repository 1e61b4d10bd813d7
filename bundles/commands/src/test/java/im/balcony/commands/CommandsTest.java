package im.balcony.commands;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.control.Gateway;
import im.balcony.api.store.Store;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CommandsTest {

  private final FakeGateway gateway = new FakeGateway();

  private <C extends GatewayCommand> C asking(C command) {
    command.gateway = gateway;
    return command;
  }

  @Test
  void tenantsAreATableAndTheirRefusalsFollow() {
    gateway.tenants.add(
        new Gateway.TenantStatus(
            "verona", "up", List.of("example.net up", "montague.example up"), 3, 2, List.of()));
    gateway.tenants.add(
        new Gateway.TenantStatus(
            "mantua", "refused", List.of(), 0, 0, List.of("xmpp.port 0: 1 to 65535")));

    var lines = Printed.lines(asking(new TenantsCommand()));

    assertThat(lines.get(0))
        .matches("Tenant +[|│] State +[|│] Links +[|│] Conversations +[|│] Sessions");
    assertThat(lines.get(2))
        .matches("verona +[|│] up +[|│] example\\.net up, montague\\.example up +[|│] 3 +[|│] 2");
    assertThat(lines).last().isEqualTo("refused mantua: xmpp.port 0: 1 to 65535");
  }

  @Test
  void withoutFormatATableIsTabsWithoutAHeader() {
    gateway.conversation("0a1b", "verona", "s1 established");
    var command = asking(new ConversationsCommand());
    command.bare = true;

    assertThat(Printed.lines(command)).hasSize(1);
    assertThat(Printed.lines(command).get(0).split("\t"))
        .extracting(String::strip)
        .containsExactly(
            "0a1b",
            "verona",
            "j…@example.com",
            "r…@example.net",
            "s1 established",
            "2",
            "61",
            "chat");
  }

  @Test
  void conversationsAreThoseOfTheTenantThatIsNamed() {
    gateway.conversation("0a1b", "verona").conversation("2c3d", "mantua");
    List.of("verona", "mantua", "quiet").forEach(gateway::tenant);
    var command = asking(new ConversationsCommand());
    command.tenant = "mantua";

    assertThat(Printed.by(command)).contains("2c3d").doesNotContain("0a1b");
    command.tenant = "quiet";
    assertThat(Printed.by(command)).contains("No conversations");
    command.tenant = "nobody";
    assertThat(Printed.failure(command)).containsExactly("No tenant nobody");
  }

  @Test
  void aConversationIsShownWithItsSessions() {
    gateway.conversation("0a1b", "verona", "s1 established", "s2 offering");
    var command = asking(new ConversationCommand());
    command.id = "0a1b";

    assertThat(Printed.lines(command))
        .containsExactly(
            "Tenant     verona",
            "XMPP user  j…@example.com",
            "SIP user   r…@example.net",
            "Topic      chat",
            "Queued     2",
            "Idle       61 s",
            "Session    s1 established",
            "Session    s2 offering");
  }

  @Test
  void endingTellsTheGatewayAndSaysSo() {
    gateway.conversation("0a1b", "verona");
    var command = asking(new EndCommand());
    command.id = "0a1b";

    assertThat(Printed.lines(command)).containsExactly("Ending 0a1b");
    assertThat(gateway.ended).containsExactly("0a1b");
  }

  @Test
  void aMessageIsShownWithItsOutcomeAndHops() {
    gateway.messages.add(
        new Store.Journal(
            "m1",
            "verona",
            "xmpp-sip",
            "FAILED",
            "404",
            0,
            List.of("12:00 received", "12:01 404"),
            List.of("stanza-1")));
    var command = asking(new MessageCommand());
    command.id = "m1";

    assertThat(Printed.lines(command))
        .containsExactly(
            "m1  verona  xmpp-sip",
            "  outcome  FAILED: 404  at 1970-01-01T00:00:00Z",
            "  12:00 received",
            "  12:01 404");
  }

  @Test
  void theJournalListsOutcomesOfATenantDownToATime() {
    outcome("m3", "verona", "DELIVERED", 3);
    outcome("m2", "mantua", "EXPIRED", 3);
    outcome("m1", "verona", "PENDING", 2);
    outcome("m0", "verona", "HANDED_OVER", 1);
    var command = asking(new JournalCommand());
    command.tenant = "verona";
    command.since = 2;

    assertThat(Printed.lines(command))
        .containsExactly(
            "3\tm3\txmpp-to-sip\tDELIVERED\t\tm3-in m3-out",
            "2\tm1\txmpp-to-sip\tPENDING\t\tm1-in m1-out");
    command.count = 1;
    assertThat(Printed.lines(command)).hasSize(1);

    command.tenant = "padua";
    assertThat(Printed.failure(command)).containsExactly("No tenant padua");
    command.count = 0;
    assertThat(Printed.failure(command))
        .containsExactly("--count 0 is refused, allowed: 1 to 100000");
    command.since = -1;
    assertThat(Printed.failure(command)).singleElement().asString().startsWith("--since -1 is ref");
  }

  private void outcome(String ref, String tenant, String outcome, long at) {
    gateway.messages.add(
        new Store.Journal(
            ref,
            tenant,
            "xmpp-to-sip",
            outcome,
            "",
            at,
            List.of(),
            List.of(ref + "-in", ref + "-out")));
  }

  @Test
  void aStoreThatDoesNotAnswerIsNotAMessageThatIsUnknown() {
    gateway.silentStore = true;
    var message = asking(new MessageCommand());
    message.id = "m1";
    var journal = asking(new JournalCommand());
    journal.tenant = "verona";
    for (var command : List.of(message, journal)) {
      assertThat(Printed.failure(command))
          .singleElement()
          .asString()
          .startsWith("The store does not answer");
    }
  }

  @Test
  void unknownIdsAreSaidToBeUnknown() {
    var message = asking(new MessageCommand());
    message.id = "m9";
    assertThat(Printed.failure(message))
        .containsExactly("No message m9 is known (it may be too old)");
    var conversation = asking(new ConversationCommand());
    conversation.id = "9f";
    assertThat(Printed.failure(conversation)).containsExactly("No conversation 9f");
    var end = asking(new EndCommand());
    end.id = "9f";
    assertThat(Printed.failure(end)).containsExactly("No conversation 9f");
  }

  @Test
  void emptyTablesSayWhatToDo() {
    assertThat(Printed.by(asking(new TenantsCommand())))
        .contains("No tenants. Put one into etc/im.balcony.tenant-NAME.cfg");
  }

  @Test
  void aFileOrStandardInputIsMapped(@TempDir Path folder) throws Exception {
    var file = Files.writeString(folder.resolve("m.sip"), "MESSAGE sip:juliet@example.com SIP/2.0");
    gateway.tenant("verona");
    var command = asking(new MapCommand());
    command.tenant = "verona";
    command.file = file.toString();
    assertThat(Printed.lines(command)).containsExactly("event SipText");

    command.file = "";
    assertThat(Printed.failure(command))
        .containsExactly("Name either a FILE, or - for standard input");
    command.standardInput = true;
    command.in = new ByteArrayInputStream("<message/>".getBytes(StandardCharsets.UTF_8));
    assertThat(Printed.lines(command)).containsExactly("event SipText");
    assertThat(gateway.dryRuns)
        .containsExactly("verona: MESSAGE sip:juliet@example.com SIP/2.0", "verona: <message/>");
  }

  @Test
  void whatCannotBeReadOrIsTooLongIsNotMapped(@TempDir Path folder) throws Exception {
    gateway.tenant("verona");
    var command = asking(new MapCommand());
    command.tenant = "verona";
    command.file = folder.resolve("absent").toString();
    assertThat(Printed.failure(command)).containsExactly("Cannot read " + command.file);

    command.file = Files.write(folder.resolve("long"), new byte[65_536]).toString();
    assertThat(Printed.failure(command)).containsExactly("The input is longer than 65535 octets");
    command.tenant = "padua";
    assertThat(Printed.failure(command)).containsExactly("No tenant padua");
    assertThat(gateway.dryRuns).isEmpty();
  }

  static Stream<GatewayCommand> all() {
    return Stream.of(
        new TenantsCommand(),
        new ConversationsCommand(),
        new ConversationCommand(),
        new MessageCommand(),
        new EndCommand(),
        new MapCommand(),
        new PartsCommand(),
        new PinCommand(),
        new DrainCommand());
  }

  @ParameterizedTest
  @MethodSource("all")
  void withoutTheRouterEachCommandSaysWhomToAsk(GatewayCommand command) {
    assertThat(Printed.failure(command))
        .containsExactly("The router is not there; balcony:why tells the reason");
  }
}
