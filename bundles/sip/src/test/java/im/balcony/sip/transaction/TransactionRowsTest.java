package im.balcony.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.sip.VirtualTimers;
import im.balcony.sip.text.Fingerprint;
import im.balcony.sip.time.DueTimes;
import im.balcony.sip.transaction.TransactionRows.Line;
import im.balcony.sip.transaction.TransactionRows.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rows beside a map that does the same in the plain way. */
class TransactionRowsTest {

  private final VirtualTimers timers = new VirtualTimers();
  private final TransactionRows<String> rows =
      new TransactionRows<>(timers, new DueTimes(timers), String::length);

  private static Fingerprint id(String name) {
    return Fingerprint.of(name);
  }

  private void put(String name, Line line, String what, long life) {
    rows.put(id(name), line, new Row<>(what, name.length(), timers.now() + life));
  }

  private Optional<String> what(String name) {
    return rows.find(id(name)).map(Row::what);
  }

  /** One row of the plain way. */
  private record Plain(Line line, String what, long end) {
    private boolean isLive(long now) {
      return end > now;
    }
  }

  @Test
  void asAMapWouldFindThem() {
    var random = new Random(3261);
    Map<String, Plain> plain = new HashMap<>();
    for (var step = 0; step < 60_000; step++) {
      var name = "t" + random.nextInt(5_000);
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> {
          var brief = random.nextInt(3) == 0;
          var life = brief ? 5_000 : 32_000;
          put(name, brief ? Line.SHORT : Line.LIFE, "w" + step, life);
          plain.put(
              name, new Plain(brief ? Line.SHORT : Line.LIFE, "w" + step, timers.now() + life));
        }
        case 3 -> {
          var known = rows.putIfAbsent(id(name), "o" + step);
          var before = plain.get(name);
          var live = before != null && before.isLive(timers.now());
          assertThat(known.map(Row::what))
              .isEqualTo(live ? Optional.of(before.what()) : Optional.empty());
          if (!live) {
            plain.put(name, new Plain(Line.OPEN, "o" + step, Long.MAX_VALUE));
          }
        }
        case 4 -> {
          rows.remove(id(name));
          plain.remove(name);
        }
        case 5 -> timers.pass(random.nextInt(10));
        default -> {
          var known = plain.get(name);
          assertThat(what(name))
              .isEqualTo(
                  known != null && known.isLive(timers.now())
                      ? Optional.of(known.what())
                      : Optional.empty());
        }
      }
    }
    // Who has just ended may not have gone yet.
    var ended = timers.now() - 100;
    assertThat(rows.octets()).isBetween(octets(plain, timers.now()), octets(plain, ended));
    plain.values().removeIf(row -> !row.isLive(timers.now()));
    plain.forEach((name, row) -> assertThat(what(name)).contains(row.what()));
    timers.pass(40_000);
    plain.values().removeIf(row -> row.line() != Line.OPEN);
    assertThat(rows.size()).isEqualTo(plain.size()).isPositive();
    assertThat(rows.octets()).isZero();
    plain.keySet().forEach(name -> rows.remove(id(name)));
    assertThat(rows.size()).isZero();
    assertThat(timers.waiting()).isZero();
  }

  private static long octets(Map<String, Plain> plain, long now) {
    return plain.values().stream()
        .filter(row -> row.line() != Line.OPEN && row.isLive(now))
        .mapToLong(row -> row.what().length())
        .sum();
  }

  @Test
  void anEndIsSeenToTheMillisecondThoughRowsGoTogether() {
    put("a", Line.LIFE, "a", 1_000);
    timers.pass(10);
    put("b", Line.LIFE, "b", 1_000);
    timers.pass(999);
    assertThat(rows.size()).as("a has gone").isEqualTo(1);
    assertThat(what("b")).contains("b");
    timers.pass(1);
    assertThat(what("b")).isEmpty();
    assertThat(rows.putIfAbsent(id("b"), "new")).isEmpty();
    assertThat(what("b")).contains("new");
  }

  @Test
  void theOneThatEndsNextGoesFirstAndNoneThatIsOpen() {
    rows.putIfAbsent(id("open"), "open");
    put("life", Line.LIFE, "life", 32_000);
    put("short", Line.SHORT, "short", 5_000);
    timers.pass(28_000);
    put("late", Line.SHORT, "late", 5_000);
    List<String> gone = new ArrayList<>();
    for (var next = rows.removeOldest(); next.isPresent(); next = rows.removeOldest()) {
      gone.add(next.get());
    }
    assertThat(gone).containsExactly("life", "late");
    assertThat(what("open")).contains("open");
  }

  @Test
  void onlyTheOneThatIsMeantIsRemoved() {
    rows.putIfAbsent(id("a"), "first");
    rows.remove(id("a"), "other");
    assertThat(what("a")).contains("first");
    put("a", Line.LIFE, "second", 32_000);
    rows.remove(id("a"), "first");
    assertThat(rows.find(id("a")).orElseThrow())
        .isEqualTo(new Row<>("second", 1, timers.now() + 32_000));
  }

  @Test
  void anotherFingerprintIsTheFirstOnesWhileItsRowLives() {
    assertThat(rows.isOthers(id("key"), id("nobody"))).isFalse();
    for (var i = 0; i < 3_000; i++) {
      put("one" + i, Line.LIFE, "x", 32_000);
      put("two" + i, Line.LIFE, "x", 32_000);
      assertThat(rows.isOthers(id("key" + i), id("one" + i))).isFalse();
    }
    for (var i = 0; i < 3_000; i += 3) {
      rows.remove(id("one" + i));
    }
    for (var i = 0; i < 3_000; i++) {
      assertThat(rows.isOthers(id("key" + i), id("two" + i))).isEqualTo(i % 3 != 0);
      assertThat(rows.isOthers(id("key" + i), id("one" + i))).isFalse();
    }
  }
}
