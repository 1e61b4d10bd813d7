package im.balcony.sip.dns;

import im.balcony.sip.dns.Questions.Answer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers of one kind, kept for as long as they say. While the DNS is away, the last good ones are
 * used. May be called by any thread; asking holds no lock.
 */
final class Memory<T> {

  /** Asks the DNS. */
  interface Asking<T> {
    Answer<T> ask(String name) throws IOException;
  }

  /** Names remembered; the one that was not asked for longest goes. */
  static final int MOST = 1000;

  /** The shortest that an answer is kept, so that a crowd of messages asks once. */
  static final long SHORTEST = 1000;

  /** The longest that an answer is kept. */
  static final long LONGEST = 3_600_000;

  /** The longest that it is kept that there are no records. */
  static final long NOTHING = 60_000;

  /** How long the DNS is not asked again after it could not be. */
  static final long AWAY = 30_000;

  /** How long after its time an answer is used while the DNS is away (RFC 8767 §5). */
  static final long STALE = 86_400_000;

  private record Entry<T>(Answer<T> answer, boolean good, long fresh, long stale) {}

  private final LongSupplier clock;
  private final Asking<T> asking;
  private final Map<String, Entry<T>> entries =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Entry<T>> eldest) {
          return size() > MOST;
        }
      };

  /**
   * Remembers nothing yet.
   *
   * @param clock milliseconds
   */
  Memory(LongSupplier clock, Asking<T> asking) {
    this.clock = clock;
    this.asking = asking;
  }

  /**
   * The records of a name.
   *
   * @throws IOException if they are not known, and cannot be found out now
   */
  List<T> of(String name) throws IOException {
    var known = known(name);
    if (known == null || known.fresh <= clock.getAsLong()) {
      known = asked(name, known);
      synchronized (entries) {
        entries.put(name, known);
      }
    }
    if (!known.good) {
      throw new IOException("the DNS is away");
    }
    return known.answer.records();
  }

  private @Nullable Entry<T> known(String name) {
    synchronized (entries) {
      return entries.get(name);
    }
  }

  private Entry<T> asked(String name, @Nullable Entry<T> known) {
    try {
      var answer = asking.ask(name);
      var longest = answer.records().isEmpty() ? NOTHING : LONGEST;
      var fresh = clock.getAsLong() + Math.max(SHORTEST, Math.min(longest, answer.millis()));
      return new Entry<>(answer, true, fresh, fresh + STALE);
    } catch (IOException e) {
      var now = clock.getAsLong();
      return known != null && known.good && now < known.stale
          ? new Entry<>(known.answer, true, now + AWAY, known.stale)
          : new Entry<>(new Answer<>(List.of(), 0), false, now + AWAY, 0);
    }
  }
}
