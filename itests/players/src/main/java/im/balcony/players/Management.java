package im.balcony.players;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * A running Karaf's management (JMX): what its shell does to bundles and features, without the two
 * seconds that each call of the shell's client takes.
 */
public final class Management implements AutoCloseable {

  private static final Pattern LOADED = Pattern.compile("([\\w.$]+)/(0x[0-9a-f]+)");

  /** Felix, where two threads each hold what the other one wants. */
  private static final String LOCKED = "Unable to acquire global lock";

  private static final int MOST_TRIES = 3;

  private final JMXConnector connector;
  private final MBeanServerConnection server;

  private Management(JMXConnector connector) throws IOException {
    this.connector = connector;
    this.server = connector.getMBeanServerConnection();
  }

  /** Connects to this port of the loopback address; empty while nobody answers there. */
  @SuppressWarnings("BanJNDI") // The registry is that of a process of our own.
  static Optional<Management> open(int port, String user, String password) {
    try {
      var url =
          new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port + "/karaf-root");
      var environment = Map.of(JMXConnector.CREDENTIALS, new String[] {user, password});
      var management = new Management(JMXConnectorFactory.connect(url, environment));
      return management.server.isRegistered(name("bundle"))
          ? Optional.of(management)
          : Optional.empty();
    } catch (IOException | JMException | SecurityException e) {
      return Optional.empty();
    }
  }

  private static ObjectName name(String type) throws JMException {
    return new ObjectName("org.apache.karaf:type=" + type + ",name=root");
  }

  /**
   * As often as the framework gives its lock to another who waits for this one: it refuses then,
   * and whoever asked has to ask again.
   */
  private void call(ObjectName bean, String operation, String... arguments) throws IOException {
    var types = new String[arguments.length];
    Arrays.fill(types, String.class.getName());
    for (var tries = 1; ; tries++) {
      try {
        server.invoke(bean, operation, arguments, types);
        return;
      } catch (JMException e) {
        if (tries == MOST_TRIES || !String.valueOf(e.getMessage()).contains(LOCKED)) {
          throw new IOException(operation + " " + String.join(" ", arguments) + " failed", e);
        }
      }
    }
  }

  /** Does {@code update}, {@code stop}, {@code start} or {@code refresh} to a bundle. */
  public void bundle(String operation, String symbolicName) throws IOException, JMException {
    call(name("bundle"), operation, symbolicName);
  }

  /** Updates a bundle from another place. */
  public void update(String symbolicName, String url) throws IOException, JMException {
    call(name("bundle"), "update", symbolicName, url);
  }

  /** Installs a bundle and starts it; its number. */
  public String install(String url) throws IOException, JMException {
    var types = new String[] {String.class.getName(), boolean.class.getName()};
    return server.invoke(name("bundle"), "install", new Object[] {url, true}, types).toString();
  }

  /** Uninstalls the bundle with this number. */
  public void uninstall(String number) throws IOException, JMException {
    call(name("bundle"), "uninstall", number);
  }

  /** Does {@code installFeature} or {@code uninstallFeature}. */
  public void feature(String operation, String feature) throws IOException, JMException {
    call(name("feature"), operation, feature);
  }

  /** Asks for a full collection of garbage. */
  public void collectGarbage() throws IOException, JMException {
    server.invoke(new ObjectName("java.lang:type=Memory"), "gc", null, null);
  }

  /** The way to its beans, for those that belong to the platform. */
  public MBeanServerConnection connection() {
    return server;
  }

  /** The class loaders that hold a loaded class of this package or of one below it. */
  public Set<String> classLoaders(String packageName) throws IOException, JMException {
    var hierarchy =
        server.invoke(
            new ObjectName("com.sun.management:type=DiagnosticCommand"),
            "vmClassHierarchy",
            new Object[] {new String[] {"-i"}},
            new String[] {String[].class.getName()});
    var loaders = new TreeSet<String>();
    var matcher = LOADED.matcher(String.valueOf(hierarchy));
    while (matcher.find()) {
      // Those of lambdas are loaded apart, and go with their class.
      if (matcher.group(1).startsWith(packageName + ".") && !matcher.group(1).contains("$$")) {
        loaders.add(matcher.group(2));
      }
    }
    return loaders;
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
