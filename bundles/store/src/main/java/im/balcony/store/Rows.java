package im.balcony.store;

import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.message.Outcome;
import im.balcony.api.session.Snapshot;
import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.store.Store.Batch;
import im.balcony.api.store.Store.Journal;
import im.balcony.api.store.Store.Recovered;
import im.balcony.api.store.Store.Seen;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/** The rows themselves, with what they weigh. Used by one thread at a time. */
final class Rows {

  private static final Set<Outcome.Kind> FINAL =
      EnumSet.of(Outcome.Kind.DELIVERED, Outcome.Kind.FAILED, Outcome.Kind.EXPIRED);

  private Bounds bounds;
  private final Map<ConversationKey, Snapshot> conversations = new LinkedHashMap<>();
  private final Map<String, PreparedRequest> owed = new LinkedHashMap<>();
  private final Map<String, Seen> seen = new HashMap<>();
  private final PriorityQueue<Seen> seenByEnd =
      new PriorityQueue<>(Comparator.comparingLong(Seen::until));
  // In the order of the last change, so the oldest is the first.
  private final Map<String, Journal> journal = new LinkedHashMap<>();
  private long used;

  Rows(Bounds bounds) {
    this.bounds = bounds;
  }

  /** Other bounds; what is too much then leaves as time goes on. */
  void bounds(Bounds other) {
    bounds = other;
  }

  /** What all rows weigh, in octets. */
  long used() {
    return used;
  }

  /**
   * Applies a batch as a whole, or not at all.
   *
   * @return whether there was room
   */
  boolean apply(Batch batch) {
    var growth = growth(batch);
    var limit = onlyOutcomes(batch) ? bounds.size() : bounds.size() - Bounds.RESERVE;
    if (growth > 0 && used + growth > limit) {
      makeRoom(used + growth - limit, batch);
      // An entry that was evicted is no longer replaced but added.
      growth = growth(batch);
      if (used + growth > limit) {
        return false;
      }
    }
    put(batch);
    return true;
  }

  /** Nothing that was accepted just now, and no request that will be owed. */
  private static boolean onlyOutcomes(Batch batch) {
    return batch.owed().isEmpty()
        && !batch.journal().isEmpty()
        && batch.journal().stream().noneMatch(e -> is(e, Outcome.Kind.PENDING));
  }

  private long growth(Batch batch) {
    var before = conversations.get(batch.key());
    var growth = before == null ? 0 : -Weights.of(before);
    growth += batch.snapshot().map(Weights::of).orElse(0L);
    for (var effectId : batch.settled()) {
      growth -= owed.containsKey(effectId) ? Weights.of(owed.get(effectId)) : 0;
    }
    for (var request : batch.owed()) {
      growth += Weights.of(request);
    }
    for (var entry : batch.seen()) {
      growth += Weights.of(entry);
    }
    for (var entry : batch.journal()) {
      var old = journal.get(entry.ref());
      growth += Weights.of(entry) - (old == null ? 0 : Weights.of(old));
    }
    return growth;
  }

  /**
   * History gives way to what is owed: entries of messages that were passed on leave, the oldest
   * first. What may still become of them lies in their conversation.
   */
  private void makeRoom(long octets, Batch batch) {
    var kept = batch.journal().stream().map(Journal::ref).toList();
    var freed = 0L;
    for (var all = journal.values().iterator(); all.hasNext() && freed < octets; ) {
      var entry = all.next();
      if (!is(entry, Outcome.Kind.PENDING) && !kept.contains(entry.ref())) {
        freed += Weights.of(entry);
        all.remove();
      }
    }
    used -= freed;
  }

  private void put(Batch batch) {
    var old = conversations.remove(batch.key());
    used -= old == null ? 0 : Weights.of(old);
    batch
        .snapshot()
        .ifPresent(
            s -> {
              conversations.put(batch.key(), s);
              used += Weights.of(s);
            });
    for (var effectId : batch.settled()) {
      var request = owed.remove(effectId);
      used -= request == null ? 0 : Weights.of(request);
    }
    for (var request : batch.owed()) {
      var before = owed.put(request.effectId(), request);
      used += Weights.of(request) - (before == null ? 0 : Weights.of(before));
    }
    batch.seen().forEach(this::putSeen);
    batch.journal().forEach(this::putJournal);
  }

  private void putSeen(Seen row) {
    var before = seen.put(row.key(), row);
    if (before != null) {
      seenByEnd.remove(before);
      used -= Weights.of(before);
    }
    seenByEnd.add(row);
    used += Weights.of(row);
  }

  private void putJournal(Journal entry) {
    var before = journal.get(entry.ref());
    // Delivered, failed and expired never change; what comes later is only another hop.
    var row = before != null && isFinal(before) ? withHops(before, entry.hops()) : entry;
    removeJournal(entry.ref());
    journal.put(row.ref(), row);
    used += Weights.of(row);
  }

  private static Journal withHops(Journal entry, List<String> hops) {
    return new Journal(
        entry.ref(),
        entry.tenant(),
        entry.direction(),
        entry.outcome(),
        entry.why(),
        entry.at(),
        hops);
  }

  private void removeJournal(String ref) {
    var before = journal.remove(ref);
    used -= before == null ? 0 : Weights.of(before);
  }

  private static boolean isFinal(Journal entry) {
    return FINAL.stream().anyMatch(kind -> is(entry, kind));
  }

  private static boolean is(Journal entry, Outcome.Kind kind) {
    return entry.outcome().equals(kind.name());
  }

  /** Forgets what is too old at {@code now}. */
  void expire(long now) {
    for (var row = seenByEnd.peek(); row != null && row.until() <= now; row = seenByEnd.peek()) {
      seenByEnd.poll();
      seen.remove(row.key());
      used -= Weights.of(row);
    }
    var old = new ArrayList<String>();
    for (var entry : journal.values()) {
      if (entry.at() + bounds.age() > now) {
        break;
      }
      old.add(entry.ref());
    }
    old.forEach(this::removeJournal);
  }

  Optional<Seen> seen(String key, long now) {
    return Optional.ofNullable(seen.get(key)).filter(row -> row.until() > now);
  }

  Optional<Journal> journal(String ref) {
    return Optional.ofNullable(journal.get(ref));
  }

  List<Journal> recent(String tenant, int count) {
    var newest = new ArrayList<>(journal.values());
    Collections.reverse(newest);
    return newest.stream().filter(e -> e.tenant().equals(tenant)).limit(count).toList();
  }

  Recovered all() {
    return new Recovered(List.copyOf(conversations.values()), List.copyOf(owed.values()));
  }
}
