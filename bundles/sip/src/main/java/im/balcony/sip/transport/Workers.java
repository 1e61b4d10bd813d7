package im.balcony.sip.transport;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
final class Workers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

  private record Job(long weight, Runnable task) {}

  private static final class Lane {
    private final ArrayDeque<Job> jobs = new ArrayDeque<>();
    private long weight;
  }

  // All under this object's lock; ready are those of the lanes that no thread is busy with.
  private final Map<Object, Lane> lanes = new HashMap<>();
  private final Map<Object, Lane> ready = new LinkedHashMap<>();
  private long waiting;

  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong dropped = new AtomicLong();

  Workers(int count) {
    for (var i = 0; i < count; i++) {
      var thread = new Thread(this::work, "balcony-sip-worker-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  /** Has something done in its turn; whoever calls sees to a bound. */
  synchronized void submit(Object source, Runnable task) {
    add(source, new Job(0, task));
  }

  /** Has a datagram read in its turn, or drops it. */
  void datagram(Object source, int octets, Runnable task) {
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
    var lane = known == null ? new Lane() : known;
    lane.jobs.add(job);
    lane.weight += job.weight();
    waiting += job.weight();
    if (known == null) {
      lanes.put(source, lane);
      ready.put(source, lane);
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

  private void turn(Map.Entry<Object, Lane> turn) {
    try {
      job(turn.getValue()).task().run();
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      // One message must not end the thread that reads all others.
      LOG.error("reading a SIP message failed: {}", e.getClass().getName());
    } finally {
      done(turn.getKey(), turn.getValue());
    }
  }

  private synchronized Map.Entry<Object, Lane> next() throws InterruptedException {
    while (ready.isEmpty()) {
      wait();
    }
    var first = ready.entrySet().iterator().next();
    var turn = Map.entry(first.getKey(), first.getValue());
    ready.remove(first.getKey());
    return turn;
  }

  private synchronized Job job(Lane lane) {
    var job = lane.jobs.remove();
    lane.weight -= job.weight();
    waiting -= job.weight();
    return job;
  }

  private synchronized void done(Object source, Lane lane) {
    if (lane.jobs.isEmpty()) {
      lanes.remove(source);
    } else {
      ready.put(source, lane);
      notify();
    }
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    threads.forEach(Ends::await);
  }
}
