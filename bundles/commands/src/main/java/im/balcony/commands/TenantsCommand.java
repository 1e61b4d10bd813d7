package im.balcony.commands;

import im.balcony.api.control.Gateway;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code balcony:tenants}: tenants, their links, and what was refused of their configuration. */
@Service
@Command(
    scope = "balcony",
    name = "tenants",
    description = "Lists tenants, their links and refused configuration")
public final class TenantsCommand extends GatewayCommand {

  @Override
  void run(Gateway running) {
    var tenants = running.tenants();
    var table = table("Tenant", "State", "Links", "Conversations", "Sessions");
    for (var tenant : tenants) {
      table
          .addRow()
          .addContent(
              tenant.id(),
              tenant.state(),
              String.join(", ", tenant.links()),
              tenant.conversations(),
              tenant.sessions());
    }
    print(table, "No tenants. Put one into etc/im.balcony.tenant-NAME.cfg");
    for (var tenant : tenants) {
      tenant.refusals().forEach(refusal -> out.println("refused " + tenant.id() + ": " + refusal));
    }
  }
}
