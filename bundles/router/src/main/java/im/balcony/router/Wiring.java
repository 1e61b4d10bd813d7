package im.balcony.router;

import im.balcony.api.control.Trouble;
import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.wire.WireRecord;
import im.balcony.api.xmpp.Stanza;
import im.balcony.router.bounds.Congestion;
import im.balcony.router.bounds.Rates;
import im.balcony.router.bounds.RememberedRows;
import im.balcony.router.bounds.SessionCounts;
import im.balcony.router.egress.Egress;
import im.balcony.router.egress.Link;
import im.balcony.router.egress.Links;
import im.balcony.router.egress.MsrpSessions;
import im.balcony.router.egress.SipDuplicates;
import im.balcony.router.egress.SipOut;
import im.balcony.router.egress.StanzaDuplicates;
import im.balcony.router.intake.ConversationIntake;
import im.balcony.router.intake.MsrpIntake;
import im.balcony.router.intake.SipIntake;
import im.balcony.router.intake.XmppIntake;
import im.balcony.router.journal.MessageJournal;
import im.balcony.router.journal.Observers;
import im.balcony.router.operations.DryRun;
import im.balcony.router.operations.GatewayView;
import im.balcony.router.operations.PartsView;
import im.balcony.router.pipeline.Committer;
import im.balcony.router.pipeline.Departures;
import im.balcony.router.pipeline.Housekeeping;
import im.balcony.router.pipeline.Pipe;
import im.balcony.router.pipeline.Recovery;
import im.balcony.router.rollout.Quarantine;
import im.balcony.router.rollout.Rehearsal;
import im.balcony.router.slot.Parts;
import im.balcony.router.strand.Doors;
import im.balcony.router.strand.Strands;
import im.balcony.router.tenants.Books;
import im.balcony.router.tenants.Directory;
import im.balcony.router.tenants.Index;
import im.balcony.router.tenants.Owned;
import im.balcony.router.tenants.TrustedSources;
import im.balcony.router.turn.Contexts;
import im.balcony.router.turn.Effects;
import im.balcony.router.turn.Hosts;
import im.balcony.router.turn.OwnAddresses;
import im.balcony.router.waiting.Drains;
import im.balcony.router.waiting.Parking;
import im.balcony.router.waiting.Pauses;
import im.balcony.router.waiting.Policies;
import im.balcony.router.waiting.Refusals;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The composition root: what the router is made of, each made once, from below upwards. Nothing
 * happens before the router's start.
 */
final class Wiring {

  /** What parts below bring to the router itself. */
  interface Upward {

    /** The result of an effect. */
    void result(WireRecord record);

    /** The result of a stanza, which keeps its place behind what came by the link before. */
    void linkResult(WireRecord record);

    /** A stanza of a server. */
    void stanza(Link link, Stanza stanza);

    /** Something that a conversation has to hear. */
    void hear(ConversationKey key, WireRecord record);

    /** A tenant is ours that was not at once when it was wanted. */
    void taken();

    /** Another owner took a tenant. */
    void lost(String tenant);

    /** Whether what waits in a lane can be routed now. */
    boolean isOpen(String lane);

    /** Ends a conversation; false if there is none of that name. */
    boolean end(String id);
  }

  final Parts parts;
  final List<Trouble> troubles = new CopyOnWriteArrayList<>();
  final Directory directory;
  final TrustedSources sources;
  final Index index = new Index();
  final Effects effects = new Effects();
  final Owned owned = new Owned();
  final Strands strands;
  final SipOut sipOut;
  final Links links;
  final MsrpSessions msrp;
  final Refusals refusals;
  final Pauses pauses;
  final ConversationIntake conversationIntake;
  final Recovery recovery;
  final Rehearsal rehearsal;
  final Parking parking;
  final Doors doors;
  final SipIntake sipIntake;
  final XmppIntake xmppIntake;
  final MsrpIntake msrpIntake;
  final Housekeeping housekeeping;
  final GatewayView gateway;
  final Observers observers = new Observers();

