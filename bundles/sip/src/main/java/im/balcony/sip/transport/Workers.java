package im.balcony.sip.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that read messages; one source always meets the same thread, so its order is kept.
 * Datagrams are bounded in number and octets: one beyond that is dropped, as the network might have
 * done. What comes by a stream is bounded by its connection, which is not read any further.
 */
final class Workers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

  private static final class Queue {
    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final AtomicInteger datagrams = new AtomicInteger();
  }

  private final List<Queue> queues = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong waiting = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();

  Workers(int count) {
    for (var i = 0; i < count; i++) {
      var queue = new Queue();
      queues.add(queue);
      var thread = new Thread(() -> work(queue), "balcony-sip-worker-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  private Queue queue(Object source) {
    return queues.get(Math.floorMod(source.hashCode(), queues.size()));
  }

  /** Has something done in its turn; whoever calls sees to a bound. */
  void submit(Object source, Runnable task) {
    queue(source).tasks.add(task);
  }

  /** Has a datagram read in its turn, or drops it. */
  void datagram(Object source, int octets, Runnable task) {
    var queue = queue(source);
    var isRoom =
        waiting.addAndGet(octets) <= Bounds.WAITING_OCTETS
            && queue.datagrams.get() < Bounds.WAITING_DATAGRAMS;
    if (isRoom) {
      queue.datagrams.incrementAndGet();
      queue.tasks.add(
          () -> {
            queue.datagrams.decrementAndGet();
            waiting.addAndGet(-octets);
            task.run();
          });
      return;
    }
    waiting.addAndGet(-octets);
    // One line a power of two: a flood must not become a flood of log lines.
    var count = dropped.incrementAndGet();
    if (Long.bitCount(count) == 1) {
      LOG.warn("dropped {} datagrams since start, for too many wait", count);
    }
  }

  private static void work(Queue queue) {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        queue.tasks.take().run();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        // One message must not end the thread that reads all others of its sources.
        LOG.error("reading a SIP message failed: {}", e.getClass().getName());
      }
    }
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    threads.forEach(Ends::await);
  }
}
