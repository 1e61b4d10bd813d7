package im.balcony.store;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.store.Store.Seen;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Duplicate keys are known until they may be forgotten, wherever they lie, and not much longer. */
class SeenKeysTest {

  /** Those that end within the same eight seconds go together. */
  private static final long SPAN = 8192;

  private final MVStore store = StoreFolder.builder().open();
  private final List<SeenEntry> logged = new ArrayList<>();
  private SeenKeys keys = open();

  @AfterEach
  void close() {
    store.closeImmediately();
  }

  private SeenKeys open() {
    return new SeenKeys(store, octets -> logged.add(SeenEntry.read(octets, 0)));
  }

  private static SeenEntry entry(int key, int answer, long until) {
    return SeenEntry.of(new Seen("key " + key, answer, until));
  }

  private Optional<SeenEntry> find(int key, long now) {
    return keys.find(Fingerprint.of("key " + key), now);
  }

  private void write() {
    keys.freeze();
    keys.write();
    keys.thaw();
  }

  private MVMap<Long, byte[]> rows() {
    return store.openMap("seenKeys");
  }

  @Test
  void whateverComesIsFoundInTimeAndAfterAStart() {
    var model = new HashMap<Integer, SeenEntry>();
    var random = new Random(7);
    var now = 1L;
    for (var step = 0; step < 30_000; step++) {
      now += random.nextInt(12);
      var key = random.nextInt(3_000);
      switch (random.nextInt(6)) {
        case 0, 1, 2 -> {
          var entry = entry(key, random.nextInt(700), now + 1 + random.nextInt(60_000));
          keys.put(entry);
          model.put(key, entry);
        }
        case 3 -> keys.expire(now);
        default -> {
          var time = now;
          assertThat(find(key, now))
              .isEqualTo(Optional.ofNullable(model.get(key)).filter(e -> e.until() > time));
        }
      }
      if (step % 1_000 == 0) {
        write();
      }
      if (step % 5_000 == 0) {
        keys = open();
        keys.expire(now);
      }
    }
    var time = now;
    keys.expire(now);
    assertThat((long) keys.size())
        .isBetween(
            model.values().stream().filter(e -> e.until() > time).count(),
            model.values().stream().filter(e -> e.until() > time - SPAN).count());
    keys.expire(now + 60_000 + SPAN);
    assertThat(keys.size()).isZero();
    assertThat(keys.weight()).isZero();
    write();
    keys.expire(now + 60_000 + SPAN);
    write();
    assertThat(rows()).as("nothing of it in the pages").isEmpty();
  }

  @Test
  void theLaterOfTwoCountsAlsoWhereItEndsBefore() {
    keys.put(entry(1, 0, 90_000));
    write();
    keys.put(entry(1, 202, 20_000));
    assertThat(find(1, 19_999)).hasValue(entry(1, 202, 20_000));
    assertThat(find(1, 20_000)).isEmpty();
    assertThat(keys.size()).isEqualTo(1);
    write();
    keys = open();
    assertThat(find(1, 19_999)).hasValue(entry(1, 202, 20_000));
    assertThat(find(1, 20_000)).isEmpty();
  }

  @Test
  void thousandsOfThemAreFewRows() {
    var all = new HashMap<Integer, SeenEntry>();
    for (var i = 0; i < 10_001; i++) {
      all.put(i, entry(i, 200, 60_000 + i));
      keys.put(all.get(i));
    }
    write();
    assertThat(rows()).hasSize(6);
    assertThat(logged).hasSize(10_001);
    keys = open();
    for (Map.Entry<Integer, SeenEntry> entry : all.entrySet()) {
      assertThat(find(entry.getKey(), 1)).hasValue(entry.getValue());
    }
    assertThat(keys.growth(List.of(all.get(3), entry(20_000, 0, 5)))).isEqualTo(SeenKeys.WEIGHT);
  }

  @Test
  void whatIsPutWhileTheRestIsBeingWrittenIsWrittenNext() {
    keys.put(entry(1, 200, 60_000));
    keys.freeze();
    keys.put(entry(2, 200, 60_000));
    keys.write();
    assertThat(rows()).hasSize(1);
    keys.thaw();
    write();
    assertThat(rows()).hasSize(2);
    keys = open();
    assertThat(find(1, 1)).isPresent();
    assertThat(find(2, 1)).isPresent();
  }
}