  /** Makes all of it. */
  Wiring(Router.World world, Upward upward) {
    var scheduler = world.scheduler();
    var limits = world.limits();
    var books = new Books(limits.bookEntries());
    var journal = new MessageJournal(world.store(), observers, scheduler, limits);
    var policies = new Policies(scheduler);
    var sipDuplicates = new SipDuplicates(world.store(), limits);
    var stanzaDuplicates = new StanzaDuplicates(limits);
    var rates = new Rates(limits.rateSources());
    var remembered = new RememberedRows(() -> limits.keys().rememberedMax());
    var congestion = new Congestion(() -> limits.keys().queueDelay());
    var pipe = new AtomicReference<Pipe>();
    parts = new Parts(limits, scheduler::isExhausted);
    var quarantine = new Quarantine(parts, scheduler, journal);
    directory = new Directory(world.tenants());
    sources = new TrustedSources(world.tenants()::all);
    strands =
        new Strands(
            scheduler, (c, input) -> late(pipe).turn(c, input), limits, congestion, remembered);
    sipOut = new SipOut(parts, effects, limits, scheduler::now, upward::result);
    links =
        new Links(
            new Link.Tools(
                world.connections(),
                scheduler,
                world.ids(),
                world.secrets(),
                limits,
                world.ending(),
                upward::linkResult),
            upward::stanza);
    msrp =
        new MsrpSessions(
            world.connections(),
            scheduler,
            world.ids(),
            limits,
            index,
            effects,
            directory,
            upward::hear);
    var egress = new Egress(sipOut, links, msrp, effects, sipDuplicates, scheduler);
    refusals = new Refusals(egress, stanzaDuplicates, journal, policies, world.ids());
    pauses = new Pauses(scheduler, limits, directory, refusals, strands);
    var addresses = new OwnAddresses(world.connections(), world.version());
    var hosts = new Hosts(world.connections(), scheduler);
    var contexts =
        new Contexts(
            books,
            scheduler,
            world.ids(),
            world.connections(),
            addresses,
            t -> remembered.fit(links.bounded(t)),
            index,
            hosts);
    rehearsal = new Rehearsal(parts, contexts, quarantine, scheduler, limits);
    parking = new Parking(scheduler, limits, upward::isOpen);
    doors = new Doors(scheduler, limits, congestion);
    var counts = new SessionCounts();
    var drains = new Drains(strands, effects, parking, scheduler);
    conversationIntake =
        new ConversationIntake(
            parts,
            contexts,
            books,
            strands,
            pauses,
            limits,
            scheduler,
            egress,
            refusals,
            journal,
            quarantine,
            drains,
            rehearsal,
            counts);
    var tools =
        new Committer.Tools(
            world.store(),
            scheduler,
            limits,
            index,
            books,
            effects,
            journal,
            sipDuplicates,
            egress,
            pauses,
            refusals,
            policies,
            strands,
            owned,
            upward::lost);
    var departures = new Departures(tools);
    var committer =
        new Committer(
            tools,
            departures,
            (c, tenant, record, why) -> late(pipe).refusal(c, tenant, record, why),
            counts);
    pipe.set(
        new Pipe(
            parts,
            directory,
            contexts,
            hosts,
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
            world.store(),
            owned,
            parts,
            directory,
            strands,
            index,
            effects,
            sipOut,
            links,
            committer,
            scheduler,
            quarantine,
            limits.commitRetry(),
            upward::taken);
    sipIntake =
        new SipIntake(
            directory,
            sources,
            index,
            sipDuplicates,
            rates,
            congestion,
            links,
            conversationIntake,
            refusals,
            egress,
            scheduler,
            limits,
            journal);
    xmppIntake =
        new XmppIntake(
            stanzaDuplicates, rates, congestion, conversationIntake, refusals, scheduler, journal);
    msrpIntake = new MsrpIntake(msrp, effects, directory, conversationIntake);
    housekeeping =
        new Housekeeping(
            directory,
            strands,
            departures,
            List.of(
                books::forget,
                conversationIntake::forget,
                rates::forget,
                congestion::forget,
                sipDuplicates::forget,
                stanzaDuplicates::forget,
                journal::forget),
            recovery,
            scheduler);
    gateway =
        new GatewayView(
            parts,
            directory,
            owned,
            strands,
            links,
            world.connections(),
            committer,
            journal,
            scheduler,
            new DryRun(parts, directory, contexts, world.connections(), quarantine),
            new PartsView(parts, directory, strands, world.connections(), parking, pauses, sipOut),
            drains,
            troubles,
            policies,
            upward::end);
  }

  private static Pipe late(AtomicReference<Pipe> pipe) {
    return Objects.requireNonNull(pipe.get());
  }
}
