package im.balcony.api.tenant;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which tenant a configuration is of: all who read or write tenants' configurations agree here. */
public final class TenantPid {

  /** The factory PID; each of its configurations is one tenant. */
  public static final String FACTORY = "im.balcony.tenant";

  /** The property in which File Install leaves the name of the file. */
  public static final String FILE = "felix.fileinstall.filename";

  private static final Pattern NAME =
      Pattern.compile(
          ".*[/\\\\]" + Pattern.quote(FACTORY) + "-([^/\\\\]+?)\\.(?:cfg|config|cfg\\.json)");

  private TenantPid() {}

  /**
   * The id of a tenant: the part of its PID behind {@code ~}. The shell makes PIDs with a random
   * suffix; the name is then only in that of the file.
   *
   * @param pid the configuration's PID
   * @param file its property {@link #FILE}, if it has one
   */
  public static String id(String pid, @Nullable Object file) {
    var name = NAME.matcher(String.valueOf(file));
    if (name.matches()) {
      return name.group(1);
    }
    var rest = pid.startsWith(FACTORY) ? pid.substring(FACTORY.length()) : pid;
    return rest.startsWith("~") || rest.startsWith("-") || rest.startsWith(".")
        ? rest.substring(1)
        : rest;
  }
}
