package im.balcony.commands;

import im.balcony.api.control.Gateway;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;

/**
 * {@code balcony:drain TENANT [SECONDS]}: takes a tenant out of service and waits until what it has
 * in hand is finished.
 */
@Service
@Command(
    scope = "balcony",
    name = "drain",
    description =
        "Takes a tenant out of service: it takes nothing new, and what it has in hand is finished")
public final class DrainCommand extends GatewayCommand {

  private static final long STEP = 200;

  /** The longest wait, in seconds. */
  private static final int LONGEST = 86_400;

  @Argument(index = 0, required = true, name = "TENANT", description = "The tenant")
  @Completion(TenantCompleter.class)
  String tenant = "";

  @Argument(
      index = 1,
      name = "SECONDS",
      description =
          "How long to wait until nothing is left, 0 to 86400; else the tenant's drain-limit")
  @Nullable Integer seconds;

  @Option(name = "--end", description = "Takes the tenant into service again")
  boolean end;

  /** Lets time pass. */
  interface Sleep {
    void millis(long millis) throws InterruptedException;
  }

  Sleep sleep = Thread::sleep;

  @Override
  void run(Gateway running) throws CommandException {
    if (seconds != null) {
      within("SECONDS", seconds, 0, LONGEST);
    }
    if (end) {
      end(running);
      return;
    }
    var left = running.drain(tenant);
    if (left.isEmpty()) {
      throw noTenant(tenant);
    }
    var most = seconds == null ? left.get().limit() : seconds * 1000L;
    show(await(running, most, left), most);
  }

  private void end(Gateway running) throws CommandException {
    var was = running.endDrain(tenant);
    if (!was) {
      requireTenant(running, tenant);
    }
    out.println(tenant + (was ? " is in service" : " was not drained"));
  }

  private Optional<Gateway.Left> await(Gateway running, long most, Optional<Gateway.Left> first) {
    var left = first;
    try {
      for (var waited = 0L; waited < most && isSome(left); waited += STEP) {
        sleep.millis(Math.min(STEP, most - waited));
        left = running.drain(tenant);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return left;
  }

  private static boolean isSome(Optional<Gateway.Left> left) {
    return left.filter(l -> !l.isNothing()).isPresent();
  }

  private void show(Optional<Gateway.Left> left, long waited) {
    if (!isSome(left)) {
      out.println(tenant + " is drained; balcony:drain --end " + tenant + " ends that");
      return;
    }
    var rest = left.get();
    if (!bare) {
      out.println("After " + waited / 1000 + " s there is left, and goes on:");
    }
    var table = table("Tenant", "Conversations", "Messages", "Parked");
    table.addRow().addContent(tenant, rest.conversations(), rest.messages(), rest.parked());
    print(table, "");
  }
}
