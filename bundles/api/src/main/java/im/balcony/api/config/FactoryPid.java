package im.balcony.api.config;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A factory PID whose configurations have names, and what Configuration Admin hands over of each in
 * our terms.
 *
 * @param factory the PID; a file of a configuration is {@code FACTORY-NAME.cfg}
 */
public record FactoryPid(String factory) {

  /** The property in which File Install leaves the name of the file. */
  public static final String FILE = "felix.fileinstall.filename";

  /** Written by who manages the file, not by the operator. */
  private static final Pattern HOUSEKEEPING =
      Pattern.compile("service\\..*|felix\\..*|component\\..*|org\\.apache\\.karaf\\..*|\\..*");

  /**
   * The name of a configuration: the part of its PID behind {@code ~}. The shell makes PIDs with a
   * random suffix; the name is then only in that of the file.
   *
   * @param pid the configuration's PID
   * @param file its property {@link #FILE}, if it has one
   */
  public String name(String pid, @Nullable Object file) {
    var path =
        Pattern.compile(
                ".*[/\\\\]" + Pattern.quote(factory) + "-([^/\\\\]+?)\\.(?:cfg|config|cfg\\.json)")
            .matcher(String.valueOf(file));
    if (path.matches()) {
      return path.group(1);
    }
    var rest = pid.startsWith(factory) ? pid.substring(factory.length()) : pid;
    return rest.startsWith("~") || rest.startsWith("-") || rest.startsWith(".")
        ? rest.substring(1)
        : rest;
  }

  /** The operator's entries as texts; several values are joined with commas. */
  public static Map<String, String> texts(Map<String, ?> properties) {
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
