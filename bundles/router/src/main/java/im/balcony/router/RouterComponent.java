package im.balcony.router;

import im.balcony.api.config.SecretFile;
import im.balcony.api.config.Setting;
import im.balcony.api.control.Gateway;
import im.balcony.api.control.Trouble;
import im.balcony.api.data.RandomIds;
import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.mapping.MappingRules;
import im.balcony.api.msrp.Formats;
import im.balcony.api.observe.GatewayObserver;
import im.balcony.api.session.Conversations;
import im.balcony.api.sip.SipPort;
import im.balcony.api.store.Store;
import im.balcony.api.tenant.Tenants;
import im.balcony.api.wire.Connections;
import im.balcony.api.wire.Intake;
import im.balcony.router.bounds.RouterLimits;
import im.balcony.router.slot.Slot;
import im.balcony.router.strand.PoolScheduler;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.Version;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The router as a component: a shell that binds services to slots. Exchangeable services are bound
 * dynamically, so that an exchange never restarts it.
 *
 * <p>What it offers it registers itself, once it stands. As services of the component they would
 * close circles, for the tenancy and the sockets take what the router offers and are needed by it;
 * DS may leave one reference of a circle unbound for ever, and then a tenant has no link.
 */
@Component(
    service = {},
    configurationPid = RouterConfig.PID,
    immediate = true)
@Designate(ocd = RouterConfig.class)
public final class RouterComponent {

  private static final Logger LOG = LoggerFactory.getLogger(RouterComponent.class);

  private static final Setting<Path> READY_FILE =
      Keys.KEYS.text("ready-file", RouterComponent::readyFile);

  private final PoolScheduler scheduler;
  private final Router router;
  private final ReadyFile ready;
  private final AtomicReference<List<ServiceRegistration<?>>> offered =
      new AtomicReference<>(List.of());
  private final RouterLimits limits;
  private volatile boolean stopped;

  /** Builds and starts the router. */
  @Activate
  public RouterComponent(
      BundleContext bundle,
      RouterConfig config,
      @Reference Tenants tenants,
      @Reference Store store,
      @Reference Connections connections) {
    limits = RouterLimits.of(keys(config));
    scheduler = new PoolScheduler(strands(config), limits);
    router =
        new Router(
            new Router.World(
                tenants,
                store,
                connections,
                SecretFile::read,
                scheduler,
                new RandomIds(),
                limits,
                bundle.getBundle().getVersion().toString(),
                () -> stopped || isEnding(bundle)));
    ready = new ReadyFile(READY_FILE.in(config), router.gateway(), scheduler);
    scheduler.execute(() -> begin(bundle));
    ready.start();
  }

  private static int strands(RouterConfig config) {
    var strands = Keys.STRANDS.in(config).intValue();
    return strands > 0 ? strands : Runtime.getRuntime().availableProcessors();
  }

  private static boolean isEnding(BundleContext bundle) {
    var framework = bundle.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
    return framework != null && framework.getState() == Bundle.STOPPING;
  }

  /**
   * Applies a changed configuration. No link is cut and no conversation notices; the path of the
   * ready file alone is heeded at the next start.
   */
  @Modified
  void modified(RouterConfig config) {
    limits.current().set(keys(config));
    scheduler.retune(strands(config));
  }

  static RouterLimits.Keys keys(RouterConfig config) {
    return new RouterLimits.Keys(
        Keys.PARKED_MESSAGES.in(config).intValue(),
        Keys.PARKED_AGE.in(config),
        Keys.PING_INTERVAL.in(config),
        Keys.LINK_WAITING.in(config).intValue(),
        Keys.LINK_OCTETS.in(config),
        Keys.RECEIVE_LIMIT.in(config).intValue(),
        Keys.CALL_LIMIT.in(config),
        Keys.HUNG_THREADS.in(config).intValue(),
        Keys.REHEARSAL.in(config),
        Keys.QUEUE_DELAY.in(config),
        Keys.REMEMBERED_MAX.in(config),
        Keys.TENANT_ABSENCE.in(config));
  }

  /** The edges know the router before anything is wanted of them. */
  private void begin(BundleContext bundle) {
    var known = new String[] {Intake.class.getName(), Tenants.Listener.class.getName()};
    offered.set(
        List.of(
            bundle.registerService(known, router, null),
            bundle.registerService(Gateway.class, router.gateway(), null)));
    if (stopped) {
      withdraw();
    } else {
      router.start();
    }
  }

  private void withdraw() {
    offered.getAndSet(List.of()).forEach(ServiceRegistration::unregister);
  }

  private static Optional<Path> readyFile(String text) {
    try {
      return Optional.of(
              text.isEmpty()
                  ? Path.of(System.getProperty("karaf.data", "data"), "ready")
                  : Path.of(text))
          .filter(path -> !Files.isDirectory(path));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  @Deactivate
  void stop() {
    stopped = true;
    withdraw();
    ready.stop();
    router.stop();
    scheduler.stop();
    router.leave();
  }

  private static Version version(Map<String, Object> properties) {
    return Optional.ofNullable(properties.get(MappingRules.VERSION))
        .map(value -> Version.parseVersion(value.toString()))
        .orElse(Version.emptyVersion);
  }

  /** The bundle that a service comes from, as operators see it. */
  private static String origin(Object service) {
    var from = FrameworkUtil.getBundle(service.getClass());
    return from == null ? "" : from.getSymbolicName() + " [" + from.getBundleId() + "]";
  }

  /** Of the parts that no tenant chooses the version is shown only; the newest binding serves. */
  private static <T> void bind(Slot<T> slot, T service) {
    slot.bindNewest(service, version(service), origin(service));
  }

  private static Version version(Object service) {
    var from = FrameworkUtil.getBundle(service.getClass());
    return from == null ? Version.emptyVersion : from.getVersion();
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindMapping(MappingRules rules, Map<String, Object> properties) {
    router.bindMapping(rules, version(properties), origin(rules));
  }

  void unbindMapping(MappingRules rules) {
    router.parts().mapping().unbind(rules);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindSession(Conversations machine, Map<String, Object> properties) {
    var topic = String.valueOf(properties.getOrDefault(Conversations.TOPIC, ConversationKey.CHAT));
    if (ConversationKey.isTopic(topic)) {
      router.parts().bindSession(topic, machine, version(machine), origin(machine));
    } else {
      LOG.warn("a machine is not used, for its topic is no word: {}", origin(machine));
    }
  }

  void unbindSession(Conversations machine) {
    router.parts().unbindSession(machine);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindFormats(Formats formats) {
    bind(router.parts().formats(), formats);
  }

  void unbindFormats(Formats formats) {
    router.parts().formats().unbind(formats);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindSip(SipPort port) {
    bind(router.parts().sip(), port);
  }

  void unbindSip(SipPort port) {
    router.parts().sip().unbind(port);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindTrouble(Trouble trouble) {
    router.troubles().add(trouble);
  }

  void unbindTrouble(Trouble trouble) {
    router.troubles().remove(trouble);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindObserver(GatewayObserver observer) {
    router.observers().add(observer);
  }

  void unbindObserver(GatewayObserver observer) {
    router.observers().remove(observer);
  }
}
