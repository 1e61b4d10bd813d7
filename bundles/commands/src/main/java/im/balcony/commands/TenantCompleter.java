package im.balcony.commands;

import im.balcony.api.control.Gateway;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.jspecify.annotations.Nullable;

/** Completes the names of tenants. */
@Service
public final class TenantCompleter implements Completer {

  @Reference(optional = true)
  @Nullable Gateway gateway;

  @Override
  public int complete(Session session, CommandLine line, List<String> candidates) {
    if (gateway == null) {
      return -1;
    }
    var names = gateway.tenants().stream().map(Gateway.TenantStatus::id).toList();
    return new StringsCompleter(names).complete(session, line, candidates);
  }
}
