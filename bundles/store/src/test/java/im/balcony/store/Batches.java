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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A life of batches: each accepts a message and tells the outcome of an earlier one. */
final class Batches {

  static final int PEOPLE = 20;

  /** How many messages later the outcome of one is known. */
  static final long KEPT = 200;

  private Batches() {}

  static ConversationKey key(long number) {
    try {
      return new ConversationKey(
          "verona",
          Jid.parse("juliet@example.com"),
          Jid.parse("romeo" + number % PEOPLE + "@example.net"));
    } catch (AddressException e) {
      throw new AssertionError(e);
    }
  }

  static Snapshot snapshot(long number) {
    var body = Facts.NONE.with("number", number).with("text", "x".repeat(300));
    return new Snapshot(
        key(number), 1, body, Map.of("idle", number), Facts.NONE.with("legs", List.of("a", "b")));
  }

  static PreparedRequest request(long number) {
    var octets =
        ("MESSAGE " + number + " \u00ff\u0000")
            .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    return new PreparedRequest("e" + number, Octets.of(octets), Facts.NONE.with("port", number));
  }

  static Journal journal(long number, String outcome) {
    return new Journal(
        "m" + number,
        "verona",
        "xmpp-to-sip",
        outcome,
        "",
        number,
        List.of("1 in"),
        List.of("n" + number));
  }

  static Batch batch(long number, boolean forced) {
    var journal = new ArrayList<>(List.of(journal(number, "PENDING")));
    var settled = new ArrayList<String>();
    if (number >= KEPT) {
      journal.add(journal(number - KEPT, "DELIVERED"));
      settled.add("e" + (number - KEPT));
    }
    return new Batch(
        key(number),
        Optional.of(snapshot(number)),
        List.of(request(number)),
        settled,
        List.of(new Seen("d" + number, 202, Long.MAX_VALUE)),
        journal,
        forced);
  }
}
