package im.balcony.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What arrived and was not yet looked at; waiting for it is bounded. What nobody has taken when
 * {@link Violations#untaken} asks is a finding, unless a test has said by {@link #ignoring} that it
 * does not look at such things.
 */
public final class Inbox<T> {

  private final LinkedBlockingDeque<T> queue = new LinkedBlockingDeque<>();
  private final Queue<T> passed = new ConcurrentLinkedQueue<>();
  private final Map<String, Predicate<? super T>> ignored = new ConcurrentHashMap<>();
  private final AtomicLong arrived = new AtomicLong();
  private final String name;
  private final Function<? super T, String> describe;
  private final Set<T> taken = Collections.newSetFromMap(new IdentityHashMap<>());
  private volatile Predicate<? super T> known = item -> false;
  private volatile boolean remembering;
  private volatile boolean watched;

  /** An inbox; {@code name} tells in failures what was missing. */
  public Inbox(String name) {
    this(name, String::valueOf);
  }

  /** The same; {@code describe} tells in failures what nobody took. */
  public Inbox(String name, Function<? super T, String> describe) {
    this.name = name;
    this.describe = describe;
  }

  /** Puts something in. */
  public void put(T item) {
    arrived.incrementAndGet();
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
   * The next item that is {@code wanted}; the others before it are passed over, and nobody has
   * taken them.
   *
   * @throws AssertionError if none comes within {@code wait}
   */
  public T next(Duration wait, Predicate<T> wanted) {
    var end = System.nanoTime() + wait.toNanos();
    var others = new ArrayList<T>();
    while (true) {
      var item = first(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
      if (item.isEmpty()) {
        throw new AssertionError("no wanted " + name + " within " + wait + ", but " + others);
      }
      if (wanted.test(item.get())) {
        remember(item.get());
        return item.get();
      }
      others.add(item.get());
      if (watched) {
        passed.add(item.get());
      }
    }
  }

  /** The next item, if one comes within {@code wait}. */
  public Optional<T> poll(Duration wait) {
    var item = first(wait);
    item.ifPresent(this::remember);
    return item;
  }

  private void remember(T item) {
    if (remembering) {
      synchronized (taken) {
        taken.add(item);
      }
    }
  }

  private boolean hasGiven(@Nullable T item) {
    synchronized (taken) {
      return taken.contains(item);
    }
  }

  private Optional<T> first(Duration wait) {
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

  /**
   * Says that until the next {@link Violations#untaken} nobody looks at these; they may still be
   * taken.
   *
   * @param what what they are, in the words of the protocol
   */
  public void ignoring(String what, Predicate<? super T> which) {
    ignored.put(what, which);
  }

  /** What a test has waited for in this log counts as taken from here too. */
  public <U> void alsoIn(Inbox<U> log, Function<? super T, ? extends @Nullable U> as) {
    log.remembering = true;
    unless(item -> log.hasGiven(as.apply(item)));
  }

  /** Adds what never counts as untaken: what the endpoint itself has dealt with. */
  public void unless(Predicate<? super T> which) {
    var before = known;
    known = item -> before.test(item) || which.test(item);
  }

  void watched() {
    watched = true;
  }

  long arrived() {
    return arrived.get();
  }

  /** What nobody took; the inbox is empty afterwards, and ignores nothing. */
  List<String> untaken() {
    var rest = new ArrayList<T>();
    for (var item = passed.poll(); item != null; item = passed.poll()) {
      rest.add(item);
    }
    queue.drainTo(rest);
    rest.removeIf(known);
    rest.removeIf(item -> ignored.values().stream().anyMatch(which -> which.test(item)));
    ignored.clear();
    return rest.stream().map(item -> name + ": " + describe.apply(item)).toList();
  }
}
