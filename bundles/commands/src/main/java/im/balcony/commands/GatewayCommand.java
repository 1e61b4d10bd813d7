package im.balcony.commands;

import im.balcony.api.control.Gateway;
import java.io.UncheckedIOException;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;

/**
 * A command that asks the running gateway. The shell takes all commands of a bundle away as soon as
 * one of them misses what it cannot do without; so none insists on the gateway.
 */
abstract class GatewayCommand extends BalconyCommand {

  @Reference(optional = true)
  @Nullable Gateway gateway;

  /** Does and prints what the command is for. */
  abstract void run(Gateway running) throws CommandException;

  @Override
  final void run() throws CommandException {
    if (gateway == null) {
      throw failure("The router is not there; balcony:why tells the reason");
    }
    try {
      run(gateway);
    } catch (UncheckedIOException e) {
      throw failure("The store does not answer; try again, balcony:why may tell the reason");
    }
  }

  /** Fails if there is no tenant {@code id}. */
  static void requireTenant(Gateway running, String id) throws CommandException {
    if (running.tenants().stream().noneMatch(tenant -> tenant.id().equals(id))) {
      throw noTenant(id);
    }
  }

  static CommandException noTenant(String id) {
    return failure("No tenant " + id);
  }
}
