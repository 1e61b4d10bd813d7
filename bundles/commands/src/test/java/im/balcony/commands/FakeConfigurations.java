package im.balcony.commands;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** A Configuration Admin that holds some configurations in memory. */
final class FakeConfigurations {

  final Map<String, Map<String, Object>> byPid = new TreeMap<>();

  FakeConfigurations with(String pid, Map<String, ?> values) {
    byPid.put(pid, new TreeMap<>(values));
    return this;
  }

  ConfigurationAdmin admin() {
    return proxy(
        ConfigurationAdmin.class,
        (self, method, arguments) -> {
          if (method.getName().equals("listConfigurations")) {
            List<Configuration> all = new ArrayList<>();
            byPid.keySet().forEach(pid -> all.add(configuration(pid)));
            return all.toArray(Configuration[]::new);
          }
          throw new UnsupportedOperationException(method.getName());
        });
  }

  private Configuration configuration(String pid) {
    return proxy(
        Configuration.class,
        (self, method, arguments) ->
            switch (method.getName()) {
              case "getPid" -> pid;
              case "getProperties" -> FrameworkUtil.asDictionary(properties(pid));
              case "update" -> {
                update(pid, (Dictionary<?, ?>) arguments[0]);
                yield null;
              }
              default -> throw new UnsupportedOperationException(method.getName());
            });
  }

  private void update(String pid, Dictionary<?, ?> values) {
    var changed = new TreeMap<String, Object>();
    Collections.list(values.keys())
        .forEach(key -> changed.put(String.valueOf(key), Objects.requireNonNull(values.get(key))));
    byPid.put(pid, changed);
  }

  private Map<String, Object> properties(String pid) {
    return Objects.requireNonNull(byPid.get(pid));
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
