package im.balcony.router;

import im.balcony.api.control.Gateway;
import im.balcony.api.control.Trouble;
import im.balcony.api.data.Ids;
import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.mapping.Handles;
import im.balcony.api.mapping.MappingRules;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.store.Store;
import im.balcony.api.tenant.Limits;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.tenant.Tenants;
import im.balcony.api.wire.ConnectionEvent;
import im.balcony.api.wire.Connections;
import im.balcony.api.wire.EffectResult;
import im.balcony.api.wire.Intake;
import im.balcony.api.wire.WireRecord;
import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppEvent;
import im.balcony.router.bounds.Bounds;
import im.balcony.router.bounds.RouterLimits;
import im.balcony.router.egress.Link;
import im.balcony.router.intake.SipIntake;
import im.balcony.router.intake.XmppIntake;
import im.balcony.router.journal.Observers;
import im.balcony.router.rollout.Quarantine;
import im.balcony.router.slot.Attempt;
import im.balcony.router.slot.Parts;
import im.balcony.router.strand.Input;
import im.balcony.router.strand.Scheduler;
import im.balcony.router.strand.Turns;
import im.balcony.router.tenants.Secrets;
import im.balcony.router.waiting.Parking;
import im.balcony.router.waiting.Refusal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.osgi.framework.Version;

/**
 * The switchboard: brings every record to its conversation and every effect to its wire. It is
 * built of plain objects, so that a test can build it too, with virtual time and one thread.
 */
public final class Router implements Intake, Tenants.Listener {

  /**
   * What the router is given for life.
   *
   * @param ending whether all is about to end: what is lost then is no trouble
   */
  public record World(
      Tenants tenants,
      Store store,
      Connections connections,
      Secrets secrets,
      Scheduler scheduler,
      Ids ids,
      RouterLimits limits,
      String version,
      BooleanSupplier ending) {

    /** A world that does not end before the router does. */
    public World(
        Tenants tenants,
        Store store,
        Connections connections,
        Secrets secrets,
        Scheduler scheduler,
        Ids ids,
        RouterLimits limits,
        String version) {
      this(tenants, store, connections, secrets, scheduler, ids, limits, version, () -> false);
    }
  }

  /** Where a tenant's stanzas come from. */
  private static final String LINKS = "links";

  private final World world;
  private final Scheduler scheduler;
  private final Wiring its;
  private volatile boolean started;
  private volatile boolean stopped;

  /** Builds it; nothing happens before {@link #start}. */
  public Router(World world) {
    this.world = world;
    this.scheduler = world.scheduler();
    this.its = new Wiring(world, new Inward());
  }

  /** The slots of the exchangeable parts. */
  public Parts parts() {
    return its.parts;
  }

  /**
   * Puts a version of mapping into service, after a rehearsal if another serves.
   *
   * @param bundle the bundle that it comes from, for operators
   */
  public void bindMapping(MappingRules rules, Version version, String bundle) {
    its.rehearsal.bind(rules, version, bundle);
  }

  /** Parts that can say why they do not work. */
  public List<Trouble> troubles() {
    return its.troubles;
  }

  /** Who watches. */
  public Observers observers() {
    return its.observers;
  }

  /** What operators may ask. */
  public Gateway gateway() {
    return its.gateway;
  }

  /**
   * How much of what grows is held now, by name: when all conversations are over, each is 0 or what
   * a bounded time leaves.
   */
  public Map<String, Integer> held() {
    var held = new TreeMap<String, Integer>();
    held.put("conversations", its.strands.all().size());
    held.put("waiting inputs", its.strands.admission().waiting());
    held.put("records at the doors", its.doors.waiting());
    held.put("effects", its.effects.size());
    held.put("handles", its.index.size());
    held.put("MSRP sessions", its.msrp.size());
    held.put("MSRP connections", its.msrp.connectionsOfOurs());
    held.put("parked records", its.parking.size());
    held.put("paused strands", its.pauses.size());
    held.put("parked SIP answers", its.sipOut.waiting());
    held.put("stanzas of links", its.links.waiting());
    return held;
  }

