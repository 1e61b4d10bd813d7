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
import im.balcony.api.wire.Intake;
import im.balcony.api.wire.WireRecord;
import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppEvent;
import im.balcony.router.bounds.Bounds;
import im.balcony.router.bounds.Rates;
import im.balcony.router.bounds.RouterLimits;
import im.balcony.router.bounds.SessionCounts;
import im.balcony.router.egress.Link;
import im.balcony.router.egress.Links;
import im.balcony.router.egress.MsrpSessions;
import im.balcony.router.egress.Outlet;
import im.balcony.router.egress.SipDuplicates;
import im.balcony.router.egress.SipOut;
import im.balcony.router.egress.StanzaDuplicates;
import im.balcony.router.intake.Entrance;
import im.balcony.router.intake.MsrpIntake;
import im.balcony.router.intake.SipIntake;
import im.balcony.router.intake.XmppIntake;
import im.balcony.router.journal.Observers;
import im.balcony.router.journal.Stories;
import im.balcony.router.operations.DryRun;
import im.balcony.router.operations.GatewayView;
import im.balcony.router.operations.PartsView;
import im.balcony.router.pipeline.Committer;
import im.balcony.router.pipeline.Housekeeping;
import im.balcony.router.pipeline.Pipe;
import im.balcony.router.pipeline.Recovery;
import im.balcony.router.rollout.Quarantine;
import im.balcony.router.rollout.Rehearsal;
import im.balcony.router.slot.Parts;
import im.balcony.router.strand.Board;
import im.balcony.router.strand.Doors;
import im.balcony.router.strand.Input;
import im.balcony.router.strand.Scheduler;
import im.balcony.router.strand.Turns;
import im.balcony.router.tenants.Books;
import im.balcony.router.tenants.Directory;
import im.balcony.router.tenants.Index;
import im.balcony.router.tenants.Secrets;
import im.balcony.router.tenants.TrustedSources;
import im.balcony.router.turn.Contexts;
import im.balcony.router.turn.Effects;
import im.balcony.router.turn.OwnAddresses;
import im.balcony.router.waiting.Drains;
import im.balcony.router.waiting.Parking;
import im.balcony.router.waiting.Pauses;
import im.balcony.router.waiting.Policies;
import im.balcony.router.waiting.Refusal;
import im.balcony.router.waiting.Refusals;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
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
  private final Parts parts;
  private final Observers observers = new Observers();
  private final List<Trouble> troubles = new CopyOnWriteArrayList<>();
  private final Directory directory;
  private final TrustedSources sources;
  private final Index index = new Index();
  private final Effects effects = new Effects();
  private final Board board;
  private final SipOut sipOut;
  private final Links links;
  private final MsrpSessions msrp;
  private final Refusals refusals;
  private final Pauses pauses;
  private final Entrance entrance;
  private final Committer committer;
  private final Recovery recovery;
  private final Rehearsal rehearsal;
  private final Parking parking;
  private final Doors doors;
  private final SipIntake sipIntake;
  private final XmppIntake xmppIntake;
  private final MsrpIntake msrpIntake;
  private final Housekeeping housekeeping;
  private volatile boolean started;
  private volatile boolean stopped;
  private final GatewayView gateway;

  /** Builds it; nothing happens before {@link #start}. */
  public Router(World world) {
    this.world = world;
    this.scheduler = world.scheduler();
    var limits = world.limits();
    var books = new Books(limits.bookEntries());
    var stories = new Stories(world.store(), observers, scheduler, limits);
    var policies = new Policies(scheduler);
    var sipDuplicates = new SipDuplicates(world.store(), limits);
    var stanzaDuplicates = new StanzaDuplicates(limits);
    var rates = new Rates(limits.rateSources());
    var pipe = new AtomicReference<Pipe>();
    parts = new Parts(limits, scheduler::isExhausted);
    var quarantine = new Quarantine(parts, scheduler, stories);
    directory = new Directory(world.tenants());
    sources = new TrustedSources(world.tenants()::all);
    board = new Board(scheduler, (c, input) -> late(pipe).turn(c, input), limits);
    sipOut = new SipOut(parts, effects, limits, scheduler::now, this::result);
    links =
        new Links(
            new Link.Tools(
                world.connections(),
                scheduler,
                world.ids(),
                world.secrets(),
                limits,
                world.ending(),
                this::linkResult),
            this::stanza);
    msrp =
        new MsrpSessions(
            world.connections(),
            scheduler,
            world.ids(),
            limits,
            index,
            effects,
            directory,
            this::hear);
    var outlet = new Outlet(sipOut, links, msrp, effects, sipDuplicates, scheduler);
    refusals = new Refusals(outlet, stanzaDuplicates, stories, policies, world.ids());
    pauses = new Pauses(scheduler, limits, directory, refusals, board);
    var addresses = new OwnAddresses(parts, world.connections(), world.version());
    var contexts =
        new Contexts(
            books, scheduler, world.ids(), world.connections(), addresses, links::bounded, index);
    rehearsal = new Rehearsal(parts, contexts, quarantine, scheduler, limits);
    parking = new Parking(scheduler, limits, this::isOpen);
    doors = new Doors(scheduler, limits);
    var counts = new SessionCounts();
    var drains = new Drains(board, effects, parking, scheduler);
    entrance =
        new Entrance(
            parts,
            contexts,
            books,
            board,
            pauses,
            limits,
            scheduler,
            outlet,
            refusals,
            stories,
            quarantine,
            drains,
            rehearsal,
            counts);
    committer =
        new Committer(
            new Committer.Tools(
                world.store(),
                scheduler,
                limits,
                index,
                books,
                effects,
                stories,
                sipDuplicates,
                outlet,
                pauses,
                refusals,
                policies,
                board),
            (c, tenant, record, why) -> late(pipe).refusal(c, tenant, record, why),
            counts);
    pipe.set(
        new Pipe(
            parts,
            directory,
            contexts,
            books,
            effects,
            limits,
            scheduler,
            committer,
            pauses,
            refusals,
            quarantine,
            rehearsal));
    recovery =
        new Recovery(
            parts,
            directory,
            board,
            index,
            effects,
            sipOut,
            links,
            committer,
            scheduler,
            quarantine,
            limits.commitRetry());
    sipIntake =
        new SipIntake(
            directory,
            index,
            sipDuplicates,
            rates,
            links,
            entrance,
            refusals,
            outlet,
            scheduler,
            limits,
            stories);
    xmppIntake = new XmppIntake(stanzaDuplicates, rates, entrance, refusals, scheduler, stories);
    msrpIntake = new MsrpIntake(msrp, effects, directory, entrance);
    housekeeping =
        new Housekeeping(
            directory,
            board,
            committer,
            List.of(
                books::forget,
                entrance::forget,
                rates::forget,
                sipDuplicates::forget,
                stanzaDuplicates::forget),
            recovery,
            scheduler);
    gateway =
        new GatewayView(
            parts,
            directory,
            board,
            links,
            world.connections(),
            committer,
            stories,
            scheduler,
            new DryRun(parts, directory, contexts, world.connections(), quarantine),
            new PartsView(parts, directory, world.connections(), parking, pauses, sipOut),
            drains,
            troubles,
            policies,
            this::end);
  }

  private static Pipe late(AtomicReference<Pipe> pipe) {
    return Objects.requireNonNull(pipe.get());
  }

  /** The slots of the exchangeable parts. */
  public Parts parts() {
    return parts;
  }

  /**
   * Puts a version of mapping into service, after a rehearsal if another serves.
   *
   * @param bundle the bundle that it comes from, for operators
   */
  public void bindMapping(MappingRules rules, Version version, String bundle) {
    rehearsal.bind(rules, version, bundle);
  }

  /** Parts that can say why they do not work. */
  public List<Trouble> troubles() {
    return troubles;
  }

  /** Who watches. */
  public Observers observers() {
    return observers;
  }

  /** What operators may ask. */
  public Gateway gateway() {
    return gateway;
  }

  /**
   * How much of what grows is held now, by name: when all conversations are over, each is 0 or what
   * a bounded time leaves.
   */
  public Map<String, Integer> held() {
    var held = new TreeMap<String, Integer>();
    held.put("conversations", board.all().size());
    held.put("waiting inputs", board.admission().waiting());
    held.put("records at the doors", doors.waiting());
    held.put("effects", effects.size());
    held.put("handles", index.size());
    held.put("MSRP sessions", msrp.size());
    held.put("MSRP connections", msrp.connectionsOfOurs());
    held.put("parked records", parking.size());
    held.put("paused strands", pauses.size());
    held.put("parked SIP answers", sipOut.waiting());
    held.put("stanzas of links", links.waiting());
    return held;
  }

  /** Recovers what was there, and opens the links. */
  public void start() {
    recovery.take(world.store().recover());
    parts.mapping().whenFilled(this::filled);
    parts.session().whenFilled(this::filled);
    parts.formats().whenFilled(this::filled);
    parts.sip().whenFilled(this::sipFilled);
    scheduler.whenReturned(this::filled);
    started = true;
    scheduler.at(
        scheduler.now() + world.limits().keys().tenantAbsence(), housekeeping::forgetAbsent);
    changed(world.tenants().all());
  }

  /** Closes the links; what is owed lies in the store. */
  public void stop() {
    synchronized (links) {
      // A start that is under way must not open links that nobody would close.
      stopped = true;
      links.stop();
    }
  }

  private void filled() {
    recovery.advance();
    pauses.filled();
    parking.filled();
  }

  private void sipFilled() {
    sipOut.filled();
    filled();
  }

  /** Whether records of a tenant can be routed: a version of mapping that it takes is there. */
  private boolean isOpen(String lane) {
    var range = directory.byId(lane).map(Quarantine::range).orElse("");
    return recovery.isDone() && parts.mapping().serves(range) && !parts.formats().isEmpty();
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
    return sources.covers(address);
  }

  private void received(SipEvent.Received received) {
    var lane = sipIntake.tenant(received).map(Tenant::id).orElse(Parking.COMMON);
    var id = received.transaction().id();
    Runnable refuse = () -> refusals.refuse(received, Refusal.OVERLOAD);
    Runnable pass = () -> parking.pass(lane, id, () -> sipIntake.received(received), refuse);
    if (sipIntake.isInDialog(received)) {
      pass.run();
      return;
    }
    // Whoever is not the tenant's peer takes none of the tenant's share.
    var tenant = sipIntake.trusted(received);
    var share = tenant.map(t -> t.limits().share()).orElse(Limits.Share.DEFAULT);
    var whose = tenant.map(Tenant::id).orElse(Turns.COMMON);
    var source = received.source().address() + ' ' + received.source().port();
    if (!doors.enter(whose, share, source, id, true, pass)) {
      refuse.run();
    }
  }

  private void cancelled(SipEvent.Cancelled cancelled) {
    doors.after(cancelled.transaction().id(), () -> cancel(cancelled));
  }

  /** An INVITE that still waits for a part is answered here: nobody else knows of it. */
  private void cancel(SipEvent.Cancelled cancelled) {
    var id = cancelled.transaction().id();
    if (parking.withdraw(id)) {
      var answer = SipResponse.of(487, "Request Terminated");
      sipOut.send(new SipCommand.Respond(cancelled.transaction(), answer));
      return;
    }
    index
        .find(Handles.transaction(id))
        .or(() -> entrance.invite(id))
        .ifPresent(key -> hear(key, cancelled));
  }

  @Override
  public void record(String connectionId, WireRecord record) {
    if (record instanceof Stanza || record instanceof XmppEvent) {
      links.record(connectionId, record);
    } else {
      msrpIntake.record(connectionId, record);
    }
  }

  @Override
  public void connection(ConnectionEvent event) {
    if (!links.connection(event)) {
      msrpIntake.connection(event);
    }
  }

  /**
   * The start and the tenancy come here from threads of their own, so what counts is what is in
   * force now: an older list that comes late must not close a link. Nothing is opened before the
   * start, for the sockets may not know yet whom to tell that a link is up.
   */
  @Override
  public void changed(List<Tenant> tenants) {
    synchronized (links) {
      if (!started || stopped) {
        return;
      }
      var now = world.tenants().all();
      links.fit(now);
      housekeeping.fit(now);
    }
    filled();
  }

  private void stanza(Link link, Stanza stanza) {
    directory.byId(link.tenantId()).ifPresent(tenant -> stanza(tenant, link.domain(), stanza));
  }

  private void stanza(Tenant tenant, String domain, Stanza stanza) {
    Runnable refuse = () -> refusals.refuse(tenant, stanza, Refusal.OVERLOAD, Bounds.BUSY);
    Runnable pass =
        () ->
            parking.pass(
                tenant.id(), "", () -> xmppIntake.received(tenant, domain, stanza), refuse);
    var fresh = !XmppIntake.isResult(stanza);
    if (!doors.enter(tenant.id(), tenant.limits().share(), LINKS, "", fresh, pass)) {
      refuse.run();
    }
  }

  /** A hand-over counts only if no error came before it, so it may not overtake one. */
  private void linkResult(WireRecord record) {
    effectId(record)
        .flatMap(effects::find)
        .map(flight -> flight.owed().key())
        .ifPresent(key -> doors.follow(key.tenant(), LINKS, () -> hear(key, record)));
  }

  /** The result of an effect goes to the conversation that wanted it. */
  private void result(WireRecord record) {
    effectId(record).flatMap(effects::find).ifPresent(flight -> hear(flight.owed().key(), record));
  }

  private static Optional<String> effectId(WireRecord record) {
    if (record instanceof SipEvent.Answered answered) {
      return Optional.of(answered.effectId());
    } else if (record instanceof SipEvent.NotAnswered missing) {
      return Optional.of(missing.effectId());
    } else if (record instanceof XmppEvent.HandedOver done) {
      return Optional.of(done.effectId());
    } else if (record instanceof XmppEvent.NotSent done) {
      return Optional.of(done.effectId());
    } else if (record instanceof XmppEvent.Refused done) {
      return Optional.of(done.effectId());
    }
    return Optional.empty();
  }

  private void hear(ConversationKey key, WireRecord record) {
    board.hear(key, record);
  }

  private boolean end(String id) {
    var conversation = board.byId(id);
    conversation.ifPresent(
        c -> board.tell(c.key(), new Input.Told(new Event.EndWanted("operator"), scheduler.now())));
    return conversation.isPresent();
  }
}
