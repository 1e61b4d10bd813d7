package im.balcony.router.waiting;

import im.balcony.api.tenant.Tenant;
import im.balcony.router.bounds.RouterLimits;
import im.balcony.router.strand.Conversation;
import im.balcony.router.strand.Scheduler;
import im.balcony.router.strand.Strands;
import im.balcony.router.tenants.Directory;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Strands that wait: for a part that is being exchanged, or for a store that failed. New work does
 * not wait longer than a bound, and not more of it than a bound; past that its sender is told.
 * Results and deadlines wait as long as it takes.
 */
public final class Pauses {

  private static final String RETRY = "retry";

  private final Scheduler scheduler;
  private final RouterLimits limits;
  private final Directory directory;
  private final Map<Conversation, String> paused = new ConcurrentHashMap<>();

  // Those that are looked at again in a while, each once, however often it paused.
  private final Set<Conversation> watched = ConcurrentHashMap.newKeySet();
  private final AtomicInteger generation = new AtomicInteger();
  private final Refusals refusals;
  private final Strands strands;

  /** Nothing is paused. */
  public Pauses(
      Scheduler scheduler,
      RouterLimits limits,
      Directory directory,
      Refusals refusals,
      Strands strands) {
    this.scheduler = scheduler;
    this.limits = limits;
    this.directory = directory;
    this.refusals = refusals;
    this.strands = strands;
  }

  /** Changes whenever something was filled: what was missing before may be there now. */
  public int generation() {
    return generation.get();
  }

  /** Lets a conversation wait until {@link #filled}; {@code why} is what it waits for. */
  public void pause(Conversation conversation, int seen, String why) {
    paused.put(conversation, why);
    conversation.pause();
    if (generation.get() != seen) {
      resume(conversation);
      return;
    }
    watch(conversation);
  }

  /** Lets a conversation try its input again at {@code when}. */
  public void retryAt(Conversation conversation, long when) {
    paused.put(conversation, RETRY);
    conversation.pause();
    scheduler.at(when, conversation.key().tenant(), () -> resume(conversation));
    watch(conversation);
  }

  /** Lets a conversation try its input again when {@code answer} is there, whatever it is. */
  public void until(Conversation conversation, CompletionStage<?> answer) {
    paused.put(conversation, RETRY);
    conversation.pause();
    var tenant = conversation.key().tenant();
    answer.whenComplete((known, error) -> scheduler.execute(tenant, () -> resume(conversation)));
    watch(conversation);
  }

  private void resume(Conversation conversation) {
    if (paused.remove(conversation) != null) {
      conversation.resume();
    }
  }

  /** A conversation is given up, and with it what it waits for. */
  public void forget(Conversation conversation) {
    paused.remove(conversation);
  }

  /** Something that was missing is there: all go on, in their own order. */
  public void filled() {
    generation.incrementAndGet();
    paused.keySet().stream().sorted(Comparator.comparing(Conversation::id)).forEach(this::resume);
  }

  private void watch(Conversation conversation) {
    if (watched.add(conversation)) {
      sweepAfter(conversation, limits.keys().parkedAge());
    }
  }

  private void sweep(Conversation conversation) {
    if (conversation.isRetired()) {
      paused.remove(conversation);
    }
    if (!paused.containsKey(conversation)) {
      watched.remove(conversation);
      if (paused.containsKey(conversation)) {
        watch(conversation);
      }
      return;
    }
    var old = conversation.takeOld(scheduler.now() - limits.keys().parkedAge());
    for (var input : old) {
      strands.left(conversation, input);
      directory
          .byId(conversation.key().tenant())
          .ifPresent((Tenant tenant) -> refusals.refuse(tenant, input, Refusal.OVERLOAD));
    }
    strands.retire(conversation);
    // A part may be away for long: then it is seldom looked who waits where nobody does.
    var age = limits.keys().parkedAge();
    sweepAfter(conversation, conversation.hasFresh() ? age / 10 + 1 : age);
  }

  private void sweepAfter(Conversation conversation, long time) {
    var tenant = conversation.key().tenant();
    scheduler.at(scheduler.now() + time, tenant, () -> sweep(conversation));
  }

  /** Takes out a request that waits in a paused conversation; false if it does not. */
  public boolean withdraw(Conversation conversation, String transactionId) {
    var taken = conversation.takeRequest(transactionId);
    taken.forEach(input -> strands.left(conversation, input));
    if (!taken.isEmpty()) {
      strands.retire(conversation);
    }
    return !taken.isEmpty();
  }

  boolean isPaused(Conversation conversation) {
    return paused.containsKey(conversation);
  }

  /** Inputs that wait for this slot. */
  public int waiting(String slot) {
    return paused.entrySet().stream()
        .filter(e -> e.getValue().equals(slot))
        .mapToInt(e -> e.getKey().queued())
        .sum();
  }

  /** How many conversations are paused. */
  public int size() {
    return paused.size();
  }
}
