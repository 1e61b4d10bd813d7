package im.balcony.net.tls;

import im.balcony.api.config.FactoryPid;
import im.balcony.api.control.Gateway;
import im.balcony.api.control.Trouble;
import im.balcony.api.tls.TlsIdentities;
import im.balcony.api.tls.TlsIdentity;
import java.time.Instant;
import java.util.Dictionary;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.ManagedServiceFactory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/** The shell around {@link Identities}: configurations come in here, and a clock that looks. */
@Component(
    immediate = true,
    service = {TlsIdentities.class, ManagedServiceFactory.class, Trouble.class},
    configurationPid = IdentityConfiguration.PID,
    configurationPolicy = ConfigurationPolicy.IGNORE,
    property = "service.pid=" + IdentityConfiguration.PID)
@Designate(ocd = IdentityConfiguration.class, factory = true)
public final class IdentitiesComponent implements TlsIdentities, ManagedServiceFactory, Trouble {

  private static final FactoryPid NAMES = new FactoryPid(IdentityConfiguration.PID);

  /** Milliseconds between two looks at whose time has come. */
  private static final long TICK = 500;

  private final Identities identities = new Identities(Instant::now);
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            var thread = new Thread(task, "balcony-keys");
            thread.setDaemon(true);
            return thread;
          });

  /** Looks from now on. */
  @Activate
  public IdentitiesComponent() {
    var unused =
        clock.scheduleWithFixedDelay(
            () -> identities.look(millis()), TICK, TICK, TimeUnit.MILLISECONDS);
  }

  private static long millis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  /** Looks no more; connections go on. */
  @Deactivate
  public void stop() {
    clock.shutdownNow();
  }

  @Override
  public String getName() {
    return "Balcony TLS identities";
  }

  // A refusal is logged and shown by commands; the exception of this method would add a second
  // line.
  @Override
  public void updated(String pid, Dictionary<String, ?> properties) {
    var entries = FrameworkUtil.asMap(properties);
    identities.update(
        pid, NAMES.name(pid, entries.get(FactoryPid.FILE)), FactoryPid.texts(entries), millis());
  }

  @Override
  public void deleted(String pid) {
    identities.remove(pid);
  }

  @Override
  public Optional<TlsIdentity> byName(String name) {
    return identities.byName(name);
  }

  @Override
  public List<State> states() {
    return identities.states();
  }

  @Override
  public List<Gateway.Problem> problems() {
    return identities.problems();
  }
}
