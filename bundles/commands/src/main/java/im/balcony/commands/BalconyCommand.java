package im.balcony.commands;

import java.io.PrintStream;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.support.CommandException;
import org.apache.karaf.shell.support.table.ShellTable;
import org.jspecify.annotations.Nullable;

/** What all commands share: where to print, and tables that scripts can read. */
abstract class BalconyCommand implements Action {

  @Option(
      name = "--no-format",
      description = "Prints bare columns, separated by a tab, for scripts")
  boolean bare;

  PrintStream out = System.out;

  /**
   * Does and prints what the command is for.
   *
   * @throws CommandException if it could not be done; so scripts see it in the exit status
   */
  abstract void run() throws CommandException;

  @Override
  public final @Nullable Object execute() throws CommandException {
    // The console of this call, which is not the one the class was loaded under.
    out = System.out;
    run();
    return null;
  }

  /** A failure with its reason, which the shell prints. Any other exception it logs as an error. */
  static CommandException failure(String reason) {
    return new CommandException(reason, reason);
  }

  /** {@code value}, if it lies between the two, which are allowed themselves. */
  static long within(String name, long value, long least, long most) throws CommandException {
    if (value < least || value > most) {
      throw failure(name + " " + value + " is refused, allowed: " + least + " to " + most);
    }
    return value;
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
