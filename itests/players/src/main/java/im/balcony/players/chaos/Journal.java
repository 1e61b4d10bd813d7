package im.balcony.players.chaos;

import im.balcony.players.Console;
import im.balcony.players.chaos.Story.Entry;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The gateway's journal, as {@code balcony:journal} tells it, read bit by bit while it grows. */
final class Journal {

  private static final int COUNT = 20_000;

  /** Entries of earlier milliseconds may still become visible behind later ones. */
  private static final long OVERLAP = 2_000;

  private final Map<String, Entry> byName = new HashMap<>();
  private final Map<String, String> pending = new HashMap<>();
  private long seen;
  private boolean gap;

  /** Reads what changed since the last time. */
  synchronized void read(Console shell) throws IOException {
    read(
        shell.run(
            "balcony:journal --tenant verona --count "
                + COUNT
                + " --since "
                + Math.max(0, seen - OVERLAP)));
  }

  /** Takes lines, the newest first. */
  synchronized void read(String lines) {
    var newest = seen;
    var count = 0;
    var fresh = new HashMap<String, Entry>();
    for (var line : lines.split("\r?\n")) {
      var columns = line.split("\t", -1);
      if (columns.length == 6) {
        count++;
        var at = Long.parseLong(columns[0]);
        newest = Math.max(newest, at);
        var entry = new Entry(at, columns[1], columns[3], columns[4]);
        for (var name : columns[5].split(" ")) {
          // The newest line of a message stands first.
          fresh.putIfAbsent(name, entry);
        }
      }
    }
    byName.putAll(fresh);
    fresh.values().forEach(this::note);
    gap |= count >= COUNT;
    seen = newest;
  }

  private void note(Entry entry) {
    if (entry.outcome().equals("PENDING")) {
      pending.put(entry.ref(), entry.outcome());
    } else {
      pending.remove(entry.ref());
    }
  }

  /** What it says of a message. */
  synchronized Optional<Entry> of(String id) {
    return Optional.ofNullable(byName.get(id));
  }

  /** How many messages have no outcome yet. */
  synchronized int pending() {
    return pending.size();
  }

  /** When the last outcome was recorded. */
  synchronized long lastChange() {
    return seen;
  }

  /** Whether more changed between two readings than one reading tells. */
  synchronized boolean hasGap() {
    return gap;
  }
}
