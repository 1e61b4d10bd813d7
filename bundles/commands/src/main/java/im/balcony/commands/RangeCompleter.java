package im.balcony.commands;

import im.balcony.api.control.Gateway;
import java.util.List;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.jspecify.annotations.Nullable;

/** Completes the range of just one version of mapping, for each that is there, and the default. */
@Service
public final class RangeCompleter implements Completer {

  @Reference(optional = true)
  @Nullable Gateway gateway;

  @Override
  public int complete(Session session, CommandLine line, List<String> candidates) {
    if (gateway == null) {
      return -1;
    }
    var exact =
        gateway.parts().stream()
            .filter(part -> part.part().equals("mapping") && !part.version().isEmpty())
            .map(part -> "[" + part.version() + "," + part.version() + "]");
    var all = Stream.concat(exact, Stream.of("-")).toList();
    return new StringsCompleter(all).complete(session, line, candidates);
  }
}
