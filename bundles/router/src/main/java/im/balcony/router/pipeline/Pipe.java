package im.balcony.router.pipeline;

import im.balcony.api.mapping.MappingRules;
import im.balcony.api.message.Failure;
import im.balcony.api.msrp.Formats;
import im.balcony.api.session.Conversations;
import im.balcony.api.session.Event;
import im.balcony.api.session.PeerView;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.wire.EffectResult;
import im.balcony.api.wire.WireRecord;
import im.balcony.router.bounds.RouterLimits;
import im.balcony.router.rollout.Quarantine;
import im.balcony.router.rollout.Rehearsal;
import im.balcony.router.slot.Parts;
import im.balcony.router.slot.Slot;
import im.balcony.router.slot.Watch;
import im.balcony.router.strand.Conversation;
import im.balcony.router.strand.Input;
import im.balcony.router.strand.Scheduler;
import im.balcony.router.tenants.Books;
import im.balcony.router.tenants.Directory;
import im.balcony.router.turn.Contexts;
import im.balcony.router.turn.Draft;
import im.balcony.router.turn.Effects;
import im.balcony.router.turn.EventRefusal;
import im.balcony.router.turn.Hosts;
import im.balcony.router.turn.SipUse;
import im.balcony.router.turn.Turn;
import im.balcony.router.waiting.Pauses;
import im.balcony.router.waiting.Refusal;
import im.balcony.router.waiting.Refusals;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a strand does with one input: a {@link Turn} through mapping and the machine, then the
 * commit. Where a part is missing the strand pauses; where a part throws or hangs, the sender is
 * told and the conversation goes on.
 */
public final class Pipe implements Conversation.Worker {

  private static final Logger LOG = LoggerFactory.getLogger(Pipe.class);

  /** How often an input that is not refused is tried again: after 1, 2 and 4 s. */
  private static final int TRIES = 3;

  private final Parts parts;
  private final Directory directory;
  private final Contexts contexts;
  private final Hosts hosts;
  private final Books books;
  private final Effects effects;
  private final RouterLimits limits;
  private final Scheduler scheduler;
  private final Committer committer;
  private final Pauses pauses;
  private final Refusals refusals;
  private final Quarantine quarantine;
  private final Rehearsal rehearsal;

  /** Makes turns by the parts that are there. */
  public Pipe(
      Parts parts,
      Directory directory,
      Contexts contexts,
      Hosts hosts,
      Books books,
      Effects effects,
      RouterLimits limits,
      Scheduler scheduler,
      Committer committer,
      Pauses pauses,
      Refusals refusals,
      Quarantine quarantine,
      Rehearsal rehearsal) {
    this.parts = parts;
    this.directory = directory;
    this.contexts = contexts;
    this.hosts = hosts;
    this.books = books;
    this.effects = effects;
    this.limits = limits;
    this.scheduler = scheduler;
    this.committer = committer;
    this.pauses = pauses;
    this.refusals = refusals;
    this.quarantine = quarantine;
    this.rehearsal = rehearsal;
  }

  @Override
  public void turn(Conversation conversation, Input input) {
    turn(conversation, input, false);
  }

  /** {@code again} if another version of mapping failed at this input just before. */
  private void turn(Conversation conversation, Input input, boolean again) {
    var seen = pauses.generation();
    var tenant = directory.byId(conversation.key().tenant());
    if (tenant.isEmpty()) {
      pauses.pause(conversation, seen, "tenant");
      return;
    }
    var names = names(tenant.get(), input);
    if (names.isPresent()) {
      pauses.until(conversation, names.get());
      return;
    }
    var plan = plan(conversation, input);
    if (plan.isEmpty()) {
      committer.nothing(conversation, input);
      return;
    }
    var job = new Job(conversation, tenant.get(), input, plan.get(), again, seen);
    try (var watch = scheduler.watch(late -> failed(job, late))) {
      attempt(job, watch);
    }
  }

  private Optional<CompletableFuture<?>> names(Tenant tenant, Input input) {
    return input instanceof Input.Wire wire
        ? hosts.awaited(tenant, wire.record())
        : Optional.empty();
  }

  /** One turn, by what it needs. */
  private record Job(
      Conversation conversation, Tenant tenant, Input input, Plan plan, boolean again, int seen) {}

