package im.balcony.commands;

import im.balcony.api.control.Gateway;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/**
 * {@code balcony:journal --tenant T}: the outcomes of many messages at once, for scripts that
 * compare them with what the peers saw.
 */
@Service
@Command(
    scope = "balcony",
    name = "journal",
    description = "Lists the messages of a tenant whose outcome changed last, newest first")
public final class JournalCommand extends GatewayCommand {

  private static final int MOST = 100_000;

  @Option(name = "--tenant", required = true, description = "The tenant")
  @Completion(TenantCompleter.class)
  String tenant = "";

  @Option(name = "--count", description = "How many at most, 1 to 100000; 100 if not given")
  int count = 100;

  @Option(
      name = "--since",
      description = "Only outcomes recorded at this time or later, in milliseconds since 1970")
  long since;

  @Override
  void run(Gateway running) throws CommandException {
    within("--since", since, 0, Long.MAX_VALUE);
    var most = (int) within("--count", count, 1, MOST);
    var entries = running.journal(tenant, since, most);
    if (entries.isEmpty()) {
      // One that is gone may still have entries.
      requireTenant(running, tenant);
    }
    // Lines as they come, not a table: a table is laid out only when its last row is known.
    entries.forEach(
        message ->
            out.println(
                String.join(
                    "\t",
                    String.valueOf(message.at()),
                    message.ref(),
                    message.direction(),
                    message.outcome(),
                    message.why(),
                    String.join(" ", message.names()))));
  }
}
