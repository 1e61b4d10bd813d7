package im.balcony.itests.exam;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import im.balcony.api.control.Gateway;
import im.balcony.api.mapping.MappingRules;
import im.balcony.api.msrp.Formats;
import im.balcony.api.session.Conversations;
import im.balcony.api.sip.SipPort;
import im.balcony.api.store.Store;
import im.balcony.api.tenant.Tenants;
import im.balcony.api.wire.Connections;
import im.balcony.api.wire.Intake;
import im.balcony.api.wire.ProtocolFactory;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.apache.karaf.features.FeaturesService;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.ops4j.pax.exam.util.Filter;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** The built appliance from the inside: one container, which the tests share. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ContainerTest {

  private static final List<String> EXCHANGEABLE =
      List.of("sip", "msrp", "xmpp", "mapping", "session");
  private static final List<String> BUNDLES =
      List.of(
          "api",
          "commands",
          "mapping",
          "msrp",
          "net",
          "router",
          "session",
          "sip",
          "store",
          "tenancy",
          "xmpp");

  private static final Tenants.Refusal REFUSAL =
      new Tenants.Refusal("verona", "idle-timeout", "25h", "1 s to 1 d");

  @Inject private BundleContext context;
  @Inject private ConfigurationAdmin configurations;
  @Inject private FeaturesService features;
  @Inject private ServiceComponentRuntime components;
  @Inject private Gateway gateway;
  @Inject private Intake intake;
  @Inject private Tenants tenants;
  @Inject private Store store;
  @Inject private Connections connections;

  // Where a service is injected, it is there; what is exchanged is let go again with the method.
  @Inject private SipPort sip;
  @Inject private MappingRules mapping;
  @Inject private Conversations session;
  @Inject private Formats formats;

  @Inject
  @Filter("(balcony.protocol=msrp)")
  private ProtocolFactory msrp;

  @Inject
  @Filter("(balcony.protocol=xmpp)")
  private ProtocolFactory xmpp;

  @Configuration
  public static Option[] appliance() throws IOException {
    return ApplianceInExam.options();
  }

  @Test
  public void everyFeatureIsInstalledAndEveryBundleRuns() throws Exception {
    for (var name :
        List.of(
            "balcony",
            "balcony-core",
            "balcony-netty",
            "balcony-sip",
            "balcony-msrp",
            "balcony-xmpp",
            "balcony-mapping",
            "balcony-session",
            "balcony-commands")) {
      assertTrue(name, features.isInstalled(features.getFeature(name)));
    }
    assertEquals(BUNDLES, ours().map(ContainerTest::shortName).sorted().toList());
    Await.holds("all bundles run: " + notRunning(), () -> notRunning().isEmpty());
  }

  private List<String> notRunning() {
    return Stream.of(context.getBundles())
        .filter(bundle -> bundle.getState() != Bundle.ACTIVE && !isFragment(bundle))
        .map(Bundle::toString)
        .toList();
  }

  private static boolean isFragment(Bundle bundle) {
    return (bundle.adapt(BundleRevision.class).getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
  }

  private Stream<Bundle> ours() {
    return Stream.of(context.getBundles())
        .filter(bundle -> bundle.getSymbolicName().startsWith("im.balcony."));
  }

  private static String shortName(Bundle bundle) {
    return bundle.getSymbolicName().substring("im.balcony.".length());
  }

  @Test
  public void theServicesOfEachBundleAreThere() {
    assertEquals("msrp", msrp.name());
    assertEquals("xmpp", xmpp.name());
    assertEquals(
        Map.of(
            "im.balcony.router",
            2L,
            "im.balcony.tenancy",
            1L,
            "im.balcony.store",
            1L,
            "im.balcony.net",
            1L,
            "im.balcony.sip",
            1L,
            "im.balcony.mapping",
            1L,
            "im.balcony.session",
            1L,
            "im.balcony.msrp",
            1L),
        Stream.of(gateway, intake, tenants, store, connections, sip, mapping, session, formats)
            .map(service -> owner(service))
            .collect(Collectors.groupingBy(owner -> owner, Collectors.counting())));
    assertEquals(List.of("msrp"), connections.listeners().stream().map(l -> l.protocol()).toList());
    assertEquals(2, sip.listeners().size());
  }

  private static String owner(Object service) {
    return org.osgi.framework.FrameworkUtil.getBundle(service.getClass()).getSymbolicName();
  }

  @Test
  public void onlyApiExports() {
    var exporters =
        ours()
            .filter(
                bundle ->
                    !bundle
                        .adapt(BundleWiring.class)
                        .getCapabilities(PackageNamespace.PACKAGE_NAMESPACE)
                        .isEmpty())
            .map(ContainerTest::shortName)
            .toList();

    assertEquals(List.of("api"), exporters);
  }

  @Test
  public void theRouterStaysWhileEachPartIsUpdatedAndNothingOfTheOldPartIsKept() throws Exception {
    forget();
    var before = router();
    for (var part : EXCHANGEABLE) {
      var bundle = bundle(part);
      var old = new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader());
      bundle.update();
      Await.holds(part + " serves again", () -> serves(bundle));
      assertEquals("router's component behind the update of " + part, before, router());
      Await.holds(
          "the class loader of the old " + part + " is gone",
          () -> {
            System.gc();
            return old.get() == null;
          });
    }
    Await.holds("all is well again", () -> gateway.why().isEmpty());
  }

  /** What was injected would hold the old parts. */
  private void forget() {
    sip = null;
    mapping = null;
    session = null;
    formats = null;
    msrp = null;
    xmpp = null;
  }

  private Bundle bundle(String part) {
    return ours().filter(bundle -> shortName(bundle).equals(part)).findFirst().orElseThrow();
  }

  private static boolean serves(Bundle bundle) {
    return bundle.getState() == Bundle.ACTIVE && bundle.getRegisteredServices() != null;
  }

  private List<Long> router() {
    return components
        .getComponentConfigurationDTOs(
            components.getComponentDescriptionDTO(
                bundle("router"), "im.balcony.router.RouterComponent"))
        .stream()
        .map(configuration -> configuration.id)
        .toList();
  }

  @Test
  public void tenantsComeChangeAndGoThroughConfigurationAdmin() throws Exception {
    var files = new TenantFiles(configurations);
    var mantua = files.put("mantua", "montague.example", Map.of("idle-timeout", "300s"));
    var verona = files.put("verona", "capulet.example", Map.of());
    Await.holds("both tenants are in force", () -> idle("mantua") == 300_000 && idle("verona") > 0);
    Await.holds("the gateway serves both", () -> statuses().size() == 2);
    var mantuaBefore = tenants.byId("mantua");

    files.put("verona", "capulet.example", Map.of("idle-timeout", "400s"));
    Await.holds("the change is in force", () -> idle("verona") == 400_000);

    files.put("verona", "capulet.example", Map.of("idle-timeout", "25h"));
    Await.holds("the gateway shows the refusal", () -> !statuses().get("verona").isEmpty());
    assertEquals(List.of(REFUSAL), tenants.refusals());
    var shown = statuses().get("verona").get(0);
    assertTrue(shown, shown.contains(REFUSAL.key()) && shown.contains(REFUSAL.value()));
    assertTrue(shown, shown.contains(REFUSAL.allowed()));
    assertEquals("the last good state stays", 400_000, idle("verona"));
    assertEquals("the other is not touched", mantuaBefore, tenants.byId("mantua"));
    assertEquals(List.of(), statuses().get("mantua"));

    files.put("verona", "capulet.example", Map.of("idle-timeout", "500s"));
    Await.holds("it is mended", () -> idle("verona") == 500_000 && tenants.refusals().isEmpty());
    verona.delete();
    Await.holds("it is gone", () -> tenants.byId("verona").isEmpty());
    Await.holds("the gateway forgets it", () -> statuses().keySet().equals(Set.of("mantua")));
    assertEquals("the other is not touched", mantuaBefore, tenants.byId("mantua"));
    mantua.delete();
    Await.holds("none is left", () -> tenants.all().isEmpty() && statuses().isEmpty());
  }

  @Test
  public void portsThatWereTakenAreOpenedOnceTheyAreFree() throws Exception {
    forget();
    var sipBefore = properties("im.balcony.sip");
    var msrpBefore = properties("im.balcony.msrp");
    try (var forSip = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var forMsrp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      listen("im.balcony.sip", "listen.tcp", forSip.getLocalPort());
      listen("im.balcony.msrp", "listen", forMsrp.getLocalPort());
      Await.holds(
          "the gateway says what is missing: " + gateway.why(),
          () -> down().containsAll(Set.of("sip", "msrp")));
    }
    Await.holds("both listen", () -> gateway.why().isEmpty());
    configurations.getConfiguration("im.balcony.sip", "?").update(sipBefore);
    configurations.getConfiguration("im.balcony.msrp", "?").update(msrpBefore);
    Await.holds("both listen as before", () -> gateway.why().isEmpty());
  }

  private Set<String> down() {
    return gateway.why().stream().map(Gateway.Problem::part).collect(Collectors.toSet());
  }

  private Dictionary<String, Object> properties(String pid) throws IOException {
    return configurations.getConfiguration(pid, "?").getProperties();
  }

  private void listen(String pid, String key, int port) throws IOException {
    var changed = properties(pid);
    changed.put(key, "127.0.0.1:" + port);
    configurations.getConfiguration(pid, "?").update(changed);
  }

  private long idle(String tenant) {
    return tenants.byId(tenant).map(t -> t.limits().idleTimeout()).orElse(0L);
  }

  /** The refusals that operators are shown, by tenant. */
  private Map<String, List<String>> statuses() {
    return gateway.tenants().stream()
        .collect(Collectors.toMap(Gateway.TenantStatus::id, Gateway.TenantStatus::refusals));
  }
}