  // Whatever comes of a turn that was written off is void: it was, or will be, done by another.
  private void attempt(Job job, Watch watch) {
    var conversation = job.conversation;
    try {
      var draft =
          job.plan.draft.isPresent()
              ? job.plan.draft.get()
              : run(conversation, job.tenant, job.plan, watch);
      if (!watch.over()) {
        return;
      }
      draft.settled.addAll(job.plan.settled);
      conversation.failedTurns(0);
      committer.commit(job.tenant, conversation, job.input, draft);
    } catch (Slot.SlotEmptyException e) {
      if (watch.over()) {
        pauses.pause(conversation, job.seen, String.valueOf(e.getMessage()));
      }
    } catch (Slot.PartFailedException | RuntimeException e) {
      if (watch.over()) {
        failed(job, e);
      }
    }
  }

  /** A part threw or hangs; another version of mapping, if it is that, is tried at once. */
  private void failed(Job job, Exception why) {
    var tenant = job.tenant;
    var hasAnother =
        why instanceof Slot.PartFailedException failure
            && quarantine.hasAnother(tenant.id(), Quarantine.range(tenant), failure);
    if (hasAnother && !job.again) {
      turn(job.conversation, job.input, true);
      return;
    }
    LOG.warn("conversation {}: {}", job.conversation.id(), why.getMessage(), why);
    giveUp(job, why instanceof Slot.PartFailedException failure && failure.isHang());
  }

  /**
   * No part can work on an input. New work is refused at once, for its sender waits. Everything
   * else is tried again a few times, and only once where it costs a thread: the next version of the
   * part may be there by then.
   */
  private void giveUp(Job job, boolean hang) {
    var conversation = job.conversation;
    var times = conversation.failedTurns();
    if (!job.input.isFresh() && times < TRIES) {
      conversation.failedTurns(hang ? TRIES : times + 1);
      var doublings = hang ? TRIES - 1 : times;
      pauses.retryAt(conversation, scheduler.now() + (limits.commitRetry() << doublings));
      return;
    }
    conversation.failedTurns(0);
    refusals.refuse(job.tenant, job.input, Refusal.INTERNAL);
    committer.giveUp(job.tenant, conversation, job.input, job.plan.settled);
  }

  /**
   * What is to be done with an input.
   *
   * @param record the record that mapping is to read, if any
   * @param events what the machine is to hear besides
   * @param settled effects that are owed no longer
   * @param draft what is to be done where neither is asked: the next part of a page
   */
  private record Plan(
      Optional<WireRecord> record,
      List<Event> events,
      List<String> settled,
      Optional<Draft> draft) {

    static Optional<Plan> read(WireRecord record, List<String> settled) {
      return Optional.of(new Plan(Optional.of(record), List.of(), settled, Optional.empty()));
    }

    static Optional<Plan> hear(List<Event> events) {
      return Optional.of(new Plan(Optional.empty(), events, List.of(), Optional.empty()));
    }
  }

  private Optional<Plan> plan(Conversation conversation, Input input) {
    if (input instanceof Input.Told told) {
      return Plan.hear(List.of(told.event()));
    }
    if (input instanceof Input.Due) {
      var due = due(conversation);
      return due.isEmpty() ? Optional.empty() : Plan.hear(due);
    }
    var record = ((Input.Wire) input).record();
    if (record instanceof SipEvent.Answered answered) {
      return answered(conversation, answered);
    } else if (record instanceof SipEvent.NotAnswered missing) {
      return effects
          .find(missing.effectId())
          .flatMap(
              f ->
                  Plan.read(
                      new SipEvent.NotAnswered(f.owed().base(), missing.failure()), settled(f)));
    } else if (record instanceof EffectResult done) {
      return result(record, done.effectId());
    }
    return Plan.read(record, List.of());
  }

  private Optional<Plan> result(WireRecord record, String effectId) {
    return effects.find(effectId).flatMap(f -> Plan.read(record, List.of(effectId)));
  }

  // Only the deciding response of a page in several requests is brought further: the first that
  // refuses, or the one to the last part.
  private Optional<Plan> answered(Conversation conversation, SipEvent.Answered answered) {
    var found = effects.find(answered.effectId());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    var flight = found.get();
    var status = answered.response().status();
    if (flight.settled()) {
      return Plan.read(answered, List.of());
    }
    if (status < 200) {
      return flight.rest().isEmpty() ? Plan.read(answered, List.of()) : Optional.empty();
    }
    if (status < 300 && !flight.rest().isEmpty()) {
      return Optional.of(
          new Plan(
              Optional.empty(),
              List.of(),
              List.of(answered.effectId()),
              Optional.of(nextPart(conversation, flight))));
    }
    return Plan.read(
        new SipEvent.Answered(flight.owed().base(), answered.response(), answered.raised()),
        settled(flight));
  }

