package im.balcony.commands;

import im.balcony.api.control.Gateway;
import java.time.Instant;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** {@code balcony:message ID}: the outcome of a message and its hops. */
@Service
@Command(
    scope = "balcony",
    name = "message",
    description = "Shows the outcome of a message and its hops")
public final class MessageCommand extends GatewayCommand {

  @Argument(
      required = true,
      name = "ID",
      description =
          "The gateway's reference, or the stanza id, Call-ID or Message-ID the message came with")
  String id = "";

  @Override
  void run(Gateway running) throws CommandException {
    var found = running.message(id);
    if (found.isEmpty()) {
      throw failure("No message " + id + " is known (it may be too old)");
    }
    for (var message : found) {
      var why = message.why().isEmpty() ? "" : ": " + message.why();
      out.println(message.ref() + "  " + message.tenant() + "  " + message.direction());
      out.println(
          "  outcome  " + message.outcome() + why + "  at " + Instant.ofEpochMilli(message.at()));
      message.hops().forEach(hop -> out.println("  " + hop));
    }
  }
}