  /** Recovers what was there, and opens the links. */
  public void start() {
    its.parts.mapping().whenFilled(this::filled);
    its.parts.whenSessionFilled(this::filled);
    its.parts.formats().whenFilled(this::filled);
    its.parts.sip().whenFilled(this::sipFilled);
    scheduler.whenReturned(this::filled);
    started = true;
    scheduler.at(
        scheduler.now() + world.limits().keys().tenantAbsence(), its.housekeeping::forgetAbsent);
    changed(world.tenants().all());
  }

  /** Closes the links; what is owed lies in the store. */
  public void stop() {
    synchronized (its.links) {
      // A start that is under way must not open links that nobody would close.
      stopped = true;
      its.links.stop();
    }
  }

  private void filled() {
    its.recovery.advance();
    its.pauses.filled();
    its.parking.filled();
  }

  private void sipFilled() {
    its.sipOut.filled();
    filled();
  }

  /** Gives the tenants up, once nothing is done any more. */
  public void leave() {
    its.recovery.leaveAll();
  }

  /** Whether records of a tenant can be routed: a version of mapping that it takes is there. */
  private boolean isOpen(String lane) {
    var range = its.directory.byId(lane).map(Quarantine::range).orElse("");
    return its.recovery.isDone(lane)
        && its.parts.mapping().serves(range)
        && !its.parts.formats().isEmpty();
  }

  @Override
  public void sip(WireRecord record) {
    if (record instanceof SipEvent.Received received) {
      received(received);
    } else if (record instanceof SipEvent.Cancelled cancelled) {
      cancelled(cancelled);
    } else {
      result(record);
    }
  }

  @Override
  public boolean trusts(String address) {
    return its.sources.covers(address);
  }

  @Override
  public Optional<String> sipTenant(String from, String callId, String toTag) {
    return its.sipIntake.tenant(from, callId, toTag);
  }

  private void received(SipEvent.Received received) {
    var arrived = SipIntake.Arrived.of(received);
    var tenant = its.sipIntake.tenant(arrived);
    var lane = tenant.map(Tenant::id).orElse(Parking.COMMON);
    var id = received.transaction().id();
    Runnable refuse = () -> its.refusals.refuse(received, Refusal.OVERLOAD);
    if (its.owned.isLost(lane)) {
      // What we know of it is no longer true: that it has no such dialog, for example.
      refuse.run();
      return;
    }
    expire(received, lane);
    Parking.Work bring = attempt -> its.sipIntake.received(arrived, attempt);
    Consumer<Attempt> pass = attempt -> its.parking.pass(lane, id, bring, refuse, attempt);
    if (its.sipIntake.isInDialog(received)) {
      // Mapping is not asked for it.
      pass.accept(Attempt.unwatched());
      return;
    }
    // Whoever is not the tenant's peer takes none of the tenant's share.
    var trusting = tenant.filter(t -> its.sipIntake.isTrusted(t, arrived));
    var share = trusting.map(t -> t.limits().share()).orElse(Limits.Share.DEFAULT);
    var whose = trusting.map(Tenant::id).orElse(Turns.COMMON);
    var source = received.source().address() + ' ' + received.source().port();
    if (!its.doors.enter(whose, share, source, id, true, pass)) {
      refuse.run();
    }
  }

  private void cancelled(SipEvent.Cancelled cancelled) {
    its.doors.after(cancelled.transaction().id(), () -> cancel(cancelled));
  }

  /** An INVITE that still waits for a part is answered here: nobody else knows of it. */
  private void cancel(SipEvent.Cancelled cancelled) {
    var id = cancelled.transaction().id();
    var key = its.index.find(Handles.transaction(id)).or(() -> its.conversationIntake.invite(id));
    var waits = key.flatMap(its.strands::find).filter(found -> its.pauses.withdraw(found, id));
    if (waits.isPresent() || its.parking.withdraw(id)) {
      var answer = SipResponse.of(487, "Request Terminated");
      its.sipOut.send(new SipCommand.Respond(cancelled.transaction(), answer));
    } else {
      key.ifPresent(known -> hear(known, cancelled));
    }
  }

