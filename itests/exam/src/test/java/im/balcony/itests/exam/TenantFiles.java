package im.balcony.itests.exam;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Hashtable;
import java.util.Map;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * Configurations of tenants as a program makes them: through Configuration Admin, without a file.
 */
final class TenantFiles {

  private final ConfigurationAdmin admin;
  private final Path secret;

  TenantFiles(ConfigurationAdmin admin) throws IOException {
    this.admin = admin;
    secret = Path.of(System.getProperty("karaf.data"), "component.secret");
    Files.writeString(secret, "not used");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
  }

  /** Puts a tenant in force, or changes it; {@code changes} over what it must have. */
  Configuration put(String name, String domain, Map<String, String> changes) throws IOException {
    var values = new Hashtable<String, Object>();
    values.put("sip.domains", domain);
    values.put("xmpp.domains", "example.com");
    // The port of nobody: what is looked at here needs no server.
    values.put("xmpp.port", "1");
    values.put("xmpp.secret-file", secret.toString());
    changes.forEach(values::put);
    var configuration = admin.getFactoryConfiguration("im.balcony.tenant", name, "?");
    configuration.update(values);
    return configuration;
  }
}
