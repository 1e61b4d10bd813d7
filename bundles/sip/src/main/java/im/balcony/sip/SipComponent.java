package im.balcony.sip;

import im.balcony.api.control.Gateway;
import im.balcony.api.control.Trouble;
import im.balcony.api.data.RandomIds;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipPort;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.tenant.Tenants;
import im.balcony.api.tls.TlsIdentities;
import im.balcony.api.wire.Intake;
import im.balcony.sip.time.ScheduledTimers;
import im.balcony.sip.time.Timers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
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
 * The shell that gives the edge its configuration and its neighbours. It offers the edge while its
 * ports are open, and tries again by itself while they are taken: DS would wait for a change of the
 * configuration, and a port that becomes free is none.
 */
@Component(
    service = {},
    immediate = true,
    configurationPid = SipSettings.PID)
@Designate(ocd = SipConfig.class)
public final class SipComponent {

  private static final Logger LOG = LoggerFactory.getLogger(SipComponent.class);

  /** Milliseconds until ports that were taken are tried again. */
  static final long AGAIN = 2000;

  /**
   * Milliseconds for which a start waits for the TLS identity, which comes a moment behind its
   * service: what was made ready before a restart goes at once, and without one it would fail.
   */
  static final long PATIENCE = 5000;

  private static final long LOOK = 50;

  private static final SipSettings KEYS = new SipSettings();

  private final BundleContext bundle;
  private final Tenants tenants;
  private final TlsIdentities keys;
  private final AtomicReference<@Nullable Intake> intake = new AtomicReference<>();
  private final ServiceRegistration<Trouble> telling;
  private final ScheduledTimers timers = new ScheduledTimers();

  // Written under this object's lock.
  private volatile SipEdge.Settings settings;

  // Guarded by this.
  private @Nullable OpenEdge edge;
  private @Nullable ServiceRegistration<SipPort> offered;
  private Timers.@Nullable Timer again;
  private long patientUntil = Long.MIN_VALUE;
  private boolean stopped;

  private volatile String trouble = "";

  /** Reads the configuration; the ports are opened by {@link #activate}. */
  @Activate
  public SipComponent(
      BundleContext bundle,
      SipConfig config,
      @Reference Tenants tenants,
      @Reference TlsIdentities keys) {
    this.bundle = bundle;
    this.tenants = tenants;
    this.keys = keys;
    settings = KEYS.read(config);
    telling = bundle.registerService(Trouble.class, this::problems, null);
  }

  /**
   * Opens the ports, or begins to try. Not in the constructor: DS gives a component its router only
   * behind that, and what came in between would be refused though a router is there.
   */
  @Activate
  synchronized void activate() {
    patientUntil = timers.now() + PATIENCE;
    open();
  }

  /** A change closes the ports and opens them anew; one that changes nothing does nothing. */
  @Modified
  void modified(SipConfig config) {
    var wanted = KEYS.read(config);
    synchronized (this) {
      if (!wanted.equals(settings)) {
        settings = wanted;
        shut();
        open();
      }
    }
  }

  private synchronized void openAgain() {
    if (!stopped && edge == null) {
      open();
    }
  }

  private void open() {
    if (lackedIdentity(settings).isPresent() && timers.now() < patientUntil) {
      again = timers.at(timers.now() + LOOK, this::openAgain);
      return;
    }
    try {
      var open =
          new OpenEdge(new SipEdge(settings, keys, tenants, new Router(), timers, new RandomIds()));
      edge = open;
      patientUntil = Long.MIN_VALUE;
      trouble = "";
      offered = bundle.registerService(SipPort.class, open, null);
    } catch (IOException | RuntimeException e) {
      var why = "cannot listen on " + e.getMessage();
      if (!why.equals(trouble)) {
        LOG.error("SIP {}; trying again every {} ms", why, AGAIN);
      }
      trouble = why;
      again = timers.at(timers.now() + AGAIN, this::openAgain);
    }
  }

  private void shut() {
    if (again != null) {
      again.cancel();
      again = null;
    }
    if (offered != null) {
      offered.unregister();
      offered = null;
    }
    if (edge != null) {
      edge.close();
      edge = null;
    }
  }

  private Optional<String> lackedIdentity(SipEdge.Settings now) {
    return now.tls().isEmpty()
        ? Optional.empty()
        : now.identities().stream().filter(name -> keys.byName(name).isEmpty()).findFirst();
  }

  /** What {@code balcony:why} is to say. */
  List<Gateway.Problem> problems() {
    var now = settings;
    var problems = new ArrayList<String>();
    if (!trouble.isEmpty()) {
      problems.add(trouble);
    }
    if (now.tls().isEmpty()) {
      tenants.all().stream()
          .filter(tenant -> tenant.nextHop().stream().anyMatch(Routing::wantsTls))
          .forEach(
              t -> problems.add("listen.tls is empty, and a next hop of " + t.id() + " wants TLS"));
    }
    lackedIdentity(now)
        .ifPresent(
            name ->
                problems.add(
                    name.equals(now.identities().get(0))
                        ? "there is no TLS, for the identity im.balcony.keys-"
                            + name
                            + " is not there"
                        : "the identity im.balcony.keys-" + name + " is not there"));
    return problems.stream().map(why -> new Gateway.Problem("sip", why)).toList();
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindIntake(Intake service) {
    intake.set(service);
  }

  void unbindIntake(Intake service) {
    intake.compareAndSet(service, null);
  }

  @Deactivate
  void deactivate() {
    synchronized (this) {
      stopped = true;
      shut();
    }
    telling.unregister();
    timers.close();
  }

  private final class Router implements Upward {

    @Override
    public boolean bring(SipEvent event) {
      var present = intake.get();
      if (present != null) {
        present.sip(event);
      }
      return present != null;
    }

    @Override
    public boolean trusts(String address) {
      var present = intake.get();
      return present == null || present.trusts(address);
    }

    @Override
    public Optional<String> tenantOf(SipRequest request) {
      var present = intake.get();
      if (present == null) {
        return Optional.empty();
      }
      var toTag = request.to().tag().orElse("");
      return present.sipTenant(request.from().uri(), request.callId(), toTag);
    }
  }
}