  /**
   * An INVITE that says for how long it is worth an answer is cancelled then, where it is still
   * without one (RFC 3261 §13.3.1). One that waits for longer than all may is refused before.
   */
  private void expire(SipEvent.Received received, String lane) {
    var request = received.request();
    if (!request.method().equals("INVITE") || request.to().tag().isPresent()) {
      return;
    }
    request
        .header("Expires")
        .filter(seconds -> seconds.matches("[0-9]{1,9}"))
        .map(seconds -> Long.parseLong(seconds) * 1_000)
        .filter(time -> time < world.limits().keys().parkedAge())
        .ifPresent(
            time ->
                scheduler.at(
                    scheduler.now() + time,
                    lane,
                    () -> cancelled(new SipEvent.Cancelled(received.transaction()))));
  }

  @Override
  public void record(String connectionId, WireRecord record) {
    if (record instanceof Stanza || record instanceof XmppEvent) {
      its.links.record(connectionId, record);
    } else {
      its.msrpIntake.record(connectionId, record);
    }
  }

  @Override
  public void connection(ConnectionEvent event) {
    if (!its.links.connection(event)) {
      its.msrpIntake.connection(event);
    }
  }

  /**
   * The start and the tenancy come here from threads of their own, so what counts is what is in
   * force now: an older list that comes late must not close a link. Nothing is opened before the
   * start, for the sockets may not know yet whom to tell that a link is up.
   */
  @Override
  public void changed(List<Tenant> tenants) {
    synchronized (its.links) {
      if (!started || stopped) {
        return;
      }
      var now = world.tenants().all();
      now.forEach(tenant -> its.recovery.take(tenant.id()));
      its.links.fit(now.stream().filter(tenant -> its.owned.has(tenant.id())).toList());
      its.housekeeping.fit(now);
    }
    filled();
  }

  /** Another owner took a tenant. */
  private void lost(String tenant) {
    its.housekeeping.letGo(tenant);
    changed(List.of());
  }

  private void stanza(Link link, Stanza stanza) {
    its.directory.byId(link.tenantId()).ifPresent(tenant -> stanza(tenant, link.domain(), stanza));
  }

  private void stanza(Tenant tenant, String domain, Stanza stanza) {
    Runnable refuse = () -> its.refusals.refuse(tenant, stanza, Refusal.OVERLOAD, Bounds.BUSY);
    Parking.Work bring = attempt -> its.xmppIntake.received(tenant, domain, stanza, attempt);
    Consumer<Attempt> pass = attempt -> its.parking.pass(tenant.id(), "", bring, refuse, attempt);
    var fresh = !XmppIntake.isResult(stanza);
    if (!its.doors.enter(tenant.id(), tenant.limits().share(), LINKS, "", fresh, pass)) {
      refuse.run();
    }
  }

  /** A hand-over counts only if no error came before it, so it may not overtake one. */
  private void linkResult(WireRecord record) {
    if (record instanceof EffectResult result) {
      its.effects
          .find(result.effectId())
          .map(flight -> flight.owed().key())
          .ifPresent(key -> its.doors.follow(key.tenant(), LINKS, () -> hear(key, record)));
    }
  }

  /** The result of an effect goes to the conversation that wanted it. */
  private void result(WireRecord record) {
    if (record instanceof EffectResult result) {
      its.effects.find(result.effectId()).ifPresent(flight -> hear(flight.owed().key(), record));
    }
  }

  private void hear(ConversationKey key, WireRecord record) {
    its.strands.hear(key, record);
  }

  private boolean end(String id) {
    var conversation = its.strands.byId(id);
    conversation.ifPresent(
        c ->
            its.strands.tell(
                c.key(), new Input.Told(new Event.EndWanted("operator"), scheduler.now())));
    return conversation.isPresent();
  }

  /** What comes from below, in the router's own hands. */
  private final class Inward implements Wiring.Upward {

    @Override
    public void result(WireRecord record) {
      Router.this.result(record);
    }

    @Override
    public void linkResult(WireRecord record) {
      Router.this.linkResult(record);
    }

    @Override
    public void stanza(Link link, Stanza stanza) {
      Router.this.stanza(link, stanza);
    }

    @Override
    public void hear(ConversationKey key, WireRecord record) {
      Router.this.hear(key, record);
    }

    @Override
    public void taken() {
      Router.this.changed(List.of());
    }

    @Override
    public void lost(String tenant) {
      Router.this.lost(tenant);
    }

    @Override
    public boolean isOpen(String lane) {
      return Router.this.isOpen(lane);
    }

    @Override
    public boolean end(String id) {
      return Router.this.end(id);
    }
  }
}
