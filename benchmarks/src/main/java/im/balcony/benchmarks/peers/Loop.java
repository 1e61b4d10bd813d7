package im.balcony.benchmarks.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** The thread on which all peers live. */
public final class Loop implements AutoCloseable {

  /** What is to be done when a channel is ready. */
  public interface Ready {
    void ready(SelectionKey key) throws IOException;
  }

  private record Waiting(long when, long number, Runnable work) {}

  private final Selector selector = Selector.open();
  private final Queue<Runnable> handedIn = new ConcurrentLinkedQueue<>();
  private final PriorityQueue<Waiting> timers =
      new PriorityQueue<>(Comparator.comparingLong(Waiting::when).thenComparing(Waiting::number));
  private final Thread thread = new Thread(this::run, "bench-peers");
  private volatile boolean closed;
  private long count;

  /** A loop that runs. */
  public Loop() throws IOException {
    thread.setDaemon(true);
    thread.start();
  }

  /** Runs work soon; any thread may call it. */
  public void execute(Runnable work) {
    handedIn.add(work);
    selector.wakeup();
  }

  /** Does something on the loop and waits for what comes of it; not for the loop itself. */
  public <T> T ask(Supplier<T> work) {
    var answer = new CompletableFuture<T>();
    execute(
        () -> {
          try {
            answer.complete(work.get());
          } catch (RuntimeException e) {
            answer.completeExceptionally(e);
          }
        });
    return answer.join();
  }

  /** Runs work after a while; of the loop's thread only. */
  public void later(long nanos, Runnable work) {
    timers.add(new Waiting(System.nanoTime() + nanos, count++, work));
  }

  /** Watches a channel; of the loop's thread only. */
  SelectionKey register(SelectableChannel channel, int operations, Ready work) {
    try {
      channel.configureBlocking(false);
      return channel.register(selector, operations, work);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void run() {
    while (!closed) {
      try {
        select();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      for (var work = handedIn.poll(); work != null; work = handedIn.poll()) {
        work.run();
      }
      for (var next = timers.peek();
          next != null && next.when - System.nanoTime() <= 0;
          next = timers.peek()) {
        timers.remove().work.run();
      }
    }
  }

  private void select() throws IOException {
    var next = timers.peek();
    var wait = next == null ? 1_000_000_000L : next.when - System.nanoTime();
    if (wait < 1_000_000 || !handedIn.isEmpty()) {
      selector.selectNow(Loop::ready);
    } else {
      selector.select(Loop::ready, wait / 1_000_000);
    }
  }

  private static void ready(SelectionKey key) {
    try {
      if (key.isValid()) {
        ((Ready) key.attachment()).ready(key);
      }
    } catch (IOException e) {
      // The gateway is gone, or an ICMP error came: what is missing is counted elsewhere.
      key.cancel();
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    selector.wakeup();
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (var key : new ArrayList<>(selector.keys())) {
      key.channel().close();
    }
    selector.close();
  }
}
