package im.balcony.commands;

import im.balcony.api.tenant.TenantPid;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** The configurations of the tenants, by tenant id. */
final class TenantConfigurations {

  private static final String ALL = "(service.factoryPid=" + TenantPid.FACTORY + ")";

  private final ConfigurationAdmin admin;

  TenantConfigurations(ConfigurationAdmin admin) {
    this.admin = admin;
  }

  /** The ids of all tenants that are configured, in order. */
  List<String> ids() throws IOException {
    return List.copyOf(all().keySet());
  }

  /**
   * Changes one key of a tenant and leaves the others, so that File Install writes it to the
   * tenant's file too. False if there is no such tenant.
   */
  boolean set(String id, String key, String value) throws IOException {
    return change(id, values -> values.put(key, value));
  }

  /**
   * Takes one key of a tenant away, so that its default holds. False if there is no such tenant.
   */
  boolean clear(String id, String key) throws IOException {
    return change(id, values -> values.remove(key));
  }

  private boolean change(String id, Consumer<Map<String, Object>> how) throws IOException {
    var configuration = Optional.ofNullable(all().get(id));
    if (configuration.isEmpty()) {
      return false;
    }
    var changed = new TreeMap<String, Object>();
    var before = configuration.get().getProperties();
    if (before != null) {
      changed.putAll(FrameworkUtil.asMap(before));
    }
    how.accept(changed);
    configuration.get().update(FrameworkUtil.asDictionary(changed));
    return true;
  }

  private Map<String, Configuration> all() throws IOException {
    try {
      var found = admin.listConfigurations(ALL);
      var byId = new TreeMap<String, Configuration>();
      Stream.of(found == null ? new Configuration[0] : found)
          .forEach(configuration -> byId.put(id(configuration), configuration));
      return byId;
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException("a filter that never changes", e);
    }
  }

  private static String id(Configuration configuration) {
    var properties = configuration.getProperties();
    return TenantPid.id(
        configuration.getPid(), properties == null ? null : properties.get(TenantPid.FILE));
  }
}
