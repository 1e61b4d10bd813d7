package im.balcony.router.intake;

import im.balcony.api.data.Masked;
import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.mapping.MappingRules;
import im.balcony.api.mapping.Route;
import im.balcony.api.message.Failure;
import im.balcony.api.observe.Trace;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.tenant.ChatMode;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.wire.WireRecord;
import im.balcony.api.xmpp.Stanza;
import im.balcony.router.bounds.Bounds;
import im.balcony.router.bounds.RouterLimits;
import im.balcony.router.bounds.SessionCounts;
import im.balcony.router.bounds.TenantLru;
import im.balcony.router.egress.Egress;
import im.balcony.router.journal.MessageJournal;
import im.balcony.router.rollout.Quarantine;
import im.balcony.router.rollout.Rehearsal;
import im.balcony.router.slot.Attempt;
import im.balcony.router.slot.Parts;
import im.balcony.router.slot.Slot;
import im.balcony.router.slot.Watch;
import im.balcony.router.strand.Input;
import im.balcony.router.strand.Scheduler;
import im.balcony.router.strand.Strands;
import im.balcony.router.tenants.Books;
import im.balcony.router.turn.Contexts;
import im.balcony.router.turn.SipUse;
import im.balcony.router.waiting.Drains;
import im.balcony.router.waiting.Pauses;
import im.balcony.router.waiting.Refusal;
import im.balcony.router.waiting.Refusals;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last steps into a conversation that all wires share: routing and the bounds on new work. */
public final class ConversationIntake {

  private static final Logger LOG = LoggerFactory.getLogger(ConversationIntake.class);

  private final Parts parts;
  private final Contexts contexts;
  private final Books books;
  private final Strands strands;
  private final Pauses pauses;
  private final RouterLimits limits;
  private final Scheduler scheduler;
  private final Egress egress;
  private final Refusals refusals;
  private final MessageJournal journal;
  private final Quarantine quarantine;
  private final Drains drains;
  private final Rehearsal rehearsal;
  private final TenantLru<ConversationKey> invites;
  private final SessionCounts sessions;

  /** Leads what comes in to its conversation. */
  public ConversationIntake(
      Parts parts,
      Contexts contexts,
      Books books,
      Strands strands,
      Pauses pauses,
      RouterLimits limits,
      Scheduler scheduler,
      Egress egress,
      Refusals refusals,
      MessageJournal journal,
      Quarantine quarantine,
      Drains drains,
      Rehearsal rehearsal,
      SessionCounts sessions) {
    this.parts = parts;
    this.contexts = contexts;
    this.books = books;
    this.strands = strands;
    this.pauses = pauses;
    this.limits = limits;
    this.scheduler = scheduler;
    this.egress = egress;
    this.refusals = refusals;
    this.journal = journal;
    this.quarantine = quarantine;
    this.drains = drains;
    this.rehearsal = rehearsal;
    this.sessions = sessions;
    this.invites = new TenantLru<>(limits.totalQueue());
  }

  /** Finds the conversation of a record that no handle names, and brings it there. */
  void route(Tenant tenant, WireRecord record, boolean fresh, String duplicateKey, Attempt attempt)
      throws Slot.SlotEmptyException {
    var input = new Input.Wire(record, fresh, duplicateKey, scheduler.now());
    if (fresh && scheduler.isExhausted()) {
      refusals.refuse(tenant, input, Refusal.OVERLOAD);
      return;
    }
    Route route;
    try {
      route =
          quarantine.call(
              tenant.id(),
              Quarantine.range(tenant),
              attempt,
              (rules, watch) -> route(tenant, record, rules, watch));
    } catch (Slot.PartFailedException e) {
      LOG.warn("tenant {}: {}", tenant.id(), e.getMessage(), e);
      refusals.refuse(tenant, input, Refusal.INTERNAL);
      return;
    }
    rehearsal.route(tenant, record);
    if (route instanceof Route.ToConversation to) {
      books.remember(tenant.id(), to.additions());
      bring(tenant, to.key(), record, fresh, duplicateKey);
    } else if (route instanceof Route.Reply reply) {
      LOG.debug("tenant {}: answered, {}", tenant.id(), Masked.line(reply.reason()));
      reply.records().forEach(answer -> egress.send(tenant, answer));
    } else if (route instanceof Route.Drop drop) {
      LOG.debug("tenant {}: dropped, {}", tenant.id(), Masked.line(drop.reason()));
      journal.trace(tenant.id(), "", "", Trace.Word.DROPPED, "");
    }
  }

