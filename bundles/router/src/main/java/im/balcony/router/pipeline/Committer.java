package im.balcony.router.pipeline;

import im.balcony.api.data.Masked;
import im.balcony.api.message.Failure;
import im.balcony.api.observe.Trace;
import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.store.FencedException;
import im.balcony.api.store.Store;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.wire.WireRecord;
import im.balcony.api.xmpp.Stanza;
import im.balcony.router.bounds.RouterLimits;
import im.balcony.router.bounds.SessionCounts;
import im.balcony.router.egress.Egress;
import im.balcony.router.egress.SipDuplicates;
import im.balcony.router.journal.MessageJournal;
import im.balcony.router.strand.Conversation;
import im.balcony.router.strand.Input;
import im.balcony.router.strand.Scheduler;
import im.balcony.router.strand.Strands;
import im.balcony.router.tenants.Books;
import im.balcony.router.tenants.Index;
import im.balcony.router.tenants.Owned;
import im.balcony.router.turn.Draft;
import im.balcony.router.turn.Effects;
import im.balcony.router.waiting.Pauses;
import im.balcony.router.waiting.Policies;
import im.balcony.router.waiting.Refusal;
import im.balcony.router.waiting.Refusals;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a draft true: commits it, and only then sends it. If the store fails the rows stay as they
 * were; new work is refused, everything else is tried again. Where another owner took the tenant,
 * nothing that stood on the commit leaves, and nobody is told anything: the other tells.
 */
public final class Committer {

  private static final Logger LOG = LoggerFactory.getLogger(Committer.class);
  private static final int MOST_DOUBLINGS = 5;
  private static final int RETRY_AFTER = 10;

  /** Says in a conversation's own words that new work is refused. */
  public interface Refusing {
    Optional<Draft> refusal(
        Conversation conversation, Tenant tenant, WireRecord record, Failure why);
  }

  /**
   * The collaborators.
   *
   * @param lost hears of a tenant that another owner took
   */
  public record Tools(
      Store store,
      Scheduler scheduler,
      RouterLimits limits,
      Index index,
      Books books,
      Effects effects,
      MessageJournal journal,
      SipDuplicates duplicates,
      Egress egress,
      Pauses pauses,
      Refusals refusals,
      Policies policies,
      Strands strands,
      Owned owned,
      Consumer<String> lost) {}

  private final Tools tools;
  private final Departures departures;
  private final Refusing refusing;
  private final SessionCounts counts;
  private volatile boolean failing;

  /** Commits to the store, then sends. */
  public Committer(Tools tools, Departures departures, Refusing refusing, SessionCounts counts) {
    this.tools = tools;
    this.departures = departures;
    this.refusing = refusing;
    this.counts = counts;
  }

  /** Whether the last commit failed. */
  public boolean isFailing() {
    return failing;
  }

  /** The input came to nothing. */
  void nothing(Conversation conversation, Input input) {
    arm(conversation, input);
    tools.strands.done(conversation, input);
  }

  /**
   * Gives an input up that no part could work on: what it was the result of is no longer in flight,
   * and what its message waits for is left to the deadlines of the machine.
   */
  void giveUp(Tenant tenant, Conversation conversation, Input input, List<String> settled) {
    if (settled.isEmpty()) {
      nothing(conversation, input);
      return;
    }
    var draft = Draft.unchanged(conversation);
    draft.settled.addAll(settled);
    commit(tenant, conversation, input, draft);
  }

  /** Commits a draft if anything of it is durable, then sends it. */
  void commit(Tenant tenant, Conversation conversation, Input input, Draft draft) {
    if (conversation.isRetired()) {
      return;
    }
    var told = tools.journal.before(draft).toCompletableFuture();
    if (told.isDone()) {
      commit(tenant, conversation, input, draft, told);
    } else {
      CompletionStage<Map<String, Store.Journal>> asked = told;
      asked.whenComplete(
          (known, error) ->
              tools.scheduler.execute(
                  tenant.id(), () -> commit(tenant, conversation, input, draft, told)));
    }
  }

