package im.balcony.router;

import im.balcony.api.message.Failure;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.wire.WireRecord;
import im.balcony.api.xmpp.XmppEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a strand does with one input: a {@link Turn} through mapping and the machine, then the
 * commit. Where a part is missing the strand pauses; where a part throws, the sender is told and
 * the conversation goes on.
 */
final class Pipe implements Conversation.Worker {

  private static final Logger LOG = LoggerFactory.getLogger(Pipe.class);

  /** How often an input that is not refused is tried again: after 1, 2 and 4 s. */
  private static final int TRIES = 3;

  private final Parts parts;
  private final Directory directory;
  private final Contexts contexts;
  private final Books books;
  private final Effects effects;
  private final RouterLimits limits;
  private final Scheduler scheduler;
  private final Committer committer;
  private final Pauses pauses;
  private final Refusals refusals;

  Pipe(
      Parts parts,
      Directory directory,
      Contexts contexts,
      Books books,
      Effects effects,
      RouterLimits limits,
      Scheduler scheduler,
      Committer committer,
      Pauses pauses,
      Refusals refusals) {
    this.parts = parts;
    this.directory = directory;
    this.contexts = contexts;
    this.books = books;
    this.effects = effects;
    this.limits = limits;
    this.scheduler = scheduler;
    this.committer = committer;
    this.pauses = pauses;
    this.refusals = refusals;
  }

  @Override
  public void turn(Conversation conversation, Input input) {
    var seen = pauses.generation();
    var tenant = directory.byId(conversation.key().tenant());
    if (tenant.isEmpty()) {
      pauses.pause(conversation, seen);
      return;
    }
    var plan = plan(conversation, input);
    if (plan.isEmpty()) {
      committer.nothing(conversation, input);
      return;
    }
    try {
      var draft =
          plan.get().draft.isPresent()
              ? plan.get().draft.get()
              : run(conversation, tenant.get(), plan.get());
      draft.settled.addAll(plan.get().settled);
      conversation.failedTurns(0);
      committer.commit(tenant.get(), conversation, input, draft);
    } catch (Slot.SlotEmptyException e) {
      pauses.pause(conversation, seen);
    } catch (Slot.PartFailedException | RuntimeException e) {
      LOG.warn("conversation {}: {}", conversation.id(), e.getMessage(), e);
      failed(conversation, tenant.get(), input, plan.get());
    }
  }

  /**
   * A part threw. New work is refused at once, for its sender waits. Everything else is tried again
   * a few times: the next version of the part may be there by then.
   */
  private void failed(Conversation conversation, Tenant tenant, Input input, Plan plan) {
    var times = conversation.failedTurns();
    if (!input.isFresh() && times < TRIES) {
      conversation.failedTurns(times + 1);
      pauses.retryAt(conversation, scheduler.now() + (limits.commitRetry() << times));
      return;
    }
    conversation.failedTurns(0);
    refusals.refuse(tenant, input, Refusal.INTERNAL);
    committer.giveUp(tenant, conversation, input, plan.settled);
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
    } else if (record instanceof XmppEvent.HandedOver done) {
      return result(record, done.effectId());
    } else if (record instanceof XmppEvent.NotSent done) {
      return result(record, done.effectId());
    } else if (record instanceof XmppEvent.Refused done) {
      return result(record, done.effectId());
    } else if (record instanceof MsrpEvent.Sent done) {
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
        new SipEvent.Answered(flight.owed().base(), answered.response()), settled(flight));
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
    var now = scheduler.now();
    return conversation.snapshot().deadlines().entrySet().stream()
        .filter(d -> d.getValue() <= now)
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .thenComparing(Comparator.comparing(Map.Entry::getKey)))
        .map(d -> (Event) new Event.Due(d.getKey()))
        .toList();
  }

  private Draft run(Conversation conversation, Tenant tenant, Plan plan)
      throws Slot.SlotEmptyException, Slot.PartFailedException {
    try (var rules = parts.mapping().borrow(tenant.policy().mappingVersion());
        var machine = parts.session().borrow();
        var formats = parts.formats().borrow();
        var sip = new SipUse(parts.sip())) {
      var turn =
          new Turn(
              conversation.snapshot(),
              books.peer(tenant.id(), conversation.key().romeo()),
              contexts.of(tenant, formats, sip),
              rules,
              machine,
              sip,
              limits.turnEvents());
      if (plan.record.isPresent()) {
        turn.hear(plan.record.get());
      }
      var events = new ArrayList<>(turn.draft().heard);
      events.addAll(plan.events);
      if (!turn.step(events)) {
        LOG.warn("conversation {}: one input caused too many events", conversation.id());
      }
      turn.finish();
      return turn.draft();
    }
  }

  /** What refuses an input in the words of its conversation, where mapping can still say it. */
  Optional<Draft> refusal(
      Conversation conversation, Tenant tenant, WireRecord record, Failure why) {
    try (var rules = parts.mapping().borrow(tenant.policy().mappingVersion());
        var machine = parts.session().borrow();
        var formats = parts.formats().borrow();
        var sip = new SipUse(parts.sip())) {
      var context = contexts.of(tenant, formats, sip);
      var turn =
          new Turn(
              conversation.snapshot(),
              books.peer(tenant.id(), conversation.key().romeo()),
              context,
              rules,
              machine,
              sip,
              limits.turnEvents());
      turn.hear(record);
      for (var event : List.copyOf(turn.draft().heard)) {
        var effect = EventRefusal.of(event, why, context.ids());
        if (effect.isPresent() && turn.say(effect.get()).isPresent()) {
          return Optional.empty();
        }
      }
      return turn.draft().out.isEmpty() ? Optional.empty() : Optional.of(turn.draft());
    } catch (Slot.SlotEmptyException | Slot.PartFailedException e) {
      return Optional.empty();
    }
  }
}
