package im.balcony.commands;

import im.balcony.api.control.Gateway;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** {@code balcony:conversation ID}: one conversation and its sessions. */
@Service
@Command(
    scope = "balcony",
    name = "conversation",
    description = "Shows one conversation and its sessions")
public final class ConversationCommand extends GatewayCommand {

  @Argument(required = true, name = "ID", description = "The id that balcony:conversations shows")
  @Completion(ConversationCompleter.class)
  String id = "";

  @Override
  void run(Gateway running) throws CommandException {
    var found = running.conversation(id);
    if (found.isEmpty()) {
      throw failure("No conversation " + id);
    }
    var c = found.get();
    out.println("Tenant     " + c.tenant());
    out.println("XMPP user  " + c.juliet());
    out.println("SIP user   " + c.romeo());
    out.println("Topic      " + c.topic());
    out.println("Queued     " + c.queued());
    out.println("Idle       " + c.idle() / 1000 + " s");
    c.sessions().forEach(session -> out.println("Session    " + session));
  }
}
