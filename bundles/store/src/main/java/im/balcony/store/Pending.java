package im.balcony.store;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** What waits for the store's thread, in the order of a tenant's calls. */
sealed interface Pending {

  String tenant();

  long octets();

  CompletableFuture<?> done();

  /** Whether rows are changed by it. */
  default boolean isCommit() {
    return false;
  }

  /** Whether the disk itself has to have it. */
  default boolean isForced() {
    return false;
  }

  /** Does it; why it could not be done. */
  Optional<Throwable> apply(GroupStore store, boolean room);

  /** What was done is in the file. */
  void succeed();

  /** A batch. */
  record Commit(Written written, CompletableFuture<Void> done) implements Pending {

    @Override
    public String tenant() {
      return written.batch().key().tenant();
    }

    @Override
    public long octets() {
      return Bounds.BATCH + written.octets();
    }

    @Override
    public boolean isCommit() {
      return true;
    }

    @Override
    public boolean isForced() {
      return written.batch().forced();
    }

    @Override
    public Optional<Throwable> apply(GroupStore store, boolean room) {
      return store.apply(written, room);
    }

    @Override
    public void succeed() {
      done.complete(null);
    }
  }

  /** A tenant gets another owner, or none. */
  final class Handover<T> implements Pending {
    private final String tenant;
    private final Callable<T> work;
    private final CompletableFuture<T> done = new CompletableFuture<>();
    private Optional<T> found = Optional.empty();

    Handover(String tenant, Callable<T> work) {
      this.tenant = tenant;
      this.work = work;
    }

    @Override
    public Optional<Throwable> apply(GroupStore store, boolean room) {
      try {
        found = Optional.ofNullable(work.call());
        return Optional.empty();
      } catch (Exception e) {
        return Optional.of(e);
      }
    }

    @Override
    public String tenant() {
      return tenant;
    }

    @Override
    public long octets() {
      return Bounds.BATCH;
    }

    @Override
    public CompletableFuture<T> done() {
      return done;
    }

    @Override
    public void succeed() {
      done.complete(found.orElse(null));
    }
  }
}
