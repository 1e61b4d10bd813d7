package im.balcony.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** What arrived and was not yet looked at; waiting for it is bounded. */
public final class Inbox<T> {

  private final LinkedBlockingDeque<T> queue = new LinkedBlockingDeque<>();
  private final String name;

  /** An inbox; {@code name} tells in failures what was missing. */
  public Inbox(String name) {
    this.name = name;
  }

  /** Puts something in. */
  public void put(T item) {
    queue.add(item);
  }

  /**
   * The next item.
   *
   * @throws AssertionError if none comes within {@code wait}
   */
  public T next(Duration wait) {
    return poll(wait).orElseThrow(() -> new AssertionError("no " + name + " within " + wait));
  }

  /**
   * The next item that is {@code wanted}; the others before it are passed over.
   *
   * @throws AssertionError if none comes within {@code wait}
   */
  public T next(Duration wait, Predicate<T> wanted) {
    var end = System.nanoTime() + wait.toNanos();
    var passed = new ArrayList<T>();
    while (true) {
      var item = poll(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
      if (item.isEmpty()) {
        throw new AssertionError("no wanted " + name + " within " + wait + ", but " + passed);
      }
      if (wanted.test(item.get())) {
        return item.get();
      }
      passed.add(item.get());
    }
  }

  /** The next item, if one comes within {@code wait}. */
  public Optional<T> poll(Duration wait) {
    try {
      return Optional.ofNullable(queue.poll(wait.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for " + name, e);
    }
  }

  /** All that is there now. */
  public List<T> drain() {
    var all = new ArrayList<T>();
    queue.drainTo(all);
    return all;
  }

  /** How many are there now. */
  public int size() {
    return queue.size();
  }
}