  /** The same with what was {@code told} before of its messages, which is there by now. */
  private void commit(
      Tenant tenant,
      Conversation conversation,
      Input input,
      Draft draft,
      CompletableFuture<Map<String, Store.Journal>> told) {
    if (told.isCompletedExceptionally()) {
      failed(tenant, conversation, input, why(told));
      return;
    }
    var rows = tools.journal.rows(conversation, draft, isFromXmpp(input), told.join());
    if (!isDurable(conversation, draft, rows)) {
      remember(conversation, draft, false);
      committed(tenant, conversation, input, draft, rows);
      return;
    }
    // Asked for before the other: whoever lost the tenant between has the older epoch.
    var epoch = tools.owned.epoch(tenant.id());
    if (conversation.isRetired()) {
      return;
    }
    var batch = batch(tenant, conversation, epoch, input, draft, rows);
    stored(tools.store, batch)
        .whenComplete(
            (done, error) ->
                tools.scheduler.execute(
                    conversation.key().tenant(),
                    () -> {
                      if (isFenced(error)) {
                        fenced(tenant, conversation, epoch);
                      } else if (conversation.isRetired()) {
                        // Kept, and found by the owner that the tenant has now.
                      } else if (error == null) {
                        recovered();
                        remember(conversation, draft, true);
                        committed(tenant, conversation, input, draft, rows);
                      } else {
                        failed(tenant, conversation, input, error);
                      }
                    }));
  }

  static boolean isFenced(@Nullable Throwable error) {
    return error instanceof FencedException
        || (error != null && error.getCause() instanceof FencedException);
  }

  private void fenced(Tenant tenant, Conversation conversation, long epoch) {
    if (tools.owned.lose(tenant.id(), epoch)) {
      tools.lost.accept(tenant.id());
    } else {
      // It began while the tenant went.
      departures.letGo(conversation);
    }
  }

  private static Throwable why(CompletableFuture<?> failed) {
    return failed.handle((known, error) -> Objects.requireNonNull(error)).join();
  }

