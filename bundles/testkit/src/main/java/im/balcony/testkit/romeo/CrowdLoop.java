package im.balcony.testkit.romeo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** The one thread on which a crowd lives: sockets, timers and work handed in by others. */
final class CrowdLoop implements Timing, AutoCloseable {

  private record Waiting(long when, long number, Runnable work) {}

  private final Selector selector = Selector.open();
  private final Queue<Runnable> handedIn = new ConcurrentLinkedQueue<>();
  private final PriorityQueue<Waiting> timers =
      new PriorityQueue<>(Comparator.comparingLong(Waiting::when).thenComparing(Waiting::number));
  private final long start = System.nanoTime();
  private final Consumer<RuntimeException> trouble;
  private volatile boolean closed;
  private long count;

  /** A loop that tells of work that threw, and goes on. */
  CrowdLoop(Consumer<RuntimeException> trouble) throws IOException {
    this.trouble = trouble;
  }

  void start() {
    var thread = new Thread(this::run, "romeo-crowd");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public long now() {
    return (System.nanoTime() - start) / 1_000_000;
  }

  @Override
  public void in(long delay, Runnable work) {
    timers.add(new Waiting(now() + delay, count++, work));
  }

  /** Runs {@code work} soon; may be called by any thread. */
  void execute(Runnable work) {
    handedIn.add(work);
    selector.wakeup();
  }

  /** Runs {@code work} when the channel is ready for one of {@code operations}. */
  SelectionKey register(SelectableChannel channel, int operations, Consumer<SelectionKey> work)
      throws IOException {
    channel.configureBlocking(false);
    return channel.register(selector, operations, work);
  }

  private void run() {
    while (!closed) {
      try {
        var next = timers.peek();
        var wait = next == null ? 1000 : Math.max(1, next.when - now());
        selector.select(key -> safely(() -> ready(key)), handedIn.isEmpty() ? wait : 1);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      for (var work = handedIn.poll(); work != null; work = handedIn.poll()) {
        safely(work);
      }
      while (!timers.isEmpty() && timers.peek().when <= now()) {
        safely(timers.remove().work);
      }
    }
  }

  @SuppressWarnings("unchecked") // Only register() attaches anything.
  private static void ready(SelectionKey key) {
    if (key.isValid()) {
      ((Consumer<SelectionKey>) key.attachment()).accept(key);
    }
  }

  private void safely(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      trouble.accept(e);
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    for (var key : selector.keys()) {
      key.channel().close();
    }
    selector.wakeup();
  }
}
