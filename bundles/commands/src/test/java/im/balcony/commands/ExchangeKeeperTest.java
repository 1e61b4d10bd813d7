package im.balcony.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.felix.framework.FrameworkFactory;
import org.apache.karaf.features.BundleInfo;
import org.apache.karaf.features.Dependency;
import org.apache.karaf.features.DeploymentEvent;
import org.apache.karaf.features.DeploymentListener;
import org.apache.karaf.features.Feature;
import org.apache.karaf.features.FeaturesService;
import org.apache.karaf.features.FeaturesService.Option;
import org.apache.karaf.features.Repository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.launch.Framework;

/** What Karaf's features hear when parts are exchanged by hand, on a real framework. */
class ExchangeKeeperTest {

  private static final String MAPPING = "mvn:im.balcony/mapping/0.1.0";
  private static final String RANGE = "/[0.1.0,0.1.0]";

  @TempDir Path folder;
  private final List<Object> changes = new ArrayList<>();
  private final List<DeploymentListener> listeners = new ArrayList<>();
  private final Activator activator = new Activator();
  private final ExecutorService karaf = Executors.newSingleThreadExecutor();
  private volatile Set<String> required = Set.of("feature:balcony" + RANGE);
  private volatile int refusals;
  private volatile boolean overtaken;
  private boolean broken;
  private Framework framework;

  @BeforeEach
  void open() throws Exception {
    framework =
        new FrameworkFactory()
            .newFramework(Map.of("org.osgi.framework.storage", folder.resolve("cache").toString()));
    framework.start();
    activator.start(framework.getBundleContext());
    framework.getBundleContext().registerService(FeaturesService.class.getName(), features(), null);
  }

  @AfterEach
  void close() throws Exception {
    activator.stop(framework.getBundleContext());
    assertThat(listeners).as("left behind").isEmpty();
    karaf.shutdownNow();
    framework.stop();
    framework.waitForStop(10_000);
  }

  /** Karaf makes a change a moment after it was asked for. */
  private void change(Map<String, Set<String>> next) {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    if (refusals > 0) {
      refusals--;
    } else if (overtaken) {
      overtaken = false;
      required = Set.of("feature:balcony" + RANGE, "feature:other" + RANGE);
    } else {
      required = next.get("root");
    }
  }

