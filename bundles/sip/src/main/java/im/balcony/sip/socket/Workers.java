package im.balcony.sip.socket;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that read messages. Sources take turns, and what one has is done one at a time, so its
 * order is kept and however much it sends another waits for one piece of it only. Datagrams are
 * bounded in number and octets: one beyond that is dropped, as the network might have done. What
 * comes by a stream is bounded by its connection, which is not read any further.
 */
public final class Workers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

  private record Job(long weight, Runnable task) {}

  private static final class Lane {
    private final Object source;
    private final ArrayDeque<Job> jobs = new ArrayDeque<>();
    private long weight;

    private Lane(Object source) {
      this.source = source;
    }
  }

  // All under this object's lock; ready are those of the lanes that no thread is busy with.
  private final Map<Object, Lane> lanes = new HashMap<>();
  private final ArrayDeque<Lane> ready = new ArrayDeque<>();
  private long waiting;

  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong dropped = new AtomicLong();

  /** So many threads, which wait for work from now on. */
  public Workers(int count) {
    for (var i = 0; i < count; i++) {
      var thread = new Thread(this::work, "balcony-sip-worker-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  /** Has something done in its turn; whoever calls sees to a bound. */
  public synchronized void submit(Object source, Runnable task) {
    add(source, new Job(0, task));
  }

  /** Has a datagram read in its turn, or drops it. */
  public void datagram(Object source, int octets, Runnable task) {
    if (!offer(source, new Job(Bounds.DATAGRAM_FRAME + octets, task))) {
      // One line a power of two: a flood must not become a flood of log lines.
      var count = dropped.incrementAndGet();
      if (Long.bitCount(count) == 1) {
        LOG.warn("dropped {} datagrams since start, for too many wait", count);
      }
    }
  }

  /** A source may have no more waiting than what is free: others find room. */
  private synchronized boolean offer(Object source, Job job) {
    var known = lanes.get(source);
    var own = known == null ? 0 : known.weight;
    if (own + job.weight() > Bounds.WAITING_OCTETS - waiting
        || (known != null && known.jobs.size() >= Bounds.WAITING_DATAGRAMS)) {
      return false;
    }
    add(source, job);
    return true;
  }

  private synchronized void add(Object source, Job job) {
    var known = lanes.get(source);
    var lane = known == null ? new Lane(source) : known;
    lane.jobs.add(job);
    lane.weight += job.weight();
    waiting += job.weight();
    if (known == null) {
      lanes.put(source, lane);
      ready.add(lane);
      notify();
    }
  }

  private void work() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        turn(next());
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void turn(Lane lane) {
    try {
      job(lane).task().run();
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      // One message must not end the thread that reads all others.
      LOG.error("reading a SIP message failed: {}", e.getClass().getName());
    } finally {
      done(lane);
    }
  }

  private synchronized Lane next() throws InterruptedException {
    while (ready.isEmpty()) {
      wait();
    }
    return ready.remove();
  }

  private synchronized Job job(Lane lane) {
    var job = lane.jobs.remove();
    lane.weight -= job.weight();
    waiting -= job.weight();
    return job;
  }

  private synchronized void done(Lane lane) {
    if (lane.jobs.isEmpty()) {
      lanes.remove(lane.source);
    } else {
      ready.add(lane);
      notify();
    }
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    threads.forEach(Ends::await);
  }
}
