package im.balcony.tenancy;

import im.balcony.api.tenant.Tenant;
import im.balcony.api.tenant.Tenants;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry as a service: tells listeners of changes, in order, on one thread of its own, so
 * that a slow listener holds up neither Configuration Admin nor whoever calls {@link #drained}.
 */
final class TenancyService implements Tenants {

  private static final Logger LOG = LoggerFactory.getLogger(TenancyService.class);

  /** How often the files of secrets are looked at that could not be used, in milliseconds. */
  static final long SECRETS_AGAIN = 2_000;

  private final Registry registry;
  private final ScheduledExecutorService executor;
  private final LongSupplier wallClock;

  /** Who listens, with what each heard last; so nobody hears the same twice. */
  private final Map<Listener, Optional<List<Tenant>>> listeners = new ConcurrentHashMap<>();

  private Optional<Future<?>> timer = Optional.empty();
  private Optional<Future<?>> secrets = Optional.empty();

  /** With an executor of one thread, which this service shuts down. */
  TenancyService(Registry registry, ScheduledExecutorService executor, LongSupplier wallClock) {
    this.registry = registry;
    this.executor = executor;
    this.wallClock = wallClock;
  }

  @Override
  public List<Tenant> all() {
    return registry.view().tenants();
  }

  @Override
  public Optional<Tenant> byId(String id) {
    return Optional.ofNullable(registry.view().byId().get(id));
  }

  @Override
  public Optional<Tenant> bySipDomain(String domain) {
    return Optional.ofNullable(registry.view().byDomain().get(domain));
  }

  @Override
  public List<Refusal> refusals() {
    return registry.view().refusals();
  }

  @Override
  public void drained(String id) {
    executor.execute(
        () -> {
          registry.drained(id);
          announce();
        });
  }

  /** A configuration came or changed. */
  void update(String pid, Map<String, ?> properties) {
    var id = Names.id(pid, properties);
    log(registry.update(pid, id, Names.texts(properties)));
    executor.execute(this::announce);
    lookAgainInTime();
  }

  private static void log(List<Refusal> refusals) {
    for (var refusal : refusals) {
      LOG.warn(
          "tenant {} refused: {} = {}; allowed: {}",
          refusal.tenant(),
          refusal.key().isEmpty() ? "(the whole)" : refusal.key(),
          refusal.value(),
          refusal.allowed());
    }
  }

  /** A file that is mended changes no configuration, so nobody tells of it. */
  private synchronized void lookAgainInTime() {
    secrets.ifPresent(t -> t.cancel(false));
    secrets =
        registry.awaitsSecrets()
            ? Optional.of(executor.schedule(this::lookAgain, SECRETS_AGAIN, TimeUnit.MILLISECONDS))
            : Optional.empty();
  }

  private void lookAgain() {
    log(registry.lookAgain());
    announce();
    lookAgainInTime();
  }

  /** A configuration is gone. */
  void remove(String pid) {
    registry.remove(pid);
    executor.execute(this::announce);
    expireInTime();
  }

  /** Arms the timer for the next draining tenant, in place of the one before. */
  synchronized void expireInTime() {
    timer.ifPresent(t -> t.cancel(false));
    timer = registry.nextExpiry().map(this::expireAt);
  }

  private Future<?> expireAt(long until) {
    return executor.schedule(
        this::expire, Math.max(1, until - wallClock.getAsLong()), TimeUnit.MILLISECONDS);
  }

  private void expire() {
    registry.expire();
    announce();
    expireInTime();
  }

  /** A listener came; it hears of the tenants in force, even if there are none. */
  void add(Listener listener) {
    listeners.put(listener, Optional.empty());
    executor.execute(this::announce);
  }

  /** A listener left. */
  void remove(Listener listener) {
    listeners.remove(listener);
  }

  // Runs on the executor's thread only, so each listener hears the states in their order.
  private void announce() {
    var now = Optional.of(all());
    for (var listener : List.copyOf(listeners.keySet())) {
      var before = listeners.replace(listener, now);
      if (before != null && !before.equals(now)) {
        tell(listener, now.get());
      }
    }
  }

  private static void tell(Listener listener, List<Tenant> tenants) {
    try {
      listener.changed(tenants);
    } catch (RuntimeException e) {
      LOG.error("a listener failed on a change of tenants", e);
    }
  }

  /** Tells nobody anything any more. */
  void close() {
    executor.shutdownNow();
  }
}
