package im.balcony.sip.tcp;

import im.balcony.sip.socket.Bounds;
import im.balcony.sip.socket.Ends;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that accepts, connects, reads and writes for all TCP connections. Nothing that it
 * runs may block; what may, it hands to {@link Workers}.
 */
final class Loop implements AutoCloseable {

  /** What is attached to a channel. */
  interface Handler {

    /** The channel is ready for something that was asked for; on the loop's thread. */
    void ready(SelectionKey key);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

  private final Selector selector;
  private final Runnable tick;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean closed;

  /**
   * A loop that does not run yet.
   *
   * @param name of the thread
   * @param tick called every {@link Bounds#TICK} ms or so, on the loop's thread
   */
  Loop(String name, Runnable tick) throws IOException {
    selector = Selector.open();
    this.tick = tick;
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Runs a task on the loop's thread, soon; dropped when the loop has ended. */
  void execute(Runnable task) {
    tasks.add(task);
    if (Thread.currentThread() != thread) {
      selector.wakeup();
    }
  }

  /** Attaches a handler; on the loop's thread, or before it runs. */
  SelectionKey register(SelectableChannel channel, int operations, Handler handler)
      throws ClosedChannelException {
    return channel.register(selector, operations, handler);
  }

  private void run() {
    var ticked = System.nanoTime();
    while (!closed) {
      try {
        selector.select(Bounds.TICK);
        handleReady();
        runTasks();
        if (System.nanoTime() - ticked >= Bounds.TICK * 1_000_000) {
          ticked = System.nanoTime();
          tick.run();
        }
      } catch (IOException | RuntimeException e) {
        if (!closed) {
          LOG.error("a step of the SIP connections failed: {}", e.getClass().getName());
        }
      } catch (OutOfMemoryError e) {
        // This thread is all connections: without it they would be dead while the process lives.
        LOG.error("no memory for a step of the SIP connections");
      }
    }
  }

  private void handleReady() {
    var ready = selector.selectedKeys();
    var keys = ready.toArray(SelectionKey[]::new);
    ready.clear();
    for (var key : keys) {
      try {
        ((Handler) key.attachment()).ready(key);
      } catch (CancelledKeyException e) {
        // It was closed in the same round.
      }
    }
  }

  private void runTasks() {
    Runnable task;
    while ((task = tasks.poll()) != null) {
      task.run();
    }
  }

  /** Ends the thread; channels that are still registered stay for their owners to close. */
  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    Ends.await(thread);
    runTasks();
    try {
      selector.close();
    } catch (IOException e) {
      LOG.debug("closing the selector failed: {}", e.getClass().getName());
    }
  }
}
