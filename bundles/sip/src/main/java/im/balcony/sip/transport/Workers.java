package im.balcony.sip.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that read datagrams; one source always meets the same thread, so its order is kept.
 * Bounded in number and octets: a datagram beyond that is dropped, as the network might have done.
 */
final class Workers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

  private record Job(int octets, Runnable task) {}

  private final List<ArrayBlockingQueue<Job>> queues = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong waiting = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();

  Workers(int count) {
    for (var i = 0; i < count; i++) {
      var queue = new ArrayBlockingQueue<Job>(Bounds.WAITING_DATAGRAMS);
      queues.add(queue);
      var thread = new Thread(() -> work(queue), "balcony-sip-worker-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  void submit(Object source, int octets, Runnable task) {
    var queue = queues.get(Math.floorMod(source.hashCode(), queues.size()));
    if (waiting.addAndGet(octets) > Bounds.WAITING_OCTETS || !queue.offer(new Job(octets, task))) {
      waiting.addAndGet(-octets);
      // One line a power of two: a flood must not become a flood of log lines.
      var count = dropped.incrementAndGet();
      if (Long.bitCount(count) == 1) {
        LOG.warn("dropped {} datagrams since start, for too many wait", count);
      }
    }
  }

  private void work(ArrayBlockingQueue<Job> queue) {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        var job = queue.take();
        waiting.addAndGet(-job.octets());
        job.task().run();
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
