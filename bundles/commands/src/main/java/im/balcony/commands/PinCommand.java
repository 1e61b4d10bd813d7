package im.balcony.commands;

import im.balcony.api.control.Gateway;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * {@code balcony:pin TENANT RANGE}: which versions of the mapping rules a tenant takes; the same as
 * changing {@code mapping.version} in its file.
 */
@Service
@Command(
    scope = "balcony",
    name = "pin",
    description = "Chooses the versions of the mapping rules that a tenant takes")
public final class PinCommand extends GatewayCommand {

  private static final String KEY = "mapping.version";
  private static final String DEFAULT = "-";

  @Argument(index = 0, required = true, name = "TENANT", description = "The tenant")
  @Completion(TenantCompleter.class)
  String tenant = "";

  @Argument(
      index = 1,
      name = "RANGE",
      description =
          "An OSGi version range in quotes, such as '[1.0,1.1)'; a bare 1.0 is 1.0 and all above; -"
              + " for the highest of the standard rules, which count from 0.1")
  @Completion(RangeCompleter.class)
  @Nullable String range;

  @Option(name = "--clear", description = "Lets the tenant take the highest version; the same as -")
  boolean clear;

  @Option(name = "--force", description = "Also where no version in the range is there")
  boolean force;

  @Reference(optional = true)
  @Nullable ConfigurationAdmin configurations;

  @Override
  void run(Gateway running) throws CommandException {
    if (!clear && range == null) {
      throw failure("Name a RANGE, or - for the highest version");
    }
    var wanted = clear || DEFAULT.equals(range) ? "" : String.valueOf(range).strip();
    try {
      var chosen = running.mappingFor(wanted);
      if (chosen.isEmpty() && !wanted.isEmpty() && !force) {
        throw failure(
            "Not pinned: no version of mapping in "
                + wanted
                + " is there, but "
                + there()
                + "\nWhat comes for "
                + tenant
                + " would wait, then be refused; --force pins it");
      }
      pin(wanted, chosen);
    } catch (IllegalArgumentException e) {
      throw failure("Not pinned: " + wanted + " is no version range; one is [1.0,1.1)");
    }
  }

  private String there() {
    var versions =
        gateway == null
            ? ""
            : gateway.parts().stream()
                .filter(part -> part.part().equals("mapping") && !part.version().isEmpty())
                .map(Gateway.PartStatus::version)
                .collect(Collectors.joining(", "));
    return versions.isEmpty() ? "none at all" : versions;
  }

  private void pin(String wanted, Optional<String> chosen) throws CommandException {
    if (configurations == null) {
      throw failure("Not pinned: Configuration Admin is not there");
    }
    try {
      if (!change(new TenantConfigurations(configurations), wanted)) {
        throw failure("Not pinned: no tenant " + tenant + " is configured");
      }
    } catch (IOException e) {
      throw failure("Not pinned: the configuration cannot be written");
    }
    var serves = chosen.map(v -> "mapping " + v + " serves it").orElse("nothing serves it now");
    var what = wanted.isEmpty() ? "takes the highest version" : "is pinned to " + wanted;
    out.println(tenant + " " + what + ": " + serves);
  }

  private boolean change(TenantConfigurations tenants, String wanted) throws IOException {
    return wanted.isEmpty() ? tenants.clear(tenant, KEY) : tenants.set(tenant, KEY, wanted);
  }
}
