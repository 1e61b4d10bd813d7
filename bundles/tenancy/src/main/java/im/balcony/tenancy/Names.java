package im.balcony.tenancy;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What Configuration Admin hands over, in our terms: the tenant's id and its keys as texts. */
final class Names {

  /** Written by who manages the file, not by the operator. */
  private static final Pattern HOUSEKEEPING =
      Pattern.compile("service\\..*|felix\\..*|component\\..*|org\\.apache\\.karaf\\..*|\\..*");

  private static final Pattern FILE =
      Pattern.compile(
          ".*[/\\\\]"
              + Pattern.quote(TenantConfiguration.PID)
              + "-([^/\\\\]+?)\\.(?:cfg|config|cfg\\.json)");

  private Names() {}

  /**
   * The id of a tenant: the part of its PID behind {@code ~}. The shell makes PIDs with a random
   * suffix; the name is then only in that of the file, which File Install leaves in the
   * configuration.
   */
  static String id(String pid, Map<String, ?> properties) {
    var file = FILE.matcher(String.valueOf(properties.get("felix.fileinstall.filename")));
    if (file.matches()) {
      return file.group(1);
    }
    var rest =
        pid.startsWith(TenantConfiguration.PID)
            ? pid.substring(TenantConfiguration.PID.length())
            : pid;
    return rest.startsWith("~") || rest.startsWith("-") || rest.startsWith(".")
        ? rest.substring(1)
        : rest;
  }

  /** The operator's entries as texts; several values are joined with commas. */
  static Map<String, String> texts(Map<String, ?> properties) {
    var texts = new TreeMap<String, String>();
    properties.forEach(
        (key, value) -> {
          if (!HOUSEKEEPING.matcher(key).matches()) {
            texts.put(key, text(value));
          }
        });
    return Collections.unmodifiableMap(texts);
  }

  private static String text(Object value) {
    if (value instanceof Object[] array) {
      return Stream.of(array).map(String::valueOf).collect(Collectors.joining(","));
    }
    if (value instanceof Collection<?> list) {
      return list.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
    return String.valueOf(value);
  }
}
