package im.balcony.itests.gateway;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * A bare OSGi framework with the built bundles: the gateway as Karaf would run it, without Karaf.
 */
final class Framework implements AutoCloseable {

  private final org.osgi.framework.launch.Framework framework;
  private final Path target;

  Framework(Path directory) throws BundleException, IOException {
    target = Path.of("target").toAbsolutePath();
    var provided =
        String.join(",", "org.slf4j;version=1.7.36", "org.osgi.service.cm;version=1.6.1", api());
    System.setProperty("karaf.data", directory.toString());
    framework =
        new FrameworkFactory()
            .newFramework(
                Map.of(
                    "org.osgi.framework.storage",
                    directory.resolve("cache").toString(),
                    "org.osgi.framework.storage.clean",
                    "onFirstInit",
                    "org.osgi.framework.system.packages.extra",
                    provided,
                    "felix.log.level",
                    "1",
                    "felix.cm.dir",
                    directory.resolve("config").toString()));
    framework.start();
    start(install(target.resolve("platform")));
  }

  /** What api exports, with its versions, as its manifest has it: tests and gateway share it. */
  private static String api() throws IOException {
    for (var url :
        Collections.list(Framework.class.getClassLoader().getResources(JarFile.MANIFEST_NAME))) {
      try (var in = url.openStream()) {
        var headers = new Manifest(in).getMainAttributes();
        if ("im.balcony.api".equals(headers.getValue("Bundle-SymbolicName"))) {
          return headers.getValue("Export-Package").replaceAll(";uses:=\"[^\"]*\"", "");
        }
      }
    }
    throw new IOException("the manifest of api is not on the class path");
  }

  /** Starts the gateway's own bundles. */
  void startGateway() throws BundleException, IOException {
    startGateway("");
  }

  /** The same; the bundle {@code im.balcony.LATE} is installed and starts later. */
  void startGateway(String late) throws BundleException, IOException {
    var bundles = install(target.resolve("bundles"));
    bundles.removeIf(bundle -> bundle.getSymbolicName().equals("im.balcony." + late));
    start(bundles);
  }

  /** Installs and starts a bundle of the examples, which the gateway comes without. */
  Bundle installExample(String name) throws BundleException {
    var jar = target.resolve("examples").resolve(name + ".jar");
    var bundle = framework.getBundleContext().installBundle(jar.toUri().toString());
    bundle.start();
    return bundle;
  }

  private List<Bundle> install(Path folder) throws BundleException, IOException {
    var bundles = new ArrayList<Bundle>();
    try (var jars = Files.list(folder)) {
      for (var jar : jars.filter(p -> p.toString().endsWith(".jar")).sorted().toList()) {
        bundles.add(framework.getBundleContext().installBundle(jar.toUri().toString()));
      }
    }
    return bundles;
  }

  private static void start(List<Bundle> bundles) throws BundleException {
    for (var bundle : bundles) {
      if (bundle.getHeaders().get("Fragment-Host") == null) {
        bundle.start();
      }
    }
  }

  /** Sets a singleton configuration. */
  void configure(String pid, Map<String, ?> values) throws IOException {
    admin().getConfiguration(pid, "?").update(new Hashtable<>(values));
  }

  /** Creates or changes a tenant. */
  void tenant(String name, Map<String, ?> values) throws IOException {
    configure("im.balcony.tenant", name, values);
  }

  /** Creates or changes one of a factory's configurations. */
  void configure(String factory, String name, Map<String, ?> values) throws IOException {
    admin().getFactoryConfiguration(factory, name, "?").update(new Hashtable<>(values));
  }

  /** Removes a tenant. */
  void removeTenant(String name) throws IOException {
    admin().getFactoryConfiguration("im.balcony.tenant", name, "?").delete();
  }

  private ConfigurationAdmin admin() {
    return service(ConfigurationAdmin.class)
        .orElseThrow(() -> new AssertionError("no Configuration Admin"));
  }

  /** A service, if it is there. */
  <T> Optional<T> service(Class<T> type) {
    var context = framework.getBundleContext();
    return Optional.ofNullable(context.getServiceReference(type)).map(context::getService);
  }

  /** Offers a service to the gateway. */
  <T> void register(Class<T> type, T service) {
    register(type, service, Map.of());
  }

  /** The same with properties; it may be withdrawn. */
  <T> ServiceRegistration<T> register(Class<T> type, T service, Map<String, ?> properties) {
    return framework.getBundleContext().registerService(type, service, new Hashtable<>(properties));
  }

  /** The bundle {@code im.balcony.NAME}. */
  Bundle bundle(String name) {
    return Arrays.stream(framework.getBundleContext().getBundles())
        .filter(b -> b.getSymbolicName().equals("im.balcony." + name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no bundle " + name));
  }

  /** Installs one more bundle and starts it. */
  Bundle start(Path jar) throws BundleException {
    var bundle = framework.getBundleContext().installBundle(jar.toUri().toString());
    bundle.start();
    return bundle;
  }

  /** The file of the bundle {@code im.balcony.NAME}. */
  Path file(String name) {
    return Path.of(URI.create(bundle(name).getLocation()));
  }

  /** Waits until something holds. */
  static void await(String what, Duration wait, BooleanSupplier holds) throws InterruptedException {
    var end = System.nanoTime() + wait.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + wait + ": " + what);
      }
      Thread.sleep(20);
    }
  }

  @Override
  public void close() throws BundleException, InterruptedException {
    framework.stop();
    framework.waitForStop(20_000);
  }
}
