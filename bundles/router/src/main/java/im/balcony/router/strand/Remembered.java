package im.balcony.router.strand;

import im.balcony.api.data.Changes;
import im.balcony.api.data.Facts;
import im.balcony.router.slot.Decoded;
import im.balcony.router.slot.Slot;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one service remembers of a conversation: the rows as they were committed, which are the
 * truth, and beside them what the service made of them for itself. On the strand only.
 *
 * @param <M> what the service makes of the rows
 */
public final class Remembered<M> {

  private final Map<String, Facts> rows;
  private final Map<String, Facts> shown;
  private final Decoded<M> decoded = new Decoded<>();
  private Changes unwritten = Changes.NONE;

  Remembered(Map<String, Facts> stored) {
    rows = new LinkedHashMap<>(stored);
    shown = Collections.unmodifiableMap(rows);
  }

  /** The rows; a view. */
  public Map<String, Facts> rows() {
    return shown;
  }

  /** Whether nothing is remembered. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /**
   * What the leased service made of the rows, which is then the caller's: it is put back with the
   * changes once they are committed, or dropped.
   */
  public Optional<M> take(Slot.Lease<?> lease) {
    return decoded.take(lease);
  }

  /** The service that is leased made this of the rows as they are now. */
  public void put(Slot.Lease<?> lease, M made) {
    decoded.put(lease, made);
  }

  /** What a commit has to write: these changes, and those before that were not worth one. */
  public Changes toWrite(Changes changes) {
    return unwritten.then(changes);
  }

  /**
   * The rows are now so.
   *
   * @param written whether the store has them so as well
   */
  public void change(Changes changes, boolean written) {
    changes.apply(rows);
    unwritten = written ? Changes.NONE : unwritten.then(changes);
  }

  /** Nothing is remembered any more. */
  public void clear() {
    rows.clear();
    decoded.clear();
    unwritten = Changes.NONE;
  }
}
