package im.balcony.sip;

import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipPort;
import im.balcony.api.tenant.Tenants;
import im.balcony.api.wire.Intake;
import im.balcony.sip.time.ScheduledTimers;
import im.balcony.sip.transport.Endpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/** The shell that gives the edge its configuration and its neighbours. */
@Component(service = SipPort.class, immediate = true, configurationPid = "im.balcony.sip")
@Designate(ocd = SipConfig.class)
public final class SipComponent implements SipPort {

  private static final int MAX_THREADS = 64;
  private static final Duration AGAIN = Duration.ofSeconds(2);

  private final AtomicReference<@Nullable Intake> intake = new AtomicReference<>();
  private final InFlight calls = new InFlight();
  private final ScheduledTimers timers = new ScheduledTimers();
  private final SipEdge edge;

  /**
   * Opens the ports. If one cannot be had, DS shows why and this is tried again after 2 s: whoever
   * has it may let it go.
   *
   * @throws IOException if a port cannot be opened
   */
  @Activate
  public SipComponent(ComponentContext component, SipConfig config, @Reference Tenants tenants)
      throws IOException {
    var threads = Math.max(1, Math.min(MAX_THREADS, config.threads()));
    var settings =
        new SipEdge.Settings(
            Endpoint.parse(config.listen_udp()), Endpoint.parse(config.listen_tcp()), threads);
    try {
      edge = new SipEdge(settings, tenants, this::bring, timers, new RandomIds());
    } catch (IOException | RuntimeException e) {
      timers.close();
      Again.in(AGAIN, component);
      throw e;
    }
  }

  private boolean bring(SipEvent event) {
    var present = intake.get();
    if (present != null) {
      present.sip(event);
    }
    return present != null;
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
    calls.await();
    edge.close();
    timers.close();
  }

  @Override
  public PreparedRequest prepare(SipCommand.Request request) {
    return calls.call(() -> edge.prepare(request));
  }

  @Override
  public int size(SipCommand.Request request) {
    return calls.call(() -> edge.size(request));
  }

  @Override
  public void send(PreparedRequest request) {
    calls.run(() -> edge.send(request));
  }

  @Override
  public void send(SipCommand command) {
    calls.run(() -> edge.send(command));
  }

  @Override
  public List<String> listeners() {
    return edge.listeners();
  }
}