  /** Commits a batch; a store that throws has failed. */
  static CompletionStage<Void> stored(Store store, Store.Batch batch) {
    try {
      return store.commit(batch);
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private static boolean isFromXmpp(Input input) {
    return input instanceof Input.Wire wire && wire.record() instanceof Stanza;
  }

  private boolean isDurable(Conversation conversation, Draft draft, List<Store.Journal> rows) {
    return draft.durable
        || !draft.mapping.isEmpty()
        || !rows.isEmpty()
        || !draft.owed.isEmpty()
        || isAnyStored(draft.settled)
        || (draft.over && conversation.isRemembered());
  }

  private boolean isAnyStored(List<String> effectIds) {
    for (var effectId : effectIds) {
      if (isStored(effectId)) {
        return true;
      }
    }
    return false;
  }

  private boolean isStored(String effectId) {
    return tools.effects.find(effectId).map(f -> f.owed().isStored()).orElse(true);
  }

  private Store.Batch batch(
      Tenant tenant,
      Conversation conversation,
      long epoch,
      Input input,
      Draft draft,
      List<Store.Journal> rows) {
    var owed = new ArrayList<PreparedRequest>(draft.owed.size());
    for (var one : draft.owed) {
      owed.add(one.request());
    }
    var now = tools.scheduler.now();
    var seen = new ArrayList<Store.Seen>();
    if (!draft.texts.isEmpty()
        && input instanceof Input.Wire wire
        && wire.record() instanceof SipEvent.Received received) {
      // Its answer may wait for the hand-over; copies come until then, after a restart as well.
      seen.addAll(tools.duplicates.inHand(tenant.id(), received, now));
    }
    for (var out : draft.out) {
      SipDuplicates.respond(out)
          .ifPresent(r -> seen.addAll(tools.duplicates.seen(tenant.id(), r, now)));
    }
    var forced = tenant.policy().durability().forced();
    return new Store.Batch(
        conversation.key(),
        epoch,
        conversation.session().toWrite(draft.session),
        conversation.mapping().toWrite(draft.mapping),
        draft.over,
        owed,
        draft.settled,
        seen,
        rows,
        forced);
  }

  /** The draft is what the conversation remembers now. */
  private static void remember(Conversation conversation, Draft draft, boolean written) {
    if (draft.over) {
      conversation.forget();
      return;
    }
    conversation.session().change(draft.session, written);
    conversation.mapping().change(draft.mapping, written);
    conversation.count();
    conversation.due(draft.due);
    if (draft.memories.isPresent()) {
      var memories = draft.memories.get();
      conversation.session().put(memories.machine(), memories.session());
      conversation.mapping().put(memories.rules(), memories.mapping());
    }
  }

  private void committed(
      Tenant tenant,
      Conversation conversation,
      Input input,
      Draft draft,
      List<Store.Journal> rows) {
    var key = conversation.key();
    conversation.failedCommits(0);
    var gone = renamed(conversation, draft.handles);
    counts.changed(key.tenant(), conversation.sessions(), draft.sessions);
    conversation.sessions(draft.sessions);
    tools.books.remember(key.tenant(), draft.additions);
    tools.books.learn(key.tenant(), key.romeo(), draft.peer, tools.scheduler.now());
    if (!draft.note.isEmpty()) {
      LOG.debug("conversation {}: {}", conversation.id(), Masked.line(draft.note));
    }
    draft.policies.forEach(why -> tools.policies.note(key.tenant(), conversation.id(), why));
    draft.settled.forEach(id -> settle(key.tenant(), id));
    for (var row : rows) {
      remember(conversation, row);
    }
    try {
      tools.journal.tell(conversation, draft, rows);
      tools.egress.send(tenant, key, draft);
      if (!gone.isEmpty()) {
        tools.egress.forget(key, gone);
      }
    } catch (RuntimeException e) {
      // Whatever an edge throws, the strand goes on; what is owed lies in the store.
      LOG.error("conversation {}: not all was sent", conversation.id(), e);
    }
    arm(conversation, input);
    tools.strands.done(conversation, input);
  }

  /** Records find the conversation under these names now; which it had before and has no more. */
  private Set<String> renamed(Conversation conversation, Set<String> handles) {
    var before = conversation.handles();
    if (before == handles) {
      return Set.of();
    }
    tools.index.replace(conversation.key(), before, handles);
    conversation.handles(handles);
    var gone = new TreeSet<>(before);
    gone.removeAll(handles);
    return gone;
  }

  private static void remember(Conversation conversation, Store.Journal row) {
    conversation.pending(row.ref(), row.isPending());
  }

  private void settle(String tenant, String effectId) {
    var invite = tools.effects.find(effectId).filter(f -> f.owed().isInvite()).isPresent();
    if (invite) {
      tools.effects.settle(effectId);
      tools.scheduler.at(
          tools.scheduler.now() + tools.limits.inviteMemory(),
          tenant,
          () -> tools.effects.remove(effectId));
    } else {
      tools.effects.remove(effectId);
    }
  }

  /** Sets the conversation's alarm to its earliest deadline. */
  void arm(Conversation conversation, Input after) {
    var due = conversation.due();
    if (due.isEmpty()) {
      conversation.alarm(null, 0);
      return;
    }
    var now = tools.scheduler.now();
    var earliest = due.getAsLong();
    // A machine that leaves a past deadline standing must not keep a strand spinning.
    var floor = after instanceof Input.Due ? now + tools.limits.commitRetry() : now;
    var when = Math.max(earliest, earliest <= now ? floor : now);
    if (!(after instanceof Input.Due) && conversation.rings(now, when)) {
      // What it finds then to be due later is armed for anew: most deadlines are moved on.
      return;
    }
    var key = conversation.key();
    conversation.alarm(
        tools.scheduler.at(
            when,
            key.tenant(),
            () -> tools.strands.tell(key, new Input.Due(tools.scheduler.now()))),
        when);
  }

  private void failed(Tenant tenant, Conversation conversation, Input input, Throwable error) {
    if (!failing) {
      failing = true;
      LOG.warn("the store does not commit", error);
    }
    if (input.isFresh() && input instanceof Input.Wire wire) {
      refuse(tenant, conversation, wire);
      nothing(conversation, input);
      return;
    }
    var times = conversation.failedCommits();
    conversation.failedCommits(times + 1);
    var delay = tools.limits.commitRetry() << Math.min(times, MOST_DOUBLINGS);
    tools.pauses.retryAt(conversation, tools.scheduler.now() + delay);
  }

  private void refuse(Tenant tenant, Conversation conversation, Input.Wire wire) {
    var why =
        Failure.of(Failure.Cause.LIMIT, "cannot be taken now")
            .withSipStatus(503)
            .withMsrpStatus(408)
            .withCondition("resource-constraint")
            .withRetryAfter(RETRY_AFTER);
    var said = refusing.refusal(conversation, tenant, wire.record(), why);
    tools.refusals.forget(tenant, wire);
    if (said.isPresent()) {
      tools.journal.trace(conversation, "", Trace.Word.REFUSED, "store");
      tools.egress.sendUnawaited(tenant, conversation.key(), said.get());
    } else {
      tools.refusals.refuse(tenant, wire.record(), Refusal.OVERLOAD);
    }
  }

  private void recovered() {
    if (failing) {
      failing = false;
      LOG.info("the store commits again");
    }
  }
}
