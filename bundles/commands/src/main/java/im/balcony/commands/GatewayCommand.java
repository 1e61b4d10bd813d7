package im.balcony.commands;

import im.balcony.api.control.Gateway;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.jspecify.annotations.Nullable;

/**
 * A command that asks the running gateway. The shell takes all commands of a bundle away as soon as
 * one of them misses what it cannot do without; so none insists on the gateway.
 */
abstract class GatewayCommand extends BalconyCommand {

  @Reference(optional = true)
  @Nullable Gateway gateway;

  /** Does and prints what the command is for. */
  abstract void run(Gateway running);

  @Override
  final void run() {
    if (gateway == null) {
      out.println("The router is not there; balcony:why tells the reason");
    } else {
      run(gateway);
    }
  }
}
