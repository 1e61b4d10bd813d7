package im.balcony.commands;

import im.balcony.api.control.Gateway;
import im.balcony.api.tenant.Tenants;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * {@code balcony:why}: which missing piece keeps a tenant or a part down, the cause first. It
 * answers whatever is down, so it insists on no part of the gateway.
 */
@Service
@Command(
    scope = "balcony",
    name = "why",
    description = "Tells which missing piece keeps a tenant or a part down; the cause comes first")
public final class WhyCommand extends BalconyCommand {

  private static final int LAST = 100;

  @SuppressWarnings("NullAway.Init") // Karaf sets it before execute() is called.
  @Reference
  BundleContext context;

  @Reference(optional = true)
  @Nullable Gateway gateway;

  @Reference(optional = true)
  @Nullable Tenants tenants;

  @Reference(optional = true)
  @Nullable ConfigurationAdmin configurations;

  @Override
  void run() {
    show(new Causes(new PlatformReader(context).read()).find());
  }

  /** Prints what the platform knows, then what the gateway itself says. */
  void show(List<Finding> causes) {
    var findings = new ArrayList<>(causes);
    if (gateway == null) {
      tenantsWithoutRouter(findings);
    } else {
      var explained = causes.stream().map(Finding::part).collect(Collectors.toSet());
      gateway.why().stream()
          .filter(problem -> !explained.contains(problem.part()))
          .forEach(problem -> findings.add(new Finding(problem.part(), problem.reason(), 1)));
    }
    findings.sort(Comparator.comparingInt(Finding::depth));
    var table = table("Part", "Reason");
    findings.forEach(finding -> table.addRow().addContent(finding.part(), finding.reason()));
    print(
        table,
        gateway != null && gateway.ready()
            ? "All is well: ready"
            : "Starting: nothing is missing yet");
  }

  /** What is known of tenants where the router cannot be asked. */
  private void tenantsWithoutRouter(List<Finding> findings) {
    if (tenants != null) {
      for (var refusal : tenants.refusals()) {
        var what = (refusal.key() + " " + refusal.value()).strip();
        findings.add(
            new Finding(
                "tenant " + refusal.tenant(), "refused " + what + ": " + refusal.allowed(), 0));
      }
    }
    var why = tenants == null ? "tenancy and the router are down" : "the router is down";
    for (var id : ids()) {
      findings.add(new Finding("tenant " + id, "does not work, for " + why, LAST));
    }
  }

  private List<String> ids() {
    try {
      return configurations == null ? List.of() : new TenantConfigurations(configurations).ids();
    } catch (IOException e) {
      out.println("The configurations of the tenants cannot be read");
      return List.of();
    }
  }
}
