package im.balcony.commands;

import im.balcony.api.control.Gateway;
import java.time.temporal.ChronoUnit;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code balcony:parts}: the exchangeable parts, whom each version serves and what waits. */
@Service
@Command(
    scope = "balcony",
    name = "parts",
    description = "Lists the exchangeable parts, whom each version serves, and what waits for one")
public final class PartsCommand extends GatewayCommand {

  @Override
  void run(Gateway running) {
    var table =
        table("Part", "Version", "Bundle", "State", "Tenants", "Calls", "Parked", "Since, reason");
    for (var part : running.parts()) {
      var since = part.since().map(at -> at.truncatedTo(ChronoUnit.SECONDS) + " ").orElse("");
      table
          .addRow()
          .addContent(
              part.part(),
              part.version(),
              part.bundle(),
              part.state(),
              String.join(", ", part.tenants()),
              part.calls(),
              part.parked(),
              since + part.reason());
    }
    print(table, "No parts");
    if (running.critical() && !bare) {
      out.println("Critical: too many threads hang; new messages are refused. See balcony:why");
    }
  }
}