  @SuppressWarnings("unchecked")
  private FeaturesService features() {
    var mapping =
        feature(
            "balcony-mapping",
            List.of(),
            List.of(fake(BundleInfo.class, Map.of("getLocation", MAPPING))));
    var all =
        new Feature[] {
          feature("balcony", List.of("balcony-sip", "balcony-mapping"), List.of()),
          feature("balcony-sip", List.of(), List.of()),
          mapping,
          feature("theirs", List.of("balcony-mapping"), List.of())
        };
    return (FeaturesService)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {FeaturesService.class},
            (self, method, arguments) -> {
              switch (method.getName()) {
                case "registerListener" -> {
                  listeners.add((DeploymentListener) arguments[0]);
                  listeners.get(0).deploymentEvent(DeploymentEvent.DEPLOYMENT_FINISHED);
                }
                case "unregisterListener" -> listeners.remove(arguments[0]);
                case "updateReposAndRequirements" -> {
                  if (broken) {
                    throw new IllegalStateException("no");
                  }
                  changes.add(arguments[1]);
                  karaf.execute(() -> change((Map<String, Set<String>>) arguments[1]));
                }
                case "updateFeaturesState" -> {
                  assertThat((EnumSet<Option>) arguments[1]).containsExactly(Option.Simulate);
                  karaf.submit(() -> null).get();
                }
                default -> {
                  // Asked below.
                }
              }
              return switch (method.getName()) {
                case "listInstalledFeatures" -> all;
                case "listRequirements" -> new HashMap<>(Map.of("root", required));
                case "listRequiredRepositories" -> new Repository[0];
                default -> null;
              };
            });
  }

  private static Feature feature(String name, List<String> needed, List<BundleInfo> bundles) {
    return fake(
        Feature.class,
        Map.of(
            "getName",
            name,
            "getVersion",
            "0.1.0",
            "getDependencies",
            needed.stream().map(n -> fake(Dependency.class, Map.of("getName", n))).toList(),
            "getBundles",
            bundles));
  }

  private static <T> T fake(Class<T> type, Map<String, Object> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> answers.get(method.getName())));
  }

  private static ByteArrayInputStream jar(String name, String version) throws Exception {
    var manifest = new Manifest();
    manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
    manifest.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
    manifest.getMainAttributes().putValue("Bundle-SymbolicName", name);
    manifest.getMainAttributes().putValue("Bundle-Version", version);
    var octets = new ByteArrayOutputStream();
    new JarOutputStream(octets, manifest).close();
    return new ByteArrayInputStream(octets.toByteArray());
  }

  private Bundle install(String location, String name) throws Exception {
    return framework.getBundleContext().installBundle(location, jar(name, "0.1.0"));
  }

  @Test
  void thePartsFeatureIsRequiredNoMore() throws Exception {
    install(MAPPING, "im.balcony.mapping").uninstall();
    assertThat(changes).containsExactly(Map.of("root", Set.of("feature:balcony-sip" + RANGE)));
    assertThat(required)
        .as("when the call returned")
        .containsExactly("feature:balcony-sip" + RANGE);
  }

  @Test
  void whatKarafRefusedIsTriedAgain() throws Exception {
    refusals = 2;
    install(MAPPING, "im.balcony.mapping").uninstall();
    assertThat(changes).hasSize(3);
    assertThat(required).containsExactly("feature:balcony-sip" + RANGE);
  }

  @Test
  void whatKarafGoesOnRefusingIsGivenUp() throws Exception {
    refusals = 100;
    var mapping = install(MAPPING, "im.balcony.mapping");
    mapping.uninstall();
    assertThat(changes).hasSize(3);
    assertThat(mapping.getState()).isEqualTo(Bundle.UNINSTALLED);
  }

  @Test
  void whatAnotherChangeBroughtMeanwhileStays() throws Exception {
    overtaken = true;
    install(MAPPING, "im.balcony.mapping").uninstall();
    assertThat(required)
        .containsExactlyInAnyOrder("feature:balcony-sip" + RANGE, "feature:other" + RANGE);
  }

  @Test
  void whatIsAskedForBeforeStaysToo() throws Exception {
    var mapping = install(MAPPING, "im.balcony.mapping");
    karaf.execute(
        () -> change(Map.of("root", Set.of("feature:balcony" + RANGE, "feature:other" + RANGE))));
    mapping.uninstall();
    assertThat(required)
        .containsExactlyInAnyOrder("feature:balcony-sip" + RANGE, "feature:other" + RANGE);
  }

  @Test
  void whileKarafDeploysAnOperatorsDoingIsStillHis() throws Exception {
    var mapping = install(MAPPING, "im.balcony.mapping");
    // One that fails has no end.
    karaf.submit(() -> listeners.get(0).deploymentEvent(DeploymentEvent.DEPLOYMENT_STARTED)).get();
    mapping.uninstall();
    assertThat(required).containsExactly("feature:balcony-sip" + RANGE);
  }

  @Test
  void whatKarafItselfDoesIsLeftToIt() throws Exception {
    var mapping = install(MAPPING, "im.balcony.mapping");
    karaf
        .submit(
            () -> {
              listeners.get(0).deploymentEvent(DeploymentEvent.DEPLOYMENT_STARTED);
              mapping.uninstall();
              return null;
            })
        .get(20, TimeUnit.SECONDS);
    assertThat(changes).isEmpty();
  }

  @Test
  void whatKarafBeganBeforeAnybodyListenedIsLeftToItToo() throws Exception {
    var mapping = install(MAPPING, "im.balcony.mapping");
    var early = Executors.newSingleThreadExecutor(task -> new Thread(task, "features-3-thread-1"));
    early
        .submit(
            () -> {
              mapping.uninstall();
              return null;
            })
        .get(20, TimeUnit.SECONDS);
    early.shutdownNow();
    assertThat(changes).isEmpty();
  }

  @Test
  void whatNoFeatureOfOursBroughtIsNoMatter() throws Exception {
    install("file:/new.jar", "im.balcony.mapping").uninstall();
    install("mvn:x/y/1", "org.example.mapping").uninstall();
    required = Set.of("feature:theirs" + RANGE);
    install(MAPPING, "im.balcony.mapping").uninstall();
    assertThat(changes).isEmpty();
  }

  @Test
  void theUninstallSucceedsWhateverTheFeaturesSay() throws Exception {
    broken = true;
    var mapping = install(MAPPING, "im.balcony.mapping");
    mapping.uninstall();
    assertThat(mapping.getState()).isEqualTo(Bundle.UNINSTALLED);
  }

  @Test
  void anUpdateChangesNoRequirement() throws Exception {
    var mapping = install(MAPPING, "im.balcony.mapping");
    mapping.update(jar("im.balcony.mapping", "0.2.0"));
    mapping.update(jar("im.balcony.mapping", "0.1.0"));
    assertThat(mapping.getVersion()).hasToString("0.1.0");
    assertThat(changes).isEmpty();
  }
}
