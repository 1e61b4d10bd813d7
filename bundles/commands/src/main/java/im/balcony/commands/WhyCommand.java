package im.balcony.commands;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code balcony:why}: which missing piece keeps a tenant or a part down. */
@Service
@Command(
    scope = "balcony",
    name = "why",
    description = "Tells which missing piece keeps a tenant or a part down")
public final class WhyCommand extends GatewayCommand {

  @Override
  void print() {
    var table = table("Part", "Reason");
    gateway.why().forEach(problem -> table.addRow().addContent(problem.part(), problem.reason()));
    print(table, gateway.ready() ? "All is well: ready" : "Starting: nothing is missing yet");
  }
}
