package im.balcony.commands;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.karaf.shell.support.CommandException;

/** What a command prints. */
final class Printed {

  private Printed() {}

  static String by(BalconyCommand command) {
    var bytes = new ByteArrayOutputStream();
    command.out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    try {
      command.run();
    } catch (CommandException e) {
      throw new AssertionError("the command failed: " + e.getMessage(), e);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** Why a command fails, which prints nothing else. */
  static List<String> failure(BalconyCommand command) {
    var bytes = new ByteArrayOutputStream();
    command.out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    try {
      command.run();
    } catch (CommandException e) {
      // The shell prints only what is nice help to it.
      return (bytes.toString(StandardCharsets.UTF_8) + e.getNiceHelp()).lines().toList();
    }
    throw new AssertionError("the command did not fail");
  }

  static List<String> lines(BalconyCommand command) {
    return by(command).lines().map(String::stripTrailing).toList();
  }
}
