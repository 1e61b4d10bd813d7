package im.balcony.commands;

import im.balcony.api.control.Gateway;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** {@code balcony:end ID}: ends a conversation; texts in hand go first. */
@Service
@Command(
    scope = "balcony",
    name = "end",
    description = "Ends a conversation; texts in hand are sent first")
public final class EndCommand extends GatewayCommand {

  @Argument(required = true, name = "ID", description = "The id that balcony:conversations shows")
  @Completion(ConversationCompleter.class)
  String id = "";

  @Override
  void run(Gateway running) throws CommandException {
    if (!running.end(id)) {
      throw failure("No conversation " + id);
    }
    out.println("Ending " + id);
  }
}