  private static List<String> settled(Effects.Flight flight) {
    var settled = new ArrayList<>(List.of(flight.owed().effectId()));
    flight.rest().forEach(owed -> settled.add(owed.effectId()));
    return settled;
  }

  private static Draft nextPart(Conversation conversation, Effects.Flight flight) {
    var draft = Draft.unchanged(conversation);
    var next = flight.rest().get(0);
    draft.out.add(new Draft.Out.Request(next, flight.rest().subList(1, flight.rest().size())));
    return draft;
  }

  private List<Event> due(Conversation conversation) {
    var due = conversation.due();
    return due.isPresent() && due.getAsLong() <= scheduler.now()
        ? List.of(new Event.Due())
        : List.of();
  }

  private Draft run(Conversation conversation, Tenant tenant, Plan plan, Watch watch)
      throws Slot.SlotEmptyException, Slot.PartFailedException {
    try (var rules = parts.mapping().borrow(Quarantine.range(tenant), watch);
        var machine = parts.session(conversation.key().topic()).borrow("", watch);
        var formats = parts.formats().borrow("", watch);
        var sip = new SipUse(parts.sip(), watch)) {
      var turn = turn(conversation, tenant, rules, machine, formats, sip);
      if (plan.record.isPresent()) {
        turn.hear(plan.record.get());
      }
      var events = new ArrayList<>(turn.draft().heard);
      events.addAll(plan.events);
      if (!turn.step(events)) {
        LOG.warn("conversation {}: one input caused too many events", conversation.id());
      }
      turn.finish();
      rehearsal.turn(conversation, peer(conversation, tenant), tenant, plan.record, plan.events);
      return turn.draft();
    }
  }

  /** What refuses an input in the words of its conversation, where mapping can still say it. */
  public Optional<Draft> refusal(
      Conversation conversation, Tenant tenant, WireRecord record, Failure why) {
    try {
      return quarantine.call(
          tenant.id(),
          Quarantine.range(tenant),
          (rules, watch) -> refusal(conversation, tenant, record, why, rules, watch));
    } catch (Slot.SlotEmptyException | Slot.PartFailedException e) {
      return Optional.empty();
    }
  }

  private Optional<Draft> refusal(
      Conversation conversation,
      Tenant tenant,
      WireRecord record,
      Failure why,
      Slot.Lease<MappingRules> rules,
      Watch watch)
      throws Slot.SlotEmptyException, Slot.PartFailedException {
    try (var machine = parts.session(conversation.key().topic()).borrow("", watch);
        var formats = parts.formats().borrow("", watch);
        var sip = new SipUse(parts.sip(), watch)) {
      var turn = turn(conversation, tenant, rules, machine, formats, sip);
      turn.hear(record);
      for (var event : List.copyOf(turn.draft().heard)) {
        var effect = EventRefusal.of(event, why, contexts.ids());
        if (effect.isPresent() && turn.say(effect.get()).isPresent()) {
          return Optional.empty();
        }
      }
      return turn.draft().out.isEmpty() ? Optional.empty() : Optional.of(turn.draft());
    }
  }

  private PeerView peer(Conversation conversation, Tenant tenant) {
    return books.peer(tenant.id(), conversation.key().romeo());
  }

  private Turn turn(
      Conversation conversation,
      Tenant tenant,
      Slot.Lease<MappingRules> rules,
      Slot.Lease<Conversations> machine,
      Slot.Lease<Formats> formats,
      SipUse sip)
      throws Slot.PartFailedException {
    return new Turn(
        Turn.Before.of(conversation),
        peer(conversation, tenant),
        contexts.of(tenant, formats, sip),
        memories(conversation, rules, machine),
        sip,
        limits.turnEvents());
  }

  /**
   * Taken out, and put back by the commit: whatever happens to this turn, the rows are the truth.
   */
  private static Draft.Memories memories(
      Conversation conversation, Slot.Lease<MappingRules> rules, Slot.Lease<Conversations> machine)
      throws Slot.PartFailedException {
    var session = conversation.session().take(machine);
    var mapping = conversation.mapping().take(rules);
    var opened =
        session.isPresent()
            ? session.get()
            : machine.call(m -> m.open(conversation.session().rows()));
    if (conversation.isUnread()) {
      conversation.read(machine.call(m -> opened.unfinished()));
    }
    return new Draft.Memories(
        machine,
        opened,
        rules,
        mapping.isPresent()
            ? mapping.get()
            : rules.call(r -> r.open(conversation.key(), conversation.mapping().rows())));
  }
}
