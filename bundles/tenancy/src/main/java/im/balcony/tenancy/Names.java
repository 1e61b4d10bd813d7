package im.balcony.tenancy;

import im.balcony.api.tenant.TenantPid;
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

  private Names() {}

  /** The id of a tenant, from its PID or from the name of its file. */
  static String id(String pid, Map<String, ?> properties) {
    return TenantPid.id(pid, properties.get(TenantPid.FILE));
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
