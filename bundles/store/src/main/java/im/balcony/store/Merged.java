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
  private Map.@Nullable Entry<K, byte[]> next;

  /**
   * Begins at the first row.
   *
   * @param order in which each layer comes
   * @param layers the uppermost first
   */
  Merged(Comparator<K> order, List<Iterator<Map.Entry<K, Table.Late>>> layers) {
    this.order = order;
    this.layers = layers.stream().map(Head::new).toList();
    advance();
  }

  /** A layer, and its row that comes next. */
  private static final class Head<K> {

    private final Iterator<Map.Entry<K, Table.Late>> rows;
    private Map.@Nullable Entry<K, Table.Late> row;

    Head(Iterator<Map.Entry<K, Table.Late>> rows) {
      this.rows = rows;
      advance();
    }

    void advance() {
      row = rows.hasNext() ? rows.next() : null;
    }
  }

  private void advance() {
    next = null;
    for (var row = take(); row != null && next == null; ) {
      var octets = row.getValue().octets();
      if (octets != null) {
        next = Map.entry(row.getKey(), octets);
      } else {
        row = take();
      }
    }
  }

  private Map.@Nullable Entry<K, Table.Late> take() {
    Map.Entry<K, Table.Late> first = null;
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
