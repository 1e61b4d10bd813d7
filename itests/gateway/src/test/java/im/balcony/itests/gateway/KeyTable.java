package im.balcony.itests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What the bundles declare as keys, and the tests that show their effects. */
final class KeyTable {

  private static final Pattern KEY = Pattern.compile("<AD id=\"([^\"]+)\"");

  private KeyTable() {}

  /** The keys of these bundles as they declare them, each behind its PID. */
  static Set<String> declared(Framework framework, String... bundles) throws IOException {
    var keys = new TreeSet<String>();
    for (var bundle : bundles) {
      var files = framework.bundle(bundle).findEntries("OSGI-INF/metatype", "*.xml", false);
      for (var file : Collections.list(files)) {
        try (var in = file.openStream()) {
          var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
          var pid = text.replaceFirst("(?s).*<Designate (?:p|factoryP)id=\"([^\"]+)\".*", "$1");
          KEY.matcher(text).results().forEach(key -> keys.add(pid + " " + key.group(1)));
        }
      }
    }
    return keys;
  }

  /** Fails unless there is the test of this bundle, class and method, {@code gateway} for here. */
  static void assertThere(String where) {
    var parts = where.split(" ");
    var folder =
        parts[0].equals("gateway")
            ? Path.of("src/test/java/im/balcony/itests/gateway")
            : Path.of("../../bundles", parts[0], "src/test/java/im/balcony", parts[0]);
    assertThat(folder.resolve(parts[1] + ".java")).content().contains("void " + parts[2] + "(");
  }
}
