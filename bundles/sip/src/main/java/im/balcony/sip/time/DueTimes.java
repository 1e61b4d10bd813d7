package im.balcony.sip.time;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done at times of its own, on one timer however many there are: a heap by time.
 * Giving something a time, another one or none makes no object. As most times are given up before
 * they come, the timer is left as it is where it would only have to ring later; then it rings for
 * nothing. May be called by any thread.
 */
public final class DueTimes {

  /** The time of what has none. */
  public static final long NEVER = Long.MAX_VALUE;

  private static final int LEAST = 16;
  private static final int NOWHERE = -1;

  /** Something that has one time or none, among the same deadlines always. */
  public abstract static class Due {
    private long at = NEVER;
    private int place = NOWHERE;

    /** Its time has come, and it has none now. Called without a lock, as a timer's task. */
    protected abstract void due();
  }

  /** The timer, and when it rings. */
  private final class Ring implements Runnable {
    private final long at;
    private Timers.@Nullable Timer timer;

    private Ring(long at) {
      this.at = at;
    }

    @Override
    public void run() {
      rung(this);
    }
  }

  private final Timers timers;
  private @Nullable Due[] heap = new Due[LEAST];
  private int size;
  private @Nullable Ring ring;
  private boolean ringing;

  /** Without any times. */
  public DueTimes(Timers timers) {
    this.timers = timers;
  }

  /** Gives it this time instead of the one it may have; {@link #NEVER} takes that away. */
  public synchronized void set(Due due, long at) {
    if (at == due.at) {
      return;
    }
    if (at == NEVER) {
      remove(due);
      return;
    }
    due.at = at;
    if (due.place == NOWHERE) {
      if (size == heap.length) {
        heap = Arrays.copyOf(heap, 2 * size);
      }
      due.place = size++;
    }
    sift(due);
    arm();
  }

  /** How many have a time. */
  public synchronized int size() {
    return size;
  }

  private void remove(Due due) {
    var hole = due.place;
    var last = at(--size);
    heap[size] = null;
    due.at = NEVER;
    due.place = NOWHERE;
    if (last != due) {
      last.place = hole;
      sift(last);
    }
    if (size < heap.length / 4 && heap.length > LEAST) {
      heap = Arrays.copyOf(heap, heap.length / 2);
    }
  }

  private Due at(int place) {
    return Objects.requireNonNull(heap[place]);
  }

  /** Puts it at its place, which is free, or above or below that, by its time. */
  private void sift(Due due) {
    var place = due.place;
    for (var up = (place - 1) / 2; place > 0 && due.at < at(up).at; up = (place - 1) / 2) {
      put(at(up), place);
      place = up;
    }
    for (var down = sooner(place); down < size && at(down).at < due.at; down = sooner(place)) {
      put(at(down), place);
      place = down;
    }
    put(due, place);
  }

  /** Of the two below a place the one whose time comes first. */
  private int sooner(int place) {
    var left = 2 * place + 1;
    return left + 1 < size && at(left + 1).at < at(left).at ? left + 1 : left;
  }

  private void put(Due due, int place) {
    heap[place] = due;
    due.place = place;
  }

  /** Sees to it that the timer rings at the first time, or before. */
  private void arm() {
    if (ringing || size == 0 || (ring != null && ring.at <= at(0).at)) {
      return;
    }
    if (ring != null && ring.timer != null) {
      ring.timer.cancel();
    }
    ring = new Ring(at(0).at);
    ring.timer = timers.at(ring.at, ring);
  }

  private void rung(Ring rung) {
    synchronized (this) {
      if (ring == rung) {
        ring = null;
      }
      ringing = true;
    }
    try {
      var now = timers.now();
      for (var due = next(now); due != null; due = next(now)) {
        due.due();
      }
    } finally {
      // Also where one has failed: the others keep their times.
      synchronized (this) {
        ringing = false;
        arm();
      }
    }
  }

  private synchronized @Nullable Due next(long now) {
    if (size == 0 || at(0).at > now) {
      return null;
    }
    var first = at(0);
    remove(first);
    return first;
  }
}
