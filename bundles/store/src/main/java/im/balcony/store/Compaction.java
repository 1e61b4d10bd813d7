package im.balcony.store;

import java.util.function.LongSupplier;
import org.h2.mvstore.MVStore;

/** Work against the space that deleted rows leave behind in the pages, a little at a time. */
final class Compaction {

  // Below this a file is not worth the writing that makes it smaller.
  private static final long SMALL = 16_000_000;
  // Rows are gone within a minute, most of them: to wait until more of a chunk is dead saves
  // writing the rest of it again.
  private static final int FILL_RATE = 40;
  // The pages of what was committed wait for each step, so it is a small one.
  private static final int OCTETS = 500_000;
  private static final int MILLIS = 20;

  private final MVStore store;
  private final LongSupplier size;

  /**
   * Looks after {@code store}.
   *
   * @param size of its file, in octets
   */
  Compaction(MVStore store, LongSupplier size) {
    this.store = store;
    this.size = size;
  }

  /** Holes come to lie together, and are filled by what is written next: nobody waits. */
  void fill() {
    if (isLarge() && store.compact(FILL_RATE, OCTETS)) {
      store.commit();
    }
  }

  /** Moves what lies behind holes if less than {@code percent} is in use: waits for the disk. */
  void shrink(int percent) {
    if (isLarge() && store.getFillRate() < percent) {
      store.compactFile(MILLIS);
    }
  }

  private boolean isLarge() {
    return size.getAsLong() >= SMALL;
  }
}
