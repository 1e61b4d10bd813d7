package im.balcony.tenancy;

import im.balcony.api.config.SecretFile;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Configurations for tests. */
final class Configs {

  static final TenantReader READER =
      new TenantReader(
          (file, most) ->
              file.equals("good")
                  ? Optional.empty()
                  : Optional.of(new SecretFile.Fault(Shown.line(file), "a good file")));

  private Configs() {}

  /** The least that makes a tenant, changed by {@code changes}: key, value, key, value... */
  static Map<String, String> of(String... changes) {
    var properties = new TreeMap<String, String>();
    properties.put("sip.domains", "example.net");
    properties.put("xmpp.domains", "example.com");
    properties.put("xmpp.secret-file", "good");
    for (var i = 0; i < changes.length; i += 2) {
      properties.put(changes[i], changes[i + 1]);
    }
    return properties;
  }
}
