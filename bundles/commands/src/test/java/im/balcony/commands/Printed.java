package im.balcony.commands;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a command prints. */
final class Printed {

  private Printed() {}

  static String by(BalconyCommand command) {
    var bytes = new ByteArrayOutputStream();
    command.out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    command.run();
    return bytes.toString(StandardCharsets.UTF_8);
  }

  static List<String> lines(BalconyCommand command) {
    return by(command).lines().map(String::stripTrailing).toList();
  }
}
