package im.balcony.commands;

import im.balcony.api.control.Gateway;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.apache.karaf.shell.support.completers.FileCompleter;

/**
 * {@code balcony:map --tenant T FILE|-}: what a SIP message or a stanza would become; nothing is
 * sent.
 */
@Service
@Command(
    scope = "balcony",
    name = "map",
    description =
        "Shows what a SIP message or a stanza would become, and what would be dropped; sends nothing")
public final class MapCommand extends GatewayCommand {

  /** A SIP datagram is at most this long; a stanza has to fit, too. */
  private static final int MAX_INPUT = 65_535;

  @Option(
      name = "--tenant",
      required = true,
      description = "The tenant whose rules and limits apply")
  @Completion(TenantCompleter.class)
  String tenant = "";

  @Argument(name = "FILE", description = "A file with the message, or - for standard input")
  @Completion(FileCompleter.class)
  String file = "";

  // The shell takes what begins with a hyphen for an option.
  @Option(name = "-", description = "Reads the message from standard input")
  boolean standardInput;

  InputStream in = System.in;

  @Override
  void run(Gateway running) throws CommandException {
    requireTenant(running, tenant);
    if (standardInput != file.isEmpty()) {
      throw failure("Name either a FILE, or - for standard input");
    }
    var input = read();
    if (input.length > MAX_INPUT) {
      throw failure("The input is longer than " + MAX_INPUT + " octets");
    }
    running.dryRun(tenant, new String(input, StandardCharsets.UTF_8)).forEach(out::println);
  }

  private byte[] read() throws CommandException {
    try (var stream = standardInput ? in : Files.newInputStream(Path.of(file))) {
      return stream.readNBytes(MAX_INPUT + 1);
    } catch (IOException | InvalidPathException e) {
      throw failure("Cannot read " + (standardInput ? "standard input" : file));
    }
  }
}
