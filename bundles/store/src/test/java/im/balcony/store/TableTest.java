package im.balcony.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A table is one, wherever its rows lie. */
class TableTest {

  private static final int KEYS = 40;

  private final MVStore store = StoreFolder.builder().open();
  private final Table<Long> table = Table.numbers(store, "numbers");
  private final TreeMap<Long, byte[]> model = new TreeMap<>();

  @AfterEach
  void close() {
    store.closeImmediately();
  }

  private static List<Map.Entry<Long, byte[]>> all(Iterator<Map.Entry<Long, byte[]>> rows) {
    var all = new ArrayList<Map.Entry<Long, byte[]>>();
    rows.forEachRemaining(row -> all.add(Map.entry(row.getKey(), row.getValue())));
    return all;
  }

  private static List<Map.Entry<Long, byte[]>> all(Map<Long, byte[]> rows) {
    return all(rows.entrySet().iterator());
  }

  private void look(long key) {
    assertThat(table.get(key)).isSameAs(model.get(key));
    assertThat(all(table.from(key))).isEqualTo(all(model.tailMap(key)));
    assertThat(all(table.downFrom(key))).isEqualTo(all(model.headMap(key, true).descendingMap()));
    assertThat(all(table.from(null))).isEqualTo(all(model));
    assertThat(all(table.downFrom(null))).isEqualTo(all(model.descendingMap()));
    assertThat(table.first().map(Map.Entry::getKey).orElse(-1L))
        .isEqualTo(model.isEmpty() ? -1L : model.firstKey());
  }

  private void put(long key, byte[] row) {
    if (key % 4 == 0 && !model.containsKey(key)) {
      table.add(key, row);
      model.put(key, row);
    } else {
      assertThat(table.put(key, row)).isSameAs(model.put(key, row));
    }
  }

  private void removeFirst() {
    table
        .first()
        .ifPresent(
            first -> {
              assertThat(table.remove(first.getKey())).isSameAs(model.remove(first.getKey()));
              assertThat(table.get(first.getKey())).isNull();
              assertThat(first.getValue()).as("what it was").isNotNull();
            });
  }

  @Test
  void whateverIsPutRemovedAndWrittenInAnyOrder() {
    var frozen = 0;
    for (var seed = 0; seed < 20; seed++) {
      var random = new Random(seed);
      for (var step = 0; step < 400; step++) {
        long key = random.nextInt(KEYS);
        switch (random.nextInt(8)) {
          case 0, 1, 2 -> put(key, new byte[] {(byte) step});
          case 3, 4 -> assertThat(table.remove(key)).isSameAs(model.remove(key));
          case 5 -> removeFirst();
          case 6 -> {
            if (frozen == 0) {
              table.freeze();
            } else if (frozen == 1) {
              table.write();
            } else {
              table.thaw();
            }
            frozen = (frozen + 1) % 3;
          }
          default -> look(key);
        }
      }
      look(random.nextInt(KEYS));
    }
  }

  @Test
  void aRowThatComesAndGoesLeavesNothingToWrite() {
    table.put(1L, new byte[] {1});
    table.remove(1L);
    table.freeze();
    var before = store.getUnsavedMemory();
    table.write();
    assertThat(store.getUnsavedMemory()).isEqualTo(before);
  }
}
