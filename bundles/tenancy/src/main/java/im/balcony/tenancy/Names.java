package im.balcony.tenancy;

import im.balcony.api.config.FactoryPid;
import im.balcony.api.tenant.TenantPid;
import java.util.Map;

/** What Configuration Admin hands over, in our terms: the tenant's id and its keys as texts. */
final class Names {

  private Names() {}

  /** The id of a tenant, from its PID or from the name of its file. */
  static String id(String pid, Map<String, ?> properties) {
    return TenantPid.id(pid, properties.get(TenantPid.FILE));
  }

  /** The operator's entries as texts; several values are joined with commas. */
  static Map<String, String> texts(Map<String, ?> properties) {
    return FactoryPid.texts(properties);
  }
}
