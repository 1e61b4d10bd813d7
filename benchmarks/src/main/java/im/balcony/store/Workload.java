package im.balcony.store;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.Jid;
import im.balcony.api.data.Facts;
import im.balcony.api.data.Octets;
import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.session.Snapshot;
import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.store.Store.Batch;
import im.balcony.api.store.Store.Journal;
import im.balcony.api.store.Store.Seen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Batches like those of a message: accepted in one commit, with its outcome in another. */
final class Workload {

  private static final int CONVERSATIONS = 500;
  private static final int TEXT = 1000;

  /** As the tenant's key has it. */
  enum Durability {
    PROCESS,
    POWER,
    NONE
  }

  private final List<ConversationKey> keys = new ArrayList<>();

  Workload() {
    try {
      var juliet = Jid.parse("juliet@example.com");
      for (var i = 0; i < CONVERSATIONS; i++) {
        keys.add(new ConversationKey("verona", juliet, Jid.parse("romeo" + i + "@example.net")));
      }
    } catch (AddressException e) {
      throw new IllegalStateException(e);
    }
  }

  private ConversationKey key(int message) {
    return keys.get(message % keys.size());
  }

  /** The batch that accepts a message. */
  Batch accepted(int message, Durability durability) {
    var text = durability == Durability.NONE ? "" : "x".repeat(TEXT);
    var request = new PreparedRequest("e" + message, Octets.of(new byte[text.length()]), rest());
    var seen = new Seen("seen" + message, 202, System.currentTimeMillis() + 32_000);
    return new Batch(
        key(message),
        snapshot(message, text),
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
        snapshot(message, ""),
        List.of(),
        List.of("e" + message),
        List.of(),
        List.of(entry(message, "HANDED_OVER")),
        durability == Durability.POWER);
  }

  private static Facts rest() {
    return Facts.NONE.with("kind", "SIP").with("host", "192.0.2.1").with("port", 5060);
  }

  private Optional<Snapshot> snapshot(int message, String text) {
    var body = Facts.NONE.with("texts", text).with("legs", "x".repeat(400));
    var correlation = Facts.NONE.with("dialog", "x".repeat(300));
    return Optional.of(
        new Snapshot(
            key(message), 1, body, Map.of("texts", System.currentTimeMillis()), correlation));
  }

  private static Journal entry(int message, String outcome) {
    return new Journal(
        "r" + message,
        "verona",
        "xmpp-to-sip",
        outcome,
        "",
        System.currentTimeMillis(),
        List.of("1750000000000 accepted"),
        List.of("stanza" + message));
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
