package im.balcony.sip.transport;

import im.balcony.sip.socket.Bounds;
import im.balcony.sip.socket.Ends;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One sending lane a next hop that has a name: looking it up may block, and then only messages for
 * the same hop wait. A lane keeps the order, holds a thread only while it has something to send,
 * and waits for neither connection nor response.
 */
public final class Lanes implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

  private final Map<Object, ArrayDeque<Runnable>> lanes = new HashMap<>();
  private final ThreadPoolExecutor executor;

  /** Lanes without threads yet. */
  public Lanes() {
    executor =
        new ThreadPoolExecutor(
            0,
            Bounds.LANES,
            5,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              var thread = new Thread(task, "balcony-sip-lane");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Puts a task into the lane of a hop; false if the lane or all lanes are full. */
  public boolean submit(Object hop, Runnable task) {
    synchronized (lanes) {
      var lane = lanes.get(hop);
      if (lane != null) {
        return lane.size() < Bounds.LANE && lane.add(task);
      }
      var fresh = new ArrayDeque<Runnable>();
      fresh.add(task);
      lanes.put(hop, fresh);
      try {
        executor.execute(() -> drive(hop, fresh));
        return true;
      } catch (RejectedExecutionException e) {
        lanes.remove(hop);
        return false;
      }
    }
  }

  private void drive(Object hop, ArrayDeque<Runnable> lane) {
    while (true) {
      Runnable task;
      synchronized (lanes) {
        task = lane.peek();
        if (task == null) {
          lanes.remove(hop);
          return;
        }
      }
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.error("sending a SIP message failed: {}", e.getClass().getName());
      }
      synchronized (lanes) {
        lane.remove();
      }
    }
  }

  /** Drops what waits and stops; a task that runs is interrupted. */
  @Override
  public void close() {
    executor.shutdownNow();
    Ends.await(executor);
  }
}
