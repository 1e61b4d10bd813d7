package im.balcony.store;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.Jid;
import im.balcony.api.data.Facts;
import im.balcony.api.data.Octets;
import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.session.Snapshot;
import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.store.Store.Journal;
import im.balcony.api.store.Store.Seen;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;

/** The rows as octets, by way of {@link Facts}. */
final class RowCodec {

  private RowCodec() {}

  /** The name of a conversation's row. No JID and no tenant holds a line end. */
  static String name(ConversationKey key) {
    return key.tenant() + '\n' + key.juliet() + '\n' + key.romeo();
  }

  static byte[] write(Snapshot snapshot) {
    var key = snapshot.key();
    return FactsCodec.write(
        Facts.NONE
            .with("tenant", key.tenant())
            .with("juliet", key.juliet().toString())
            .with("romeo", key.romeo().toString())
            .with("schema", snapshot.schema())
            .with("body", snapshot.body())
            .with("deadlines", Facts.of(snapshot.deadlines()))
            .with("correlation", snapshot.correlation()));
  }

  static Snapshot snapshot(byte[] row) throws IOException {
    var facts = FactsCodec.read(row);
    var deadlines = new HashMap<String, Long>();
    facts
        .facts("deadlines")
        .asMap()
        .forEach(
            (name, due) -> {
              if (due instanceof Long time) {
                deadlines.put(name, time);
              }
            });
    try {
      var key =
          new ConversationKey(
              facts.text("tenant", ""),
              Jid.parse(facts.text("juliet", "")),
              Jid.parse(facts.text("romeo", "")));
      return new Snapshot(
          key,
          (int) facts.number("schema", 1),
          facts.facts("body"),
          deadlines,
          facts.facts("correlation"));
    } catch (AddressException e) {
      throw new IOException("a conversation's row names nobody", e);
    }
  }

  static byte[] write(PreparedRequest request) {
    // ISO 8859-1 keeps every octet; requests are few enough that the longer form does not matter.
    return FactsCodec.write(
        Facts.NONE
            .with("id", request.effectId())
            .with("octets", new String(request.octets().toArray(), StandardCharsets.ISO_8859_1))
            .with("hop", request.hop()));
  }

  static PreparedRequest request(byte[] row) throws IOException {
    var facts = FactsCodec.read(row);
    var octets = facts.text("octets", "").getBytes(StandardCharsets.ISO_8859_1);
    return new PreparedRequest(facts.text("id", ""), Octets.of(octets), facts.facts("hop"));
  }

  static byte[] write(Seen seen) {
    return FactsCodec.write(Facts.NONE.with("answer", seen.answer()).with("until", seen.until()));
  }

  static Seen seen(String key, byte[] row) throws IOException {
    var facts = FactsCodec.read(row);
    return new Seen(key, (int) facts.number("answer", 0), facts.number("until", 0));
  }

  /** A journal entry with its place in the order of the last changes. */
  record Entry(Journal journal, long place) {}

  static byte[] write(Entry entry) {
    var journal = entry.journal;
    return FactsCodec.write(
        Facts.NONE
            .with("place", entry.place)
            .with("tenant", journal.tenant())
            .with("direction", journal.direction())
            .with("outcome", journal.outcome())
            .with("why", journal.why())
            .with("at", journal.at())
            .with("hops", journal.hops())
            .with("names", journal.names()));
  }

  static Entry entry(String ref, byte[] row) throws IOException {
    var facts = FactsCodec.read(row);
    return new Entry(
        new Journal(
            ref,
            facts.text("tenant", ""),
            facts.text("direction", ""),
            facts.text("outcome", ""),
            facts.text("why", ""),
            facts.number("at", 0),
            facts.texts("hops"),
            facts.texts("names")),
        facts.number("place", 0));
  }
}
