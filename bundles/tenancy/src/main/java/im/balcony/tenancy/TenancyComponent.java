package im.balcony.tenancy;

import im.balcony.api.config.SecretFile;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.tenant.Tenants;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ManagedServiceFactory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/**
 * The shell around {@link TenancyService}. It takes the configurations itself, not one component
 * each, for they have to be judged together.
 */
@Component(
    immediate = true,
    service = {Tenants.class, ManagedServiceFactory.class},
    configurationPid = TenantConfiguration.PID,
    configurationPolicy = ConfigurationPolicy.IGNORE,
    property = "service.pid=" + TenantConfiguration.PID)
@Designate(ocd = TenantConfiguration.class, factory = true)
public final class TenancyComponent implements Tenants, ManagedServiceFactory {

  private final TenancyService service;

  /** Puts in force again what was in force before. */
  @Activate
  public TenancyComponent(BundleContext context, @Reference ConfigurationAdmin configurations)
      throws IOException, InvalidSyntaxException {
    var registry =
        new Registry(
            new TenantReader(SecretFile::fault), lastGood(context), System::currentTimeMillis);
    registry.restore(present(configurations));
    var executor =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              var thread = new Thread(task, "balcony-tenancy");
              thread.setDaemon(true);
              return thread;
            });
    service = new TenancyService(registry, executor, System::currentTimeMillis);
    service.expireInTime();
  }

  /**
   * Karaf's folder for what outlives a new version; the bundle's own area, which does not, where
   * there is no such folder.
   */
  private static LastGood lastGood(BundleContext context) {
    var own = context.getDataFile("tenants").toPath();
    var data = System.getProperty("karaf.data");
    return LastGood.in(data == null ? own : Path.of(data, "last-good", "tenants"), own);
  }

  private static Map<String, String> present(ConfigurationAdmin configurations)
      throws IOException, InvalidSyntaxException {
    var found =
        configurations.listConfigurations("(service.factoryPid=" + TenantConfiguration.PID + ")");
    var ids = new TreeMap<String, String>();
    for (var configuration : found == null ? new Configuration[0] : found) {
      var properties = Optional.ofNullable(configuration.getProperties());
      ids.put(
          configuration.getPid(),
          Names.id(
              configuration.getPid(),
              properties.<Map<String, ?>>map(FrameworkUtil::asMap).orElse(Map.of())));
    }
    return ids;
  }

  /** Whiteboard. */
  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  public void bindListener(Listener listener) {
    service.add(listener);
  }

  /** Whiteboard. */
  public void unbindListener(Listener listener) {
    service.remove(listener);
  }

  /** Stops; what is in force stays saved. */
  @Deactivate
  public void stop() {
    service.close();
  }

  @Override
  public String getName() {
    return "Balcony tenants";
  }

  // A refusal is logged and shown by commands; the exception of this method would add a second
  // line.
  @Override
  public void updated(String pid, Dictionary<String, ?> properties) {
    service.update(pid, FrameworkUtil.asMap(properties));
  }

  @Override
  public void deleted(String pid) {
    service.remove(pid);
  }

  @Override
  public List<Tenant> all() {
    return service.all();
  }

  @Override
  public Optional<Tenant> byId(String id) {
    return service.byId(id);
  }

  @Override
  public Optional<Tenant> bySipDomain(String domain) {
    return service.bySipDomain(domain);
  }

  @Override
  public List<Refusal> refusals() {
    return service.refusals();
  }

  @Override
  public void drained(String id) {
    service.drained(id);
  }
}
