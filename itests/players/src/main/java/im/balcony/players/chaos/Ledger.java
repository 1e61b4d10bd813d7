package im.balcony.players.chaos;

import im.balcony.players.chaos.Story.Entry;
import im.balcony.players.chaos.Story.Heard;
import im.balcony.players.chaos.Story.Told;
import im.balcony.players.chaos.Story.Word;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** What both ends offered, heard and were told. May be written by any thread. */
final class Ledger {

  private final Map<String, Account> accounts = new ConcurrentHashMap<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private final AtomicLong lastChange = new AtomicLong(System.currentTimeMillis());
  private final AtomicInteger strangers = new AtomicInteger();

  /** One message. Guarded by itself. */
  private static final class Account {
    private final Route route;
    private final long at;
    private final boolean report;
    private final int octets;
    private final List<Heard> heard = new ArrayList<>();
    private final List<Told> told = new ArrayList<>();
    private final BitSet words = new BitSet();
    private int total;

    Account(Route route, long at, boolean report, int octets) {
      this.route = route;
      this.at = at;
      this.report = report;
      this.octets = octets;
    }

    synchronized void hear(Texts.Words came, String name, long now) {
      total = came.total().orElse(total);
      var wasWhole = isWhole();
      came.numbers().forEach(words::set);
      // A copy is counted by its first word, a text in parts when its last part is there.
      if (wasWhole ? came.numbers().contains(0) : isWhole()) {
        heard.add(new Heard(now, name));
      }
    }

    private boolean isWhole() {
      return total > 0 && words.cardinality() >= total;
    }

    synchronized Story story(String id, Optional<Entry> journal) {
      return new Story(
          id, route, at, report, octets, List.copyOf(heard), List.copyOf(told), journal);
    }
  }

  /** A new message of about so many octets is offered now; gives its id. */
  String offer(Route route, boolean report, int octets) {
    var id = "c" + numbers.incrementAndGet();
    accounts.put(id, new Account(route, now(), report, octets));
    return id;
  }

  /** It could not even be offered. */
  void withdraw(String id) {
    accounts.remove(id);
  }

  /** A text came under this name of the recipient's wire. */
  void heard(String text, String name) {
    var words = Texts.read(text);
    var account = words.map(w -> accounts.get(w.id()));
    if (account.isPresent()) {
      account.get().hear(words.get(), name, now());
    } else {
      strangers.incrementAndGet();
    }
  }

  /** A sender was told something. */
  void told(String id, Word word, String detail) {
    var account = accounts.get(id);
    if (account != null) {
      synchronized (account) {
        account.told.add(new Told(now(), word, detail));
      }
      lastChange.set(now());
    }
  }

  private static long now() {
    return System.currentTimeMillis();
  }

  /** When the last sender was told something. */
  long lastChange() {
    return lastChange.get();
  }

  /** Texts that came and that nobody offered. */
  int strangers() {
    return strangers.get();
  }

  /** How many were offered so far. */
  int offered() {
    return accounts.size();
  }

  /** All messages with what the journal says of them. */
  List<Story> stories(Function<String, Optional<Entry>> journal) {
    var all = new ArrayList<Story>();
    accounts.forEach((id, account) -> all.add(account.story(id, journal.apply(id))));
    return all;
  }
}
