package im.balcony.itests.gateway;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Requests of ever new senders, as fast as the gateway answers them. */
final class Flood {

  private final Semaphore window;
  private final int size;

  /** Answers by status. */
  final Map<Integer, AtomicInteger> statuses = new ConcurrentHashMap<>();

  /** How many 503 had no Retry-After. */
  final AtomicInteger withoutRetryAfter = new AtomicInteger();

  /** At most {@code size} requests wait for their answer at a time. */
  Flood(int size) {
    this.size = size;
    window = new Semaphore(size);
  }

  /** Sends {@code count} requests and waits for all answers. */
  void run(int count, IntFunction<CompletableFuture<TrustedPeer.Answer>> ask)
      throws InterruptedException {
    for (var i = 0; i < count; i++) {
      window.acquire();
      ask.apply(i).thenAccept(this::answered);
    }
    window.acquire(size);
    window.release(size);
  }

  private void answered(TrustedPeer.Answer answer) {
    statuses.computeIfAbsent(answer.status(), s -> new AtomicInteger()).incrementAndGet();
    if (answer.status() == 503 && answer.retryAfter().isEmpty()) {
      withoutRetryAfter.incrementAndGet();
    }
    window.release();
  }

  /** How many were answered so. */
  int count(int status) {
    var count = statuses.get(status);
    return count == null ? 0 : count.get();
  }

  @Override
  public String toString() {
    return new TreeMap<>(statuses).toString();
  }
}
