package im.balcony.store;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.Jid;
import im.balcony.api.data.Changes;
import im.balcony.api.data.Facts;
import im.balcony.api.data.Octets;
import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.store.Store.Batch;
import im.balcony.api.store.Store.Journal;
import im.balcony.api.store.Store.Seen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Batches like those of a message: accepted in one commit, with its outcome in another; or, as a
 * page message has them when its report was asked for, in four: accepted, handed over, delivered,
 * and past the time in which an error may come.
 */
final class Workload {

  private static final int CONVERSATIONS = 500;
  private static final int TEXT = 1000;

  private static final Facts LEGS = Facts.NONE.with("legs", "x".repeat(400));
  private static final Facts DIALOG = Facts.NONE.with("dialog", "x".repeat(300));

  /** As the tenant's key has it. */
  enum Durability {
    PROCESS,
    POWER,
    NONE
  }

  /** Commits of a page message. */
  static final int STEPS = 4;

  private final List<ConversationKey> keys = new ArrayList<>();

  private final boolean scattered;

  /** One whose names count. */
  Workload() {
    this(false);
  }

  /**
   * One of many conversations.
   *
   * @param scattered whether names of messages lie anywhere, as random ones do
   */
  Workload(boolean scattered) {
    this.scattered = scattered;
    try {
      var juliet = Jid.parse("juliet@example.com");
      for (var i = 0; i < CONVERSATIONS; i++) {
        keys.add(new ConversationKey("verona", juliet, Jid.parse("romeo" + i + "@example.net")));
      }
    } catch (AddressException e) {
      throw new IllegalStateException(e);
    }
  }

  private String name(int message) {
    // A step of the golden ratio: each number once, and none near the one before.
    return scattered
        ? Long.toString(((message + 1) * 0x9E3779B97F4A7C15L) >>> 1, 36)
        : Integer.toString(message);
  }

  private ConversationKey key(int message) {
    return keys.get(message % keys.size());
  }

  /** The batch that accepts a message. */
  Batch accepted(int message, Durability durability) {
    var text = durability == Durability.NONE ? "" : "x".repeat(TEXT);
    var request =
        new PreparedRequest("e" + name(message), Octets.of(new byte[text.length()]), rest());
    var seen = new Seen("seen" + name(message), 202, System.currentTimeMillis() + 32_000);
    return new Batch(
        key(message),
        0,
        put(Map.of("session/1", LEGS, "text/" + name(message), Facts.NONE.with("text", text))),
        put(Map.of("message/" + name(message), DIALOG)),
        false,
        List.of(request),
        List.of(),
        List.of(seen),
        List.of(entry(message, "PENDING")),
        durability == Durability.POWER);
  }

  /** The batch with its outcome. */
  Batch handedOver(int message, Durability durability) {
    return new Batch(
        key(message),
        0,
        removed("text/" + name(message)),
        removed("message/" + name(message)),
        false,
        List.of(),
        List.of("e" + name(message)),
        List.of(),
        List.of(entry(message, "HANDED_OVER")),
        durability == Durability.POWER);
  }

  /** One of the {@link #STEPS} batches of a page message, counted from 0. */
  Batch step(int message, int step) {
    var receipt = Changes.Row.of(Facts.NONE.with("until", System.currentTimeMillis()));
    return switch (step) {
      case 0 -> accepted(message, Durability.PROCESS);
      case 1 ->
          later(
              message,
              new Changes(
                  Map.of("receipt/" + name(message), receipt), Set.of("text/" + name(message))),
              Changes.NONE,
              List.of("e" + name(message)),
              List.of(entry(message, "HANDED_OVER")));
      case 2 ->
          later(
              message,
              removed("receipt/" + name(message)),
              Changes.NONE,
              List.of(),
              List.of(entry(message, "DELIVERED")));
      default ->
          later(message, Changes.NONE, removed("message/" + name(message)), List.of(), List.of());
    };
  }

  private Batch later(
      int message, Changes session, Changes mapping, List<String> settled, List<Journal> journal) {
    return new Batch(
        key(message), 0, session, mapping, false, List.of(), settled, List.of(), journal, false);
  }

  /** For each conversation a batch after which it remembers so many texts. */
  List<Batch> remembered(int texts) {
    var rows = new HashMap<String, Facts>();
    for (var i = 0; i < texts; i++) {
      rows.put("text/remembered" + i, Facts.NONE.with("text", "x".repeat(TEXT)));
    }
    return keys.stream()
        .map(
            key ->
                new Batch(
                    key,
                    0,
                    put(rows),
                    Changes.NONE,
                    false,
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    false))
        .toList();
  }

  private static Changes put(Map<String, Facts> rows) {
    var put = new HashMap<String, Changes.Row>();
    rows.forEach((name, value) -> put.put(name, Changes.Row.of(value)));
    return new Changes(put, Set.of());
  }

  private static Changes removed(String name) {
    return new Changes(Map.of(), Set.of(name));
  }

  private static Facts rest() {
    return Facts.NONE.with("kind", "SIP").with("host", "192.0.2.1").with("port", 5060);
  }

  private Journal entry(int message, String outcome) {
    return new Journal(
        "r" + name(message),
        "verona",
        "xmpp-to-sip",
        outcome,
        "",
        System.currentTimeMillis(),
        List.of("1750000000000 accepted"),
        List.of("stanza" + name(message)));
  }

  /** Deletes a folder with all in it. */
  static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