  private Route route(Tenant tenant, WireRecord record, Slot.Lease<MappingRules> rules, Watch watch)
      throws Slot.SlotEmptyException, Slot.PartFailedException {
    try (var formats = parts.formats().borrow("", watch);
        var sip = new SipUse(parts.sip(), watch)) {
      var context = contexts.of(tenant, formats, sip);
      Function<MappingRules, Route> call = r -> r.route(record, context);
      return rules.call(call);
    }
  }

  /** Brings a record to its conversation, or refuses it. */
  void bring(
      Tenant tenant, ConversationKey key, WireRecord record, boolean fresh, String duplicateKey) {
    var input = new Input.Wire(record, fresh, duplicateKey, scheduler.now());
    if (!key.tenant().equals(tenant.id())) {
      LOG.warn("tenant {}: a route led to another tenant", tenant.id());
      refusals.refuse(tenant, input, Refusal.INTERNAL);
    } else if (fresh
        && (drains.refuses(tenant.id(), record)
            || (strands.find(key).isEmpty() && !mayBegin(tenant)))) {
      refusals.refuse(tenant, input, Refusal.UNAVAILABLE, whyNot(tenant));
    } else if (fresh && record instanceof Stanza && wouldInvite(tenant, key)) {
      refusals.refuse(tenant, input, Refusal.OVERLOAD, Bounds.HALF_OPEN);
    } else if ((fresh && (isParkedFull() || scheduler.isExhausted()))
        || !strands.offer(key, tenant.limits().share(), input)) {
      refusals.refuse(tenant, input, Refusal.OVERLOAD, Bounds.BUSY);
    } else if (record instanceof SipEvent.Received received
        && received.request().method().equals("INVITE")) {
      invites.put(tenant.id(), received.transaction().id(), key);
    }
  }

  /** Whose an INVITE is that may not be committed yet, and so not in the index. */
  public Optional<ConversationKey> invite(String transactionId) {
    return invites.find(transactionId);
  }

  private boolean isParkedFull() {
    return pauses.size() > 0 && strands.admission().waiting() >= limits.keys().parkedMessages();
  }

  private Failure whyNot(Tenant tenant) {
    return tenant.draining() || drains.isDrained(tenant.id()) ? Bounds.DRAINING : Bounds.SESSIONS;
  }

  private boolean mayBegin(Tenant tenant) {
    return !tenant.draining() && sessions.all(tenant.id()) < tenant.limits().sessionsMax();
  }

  /** Whether a stanza would make us invite somebody while too many INVITEs are open already. */
  private boolean wouldInvite(Tenant tenant, ConversationKey key) {
    return tenant.policy().chatMode() == ChatMode.MSRP
        && strands.find(key).isEmpty()
        && halfOpen(tenant) >= tenant.limits().share().halfOpen();
  }

  /** Whether the tenant may have one more session that a peer begins. */
  boolean mayInvite(Tenant tenant) {
    return sessions.all(tenant.id()) < tenant.limits().sessionsMax()
        && halfOpen(tenant) < tenant.limits().share().halfOpen();
  }

  /** Why it may not. */
  Failure whyNoInvite(Tenant tenant) {
    return sessions.all(tenant.id()) < tenant.limits().sessionsMax()
        ? Bounds.HALF_OPEN
        : Bounds.SESSIONS;
  }

  // INVITEs that wait will be sessions soon.
  private long halfOpen(Tenant tenant) {
    return sessions.halfOpen(tenant.id()) + strands.admission().invites(tenant.id());
  }

  /** The tenant is no more. */
  public void forget(String tenant) {
    drains.end(tenant);
    sessions.forget(tenant);
    invites.forget(tenant);
  }
}
