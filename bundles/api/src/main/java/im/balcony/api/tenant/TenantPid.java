package im.balcony.api.tenant;

import im.balcony.api.config.FactoryPid;
import org.jspecify.annotations.Nullable;

/** Which tenant a configuration is of: all who read or write tenants' configurations agree here. */
public final class TenantPid {

  /** The factory PID; each of its configurations is one tenant. */
  public static final String FACTORY = "im.balcony.tenant";

  /** The property in which File Install leaves the name of the file. */
  public static final String FILE = FactoryPid.FILE;

  private static final FactoryPid NAMES = new FactoryPid(FACTORY);

  private TenantPid() {}

  /**
   * The id of a tenant, as {@link FactoryPid#name}.
   *
   * @param pid the configuration's PID
   * @param file its property {@link #FILE}, if it has one
   */
  public static String id(String pid, @Nullable Object file) {
    return NAMES.name(pid, file);
  }
}
