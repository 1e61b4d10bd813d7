package im.balcony.router;

import im.balcony.api.control.Gateway;
import im.balcony.api.mapping.MappingRules;
import im.balcony.api.msrp.Formats;
import im.balcony.api.observe.GatewayObserver;
import im.balcony.api.session.Conversations;
import im.balcony.api.sip.SipPort;
import im.balcony.api.store.Store;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.tenant.Tenants;
import im.balcony.api.wire.ConnectionEvent;
import im.balcony.api.wire.Connections;
import im.balcony.api.wire.Intake;
import im.balcony.api.wire.WireRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/**
 * The router as a component: a shell that binds services to slots. Exchangeable services are bound
 * dynamically, so that an exchange never restarts it.
 */
@Component(
    service = {Intake.class, Gateway.class, Tenants.Listener.class},
    configurationPid = RouterConfig.PID,
    immediate = true)
@Designate(ocd = RouterConfig.class)
public final class RouterComponent implements Intake, Gateway, Tenants.Listener {

  private static final long SETTLE = 200;

  private final PoolScheduler scheduler;
  private final Router router;
  private final ReadyFile ready;

  /** Builds and starts the router. */
  @Activate
  public RouterComponent(
      BundleContext bundle,
      RouterConfig config,
      @Reference Tenants tenants,
      @Reference Store store,
      @Reference Connections connections) {
    var strands = (int) Setting.STRANDS.read(config.strands());
    scheduler =
        new PoolScheduler(strands > 0 ? strands : Runtime.getRuntime().availableProcessors());
    router =
        new Router(
            new Router.World(
                tenants,
                store,
                connections,
                Secrets::fromFile,
                scheduler,
                new RandomIds(),
                RouterLimits.of(
                    (int) Setting.PARKED_MESSAGES.read(config.parked_messages()),
                    Setting.PARKED_AGE.read(config.parked_age()),
                    Setting.PING_INTERVAL.read(config.ping_interval())),
                bundle.getBundle().getVersion().toString()));
    ready = new ReadyFile(readyFile(config), router.gateway(), scheduler);
    // The edges have to know this service before anything is wanted of them.
    scheduler.at(scheduler.now() + SETTLE, router::start);
    ready.start();
  }

  private static Path readyFile(RouterConfig config) {
    return config.ready$_$file().isBlank()
        ? Path.of(System.getProperty("karaf.data", "data"), "ready")
        : Path.of(config.ready$_$file());
  }

  @Deactivate
  void stop() {
    ready.stop();
    router.stop();
    scheduler.stop();
  }

  private static Version version(Map<String, Object> properties) {
    return Optional.ofNullable(properties.get(MappingRules.VERSION))
        .map(value -> Version.parseVersion(value.toString()))
        .orElse(Version.emptyVersion);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindMapping(MappingRules rules, Map<String, Object> properties) {
    router.parts().mapping().bind(rules, version(properties));
  }

  void unbindMapping(MappingRules rules) {
    router.parts().mapping().unbind(rules);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindSession(Conversations machine) {
    router.parts().session().bind(machine, Version.emptyVersion);
  }

  void unbindSession(Conversations machine) {
    router.parts().session().unbind(machine);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindFormats(Formats formats) {
    router.parts().formats().bind(formats, Version.emptyVersion);
  }

  void unbindFormats(Formats formats) {
    router.parts().formats().unbind(formats);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindSip(SipPort port) {
    router.parts().sip().bind(port, Version.emptyVersion);
  }

  void unbindSip(SipPort port) {
    router.parts().sip().unbind(port);
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

  @Override
  public void sip(WireRecord record) {
    router.sip(record);
  }

  @Override
  public void record(String connectionId, WireRecord record) {
    router.record(connectionId, record);
  }

  @Override
  public void connection(ConnectionEvent event) {
    router.connection(event);
  }

  @Override
  public void changed(List<Tenant> tenants) {
    router.changed(tenants);
  }

  @Override
  public List<TenantStatus> tenants() {
    return router.gateway().tenants();
  }

  @Override
  public List<ConversationStatus> conversations(Optional<String> tenant) {
    return router.gateway().conversations(tenant);
  }

  @Override
  public Optional<ConversationStatus> conversation(String id) {
    return router.gateway().conversation(id);
  }

  @Override
  public List<Store.Journal> message(String id) {
    return router.gateway().message(id);
  }

  @Override
  public boolean end(String id) {
    return router.gateway().end(id);
  }

  @Override
  public List<String> dryRun(String tenant, String input) {
    return router.gateway().dryRun(tenant, input);
  }

  @Override
  public List<Problem> why() {
    return router.gateway().why();
  }

  @Override
  public boolean ready() {
    return router.gateway().ready();
  }
}
