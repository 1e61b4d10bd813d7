package im.balcony.session.rows;

import im.balcony.api.data.Facts;
import im.balcony.session.state.Entry;
import java.util.Optional;
import java.util.function.Function;

/**
 * How rows of one kind look.
 *
 * @param kind what their names begin with
 * @param reader what a row says; empty where it says nothing to this version
 * @param writer the row, without its place in the order of arrival
 * @param <T> what a row says
 */
record Form<T extends Entry>(
    String kind, Function<Facts, Optional<T>> reader, Function<T, Writer> writer) {

  private static final String ORDER = "order";

  /** The name of a row. */
  String row(String key) {
    return kind + "/" + key;
  }

  /** Whether a row of that name is of this kind. */
  boolean has(String row) {
    return row.startsWith(kind) && row.startsWith("/", kind.length());
  }

  Optional<T> read(Facts row) {
    return reader.apply(row);
  }

  Facts write(T entry, long order) {
    return writer.apply(entry).number(ORDER, order).facts();
  }

  /** Its place in the order of arrival. */
  static long order(Facts row) {
    return Math.max(0, row.number(ORDER, 0));
  }
}
