package im.balcony.itests.simulation;

import im.balcony.api.data.Facts;
import im.balcony.api.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What stands in a batch, as text. */
final class Written {

  private static final int BEGIN = 12;

  private Written() {}

  static String of(Store.Batch batch) {
    var written = new StringBuilder();
    batch.session().put().values().forEach(row -> read(row.written(), written));
    batch.mapping().put().values().forEach(row -> read(row.written(), written));
    for (var owed : batch.owed()) {
      written.append(new String(owed.octets().toArray(), StandardCharsets.UTF_8)).append('\n');
      read(owed.hop(), written);
    }
    batch.journal().forEach(row -> written.append(row.why()).append(row.hops()).append('\n'));
    return written.append('\n').toString();
  }

  private static void read(Object value, StringBuilder into) {
    if (value instanceof Facts facts) {
      facts.asMap().values().forEach(v -> read(v, into));
    } else if (value instanceof List<?> list) {
      list.forEach(v -> read(v, into));
    } else {
      into.append(value).append('\n');
    }
  }

  /** Whether this text is in it; one of another number is not. */
  static boolean holds(String written, String text) {
    var begin = text.substring(0, Math.min(BEGIN, text.length()));
    var at = written.indexOf(begin);
    while (at >= 0) {
      if (!Character.isDigit(written.charAt(at + begin.length()))
          || !Character.isDigit(begin.charAt(begin.length() - 1))) {
        return true;
      }
      at = written.indexOf(begin, at + 1);
    }
    return false;
  }
}
