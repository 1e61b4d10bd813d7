package im.balcony.store;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The rows of several layers as those of one: of a key that lies in more than one layer, the row of
 * the uppermost counts.
 *
 * @param <K> the keys
 */
final class Merged<K> implements Iterator<Map.Entry<K, byte[]>> {

  private final Comparator<K> order;
  private final List<Head<K>> layers;
  private final byte[] gone;
  private Map.@Nullable Entry<K, byte[]> next;

  /**
   * Begins at the first row.
   *
   * @param order in which each layer comes
   * @param layers the uppermost first
   * @param gone stands, itself, where a layer says that there is no row any more
   */
  Merged(Comparator<K> order, List<Iterator<Map.Entry<K, byte[]>>> layers, byte[] gone) {
    this.order = order;
    this.layers = layers.stream().map(Head::new).toList();
    this.gone = gone;
    advance();
  }

  /** A layer, and its row that comes next. */
  private static final class Head<K> {

    private final Iterator<Map.Entry<K, byte[]>> rows;
    private Map.@Nullable Entry<K, byte[]> row;

    Head(Iterator<Map.Entry<K, byte[]>> rows) {
      this.rows = rows;
      advance();
    }

    void advance() {
      row = rows.hasNext() ? rows.next() : null;
    }
  }

  private void advance() {
    do {
      next = take();
    } while (next != null && next.getValue() == gone);
  }

  private Map.@Nullable Entry<K, byte[]> take() {
    Map.Entry<K, byte[]> first = null;
    for (var layer : layers) {
      var row = layer.row;
      if (row != null && (first == null || order.compare(row.getKey(), first.getKey()) < 0)) {
        first = row;
      }
    }
    if (first != null) {
      for (var layer : layers) {
        if (layer.row != null && layer.row.getKey().equals(first.getKey())) {
          layer.advance();
        }
      }
    }
    return first;
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public Map.Entry<K, byte[]> next() {
    var row = next;
    if (row == null) {
      throw new NoSuchElementException();
    }
    advance();
    return row;
  }
}
