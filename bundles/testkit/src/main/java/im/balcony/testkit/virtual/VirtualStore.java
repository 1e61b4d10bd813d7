package im.balcony.testkit.virtual;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Ids;
import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.store.FencedException;
import im.balcony.api.store.Store;
import im.balcony.testkit.WrittenRows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A disk in virtual time: a batch is there as a whole a little after it was handed in, in order, or
 * not at all. What is there outlives the process; each process writes through its own {@link
 * #opened}.
 */
public final class VirtualStore {

  private final VirtualTime time;
  private final Ids random;
  private Tables now = new Tables();

  /** What a loss of power would leave; empty if that is everything. */
  private Optional<Tables> onDisk = Optional.empty();

  private final Map<String, Long> epochs = new HashMap<>();
  private long slowest = 10;
  private long slowestRead;
  private long lastWrite;
  private boolean full;
  private Consumer<Store.Batch> reader = batch -> {};

  private record Owed(String tenant, PreparedRequest request) {}

  /** What the operating system knows of, or what the disk itself has. */
  private static final class Tables {
    private final Map<ConversationKey, Store.Kept> conversations = new LinkedHashMap<>();
    private final Map<String, Owed> owed = new LinkedHashMap<>();
    private final Map<String, Store.Seen> seen = new HashMap<>();
    private final Map<String, List<Store.Journal>> journal = new LinkedHashMap<>();

    Tables copy() {
      var copy = new Tables();
      copy.conversations.putAll(conversations);
      copy.owed.putAll(owed);
      copy.seen.putAll(seen);
      journal.forEach((ref, rows) -> copy.journal.put(ref, new ArrayList<>(rows)));
      return copy;
    }
  }

  /** An empty disk. */
  public VirtualStore(VirtualTime time, Ids random) {
    this.time = time;
    this.random = random;
  }

  /** While it is full, nothing is committed. */
  public void full(boolean isFull) {
    full = isFull;
  }

  /** Somebody reads all that is written. */
  public void reader(Consumer<Store.Batch> curious) {
    reader = curious;
  }

  /** The longest that a commit takes, in milliseconds. */
  public void slowest(long millis) {
    slowest = millis;
  }

  /** The longest that the answer to a question takes, in milliseconds; at first none takes any. */
  public void slowestRead(long millis) {
    slowestRead = millis;
  }

  /** Every row that was written for a message, oldest first. */
  public Map<String, List<Store.Journal>> journal() {
    return now.journal;
  }

  /** The conversations that are there. */
  public int conversations() {
    return now.conversations.size();
  }

  /** The requests that are owed. */
  public int owed() {
    return now.owed.size();
  }

  /** Takes back all that came behind the last batch that was forced onto the disk. */
  public void losePower() {
    now = onDisk.orElse(now);
    onDisk = Optional.empty();
  }

  /** Another owner takes a tenant: what the one before commits from now on fails. */
  public long take(String tenant) {
    var epoch = epochs.getOrDefault(tenant, 0L) + 1;
    epochs.put(tenant, epoch);
    return epoch;
  }

  /** What is kept of a tenant. */
  public List<Store.Kept> kept(String tenant) {
    return now.conversations.values().stream()
        .filter(kept -> kept.key().tenant().equals(tenant))
        .toList();
  }

  /** The store as one process sees it. */
  public Store opened(VirtualProcess process) {
    return new Opened(process);
  }

  private void apply(Store.Batch batch) {
    if (batch.forced()) {
      onDisk = Optional.empty();
    } else if (onDisk.isEmpty()) {
      onDisk = Optional.of(now.copy());
    }
    if (batch.over()) {
      now.conversations.remove(batch.key());
    } else {
      now.conversations.merge(
          batch.key(), kept(Map.of(), Map.of(), batch), (before, first) -> changed(before, batch));
    }
    batch.settled().forEach(now.owed::remove);
    batch.owed().forEach(o -> now.owed.put(o.effectId(), new Owed(batch.key().tenant(), o)));
    batch.seen().forEach(s -> now.seen.put(s.key(), s));
    batch
        .journal()
        .forEach(row -> now.journal.computeIfAbsent(row.ref(), r -> new ArrayList<>()).add(row));
  }

  private static Store.Kept changed(Store.Kept before, Store.Batch batch) {
    return kept(before.session(), before.mapping(), batch);
  }

  private static Store.Kept kept(
      Map<String, Facts> session, Map<String, Facts> mapping, Store.Batch batch) {
    return new Store.Kept(
        batch.key(),
        WrittenRows.after(session, batch.session()),
        WrittenRows.after(mapping, batch.mapping()));
  }

  private final class Opened implements Store {

    private final VirtualProcess process;

    Opened(VirtualProcess process) {
      this.process = process;
    }

    @Override
    public CompletionStage<Void> commit(Batch batch) {
      process.point("commit asked for");
      var done = new CompletableFuture<Void>();
      lastWrite = Math.max(lastWrite, time.now() + random.below(slowest + 1));
      time.at(lastWrite, () -> write(batch, done));
      return done;
    }

    private void write(Batch batch, CompletableFuture<Void> done) {
      if (!process.isAlive()) {
        return;
      }
      if (full) {
        process.perform(
            "commit refused",
            () -> done.completeExceptionally(new IOException("the disk is full")));
        return;
      }
      var tenant = batch.key().tenant();
      if (batch.epoch() != epochs.getOrDefault(tenant, 0L)) {
        process.perform(
            "commit fenced", () -> done.completeExceptionally(new FencedException(tenant)));
        return;
      }
      reader.accept(batch);
      apply(batch);
      process.perform("commit done", () -> done.complete(null));
    }

    @Override
    public CompletionStage<Optional<Seen>> seen(String duplicateKey, long at) {
      return answer(
          () -> Optional.ofNullable(now.seen.get(duplicateKey)).filter(s -> s.until() > at));
    }

    @Override
    public CompletionStage<Optional<Journal>> journal(String ref) {
      return answer(() -> Optional.ofNullable(now.journal.get(ref)).map(Opened::last));
    }

    private static Journal last(List<Journal> rows) {
      return rows.get(rows.size() - 1);
    }

    @Override
    public CompletionStage<List<Journal>> recent(String tenant, long since, int count) {
      return newest(row -> row.tenant().equals(tenant) && row.at() >= since, count);
    }

    @Override
    public CompletionStage<List<Journal>> named(String name, int count) {
      return newest(row -> row.names().contains(name), count);
    }

    private CompletionStage<List<Journal>> newest(Predicate<Journal> which, int count) {
      return answer(
          () ->
              now.journal.values().stream()
                  .map(Opened::last)
                  .filter(which)
                  .sorted((a, b) -> Long.compare(b.at(), a.at()))
                  .limit(count)
                  .toList());
    }

    private <T> CompletionStage<T> answer(Supplier<T> what) {
      if (slowestRead == 0) {
        return CompletableFuture.completedFuture(what.get());
      }
      process.point("store asked");
      var answer = new CompletableFuture<T>();
      process.at(
          time.now() + random.below(slowestRead + 1),
          "store answered",
          () -> answer.complete(what.get()));
      return answer;
    }

    @Override
    public CompletionStage<Recovered> recover(String tenant) {
      process.point("store read");
      return behindCommits(
          () -> {
            var epoch = take(tenant);
            var owed =
                now.owed.values().stream()
                    .filter(o -> o.tenant.equals(tenant))
                    .map(Owed::request)
                    .toList();
            return new Recovered(epoch, kept(tenant), owed);
          });
    }

    @Override
    public CompletionStage<Void> release(String tenant, long epoch) {
      return behindCommits(
          () -> {
            epochs.computeIfPresent(tenant, (t, own) -> own == epoch ? own + 1 : own);
            return null;
          });
    }

    @Override
    public CompletionStage<Set<String>> tenants() {
      return answer(
          () ->
              now.conversations.keySet().stream()
                  .map(ConversationKey::tenant)
                  .collect(Collectors.toCollection(TreeSet::new)));
    }

    private <T> CompletionStage<T> behindCommits(Supplier<T> work) {
      var done = new CompletableFuture<T>();
      if (lastWrite <= time.now()) {
        done.complete(work.get());
      } else {
        process.at(lastWrite, "tenant handed over", () -> done.complete(work.get()));
      }
      return done;
    }

    @Override
    public Usage usage() {
      return new Usage(0, 1);
    }
  }
}
