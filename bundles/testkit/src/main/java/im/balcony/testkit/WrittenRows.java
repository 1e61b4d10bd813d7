package im.balcony.testkit;

import im.balcony.api.data.Changes;
import im.balcony.api.data.Facts;
import java.util.LinkedHashMap;
import java.util.Map;

/** Rows of a conversation as they are on a disk. */
public final class WrittenRows {

  private WrittenRows() {}

  /** The rows that are there once these changes are written behind {@code before}. */
  public static Map<String, Facts> after(Map<String, Facts> before, Changes changes) {
    var rows = new LinkedHashMap<>(before);
    changes.removed().forEach(rows::remove);
    changes.put().forEach((name, row) -> rows.put(name, row.written()));
    return rows;
  }
}
