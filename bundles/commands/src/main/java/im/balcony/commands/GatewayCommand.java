package im.balcony.commands;

import im.balcony.api.control.Gateway;
import java.io.PrintStream;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.support.table.ShellTable;
import org.jspecify.annotations.Nullable;

/** What all commands share: the gateway, where to print, and tables that scripts can read. */
abstract class GatewayCommand implements Action {

  @SuppressWarnings("NullAway.Init") // Karaf sets it before execute() is called.
  @Reference
  Gateway gateway;

  @Option(
      name = "--no-format",
      description = "Prints bare columns, separated by a tab, for scripts")
  boolean bare;

  PrintStream out = System.out;

  /** Prints what the command is for. */
  abstract void print();

  @Override
  public final @Nullable Object execute() {
    // The console of this call, which is not the one the class was loaded under.
    out = System.out;
    print();
    return null;
  }

  final ShellTable table(String... columns) {
    var table = new ShellTable();
    for (var column : columns) {
      table.column(column);
    }
    if (bare) {
      table.noHeaders().separator("\t");
    }
    return table;
  }

  final void print(ShellTable table, String whenEmpty) {
    table.emptyTableText(whenEmpty).print(out, !bare);
  }
}
