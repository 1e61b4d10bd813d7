package im.balcony.commands;

import im.balcony.api.control.Gateway;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;

/** {@code balcony:conversations}: who is talking, with masked addresses. */
@Service
@Command(
    scope = "balcony",
    name = "conversations",
    description = "Lists conversations; addresses are masked")
public final class ConversationsCommand extends GatewayCommand {

  @Option(name = "--tenant", description = "Only the conversations of this tenant")
  @Completion(TenantCompleter.class)
  @Nullable String tenant;

  @Override
  void run(Gateway running) throws CommandException {
    if (tenant != null) {
      requireTenant(running, tenant);
    }
    var table =
        table("Id", "Tenant", "XMPP user", "SIP user", "Sessions", "Queued", "Idle s", "Topic");
    for (var c : running.conversations(Optional.ofNullable(tenant))) {
      table
          .addRow()
          .addContent(
              c.id(),
              c.tenant(),
              c.juliet(),
              c.romeo(),
              String.join(", ", c.sessions()),
              c.queued(),
              c.idle() / 1000,
              c.topic());
    }
    print(table, "No conversations");
  }
}
