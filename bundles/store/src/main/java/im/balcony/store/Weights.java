package im.balcony.store;

import im.balcony.api.data.Facts;
import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.session.Snapshot;
import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.store.Store.Journal;
import im.balcony.api.store.Store.Seen;
import java.util.List;

/** What rows count against the size: their texts and octets, and a fixed sum for each row. */
final class Weights {

  /** Keys, objects and index entries of one row. */
  static final long ROW = 128;

  private static final long VALUE = 16;

  private Weights() {}

  static long of(Snapshot snapshot) {
    return ROW
        + of(snapshot.key())
        + of(snapshot.body())
        + of(snapshot.correlation())
        + snapshot.deadlines().keySet().stream().mapToLong(Weights::text).sum();
  }

  static long of(PreparedRequest request) {
    return ROW + text(request.effectId()) + request.octets().length() + of(request.hop());
  }

  static long of(Seen seen) {
    return ROW + text(seen.key());
  }

  static long of(Journal entry) {
    return ROW
        + text(entry.ref())
        + text(entry.why())
        + entry.hops().stream().mapToLong(Weights::text).sum();
  }

  private static long of(ConversationKey key) {
    return text(key.tenant()) + text(key.juliet().toString()) + text(key.romeo().toString());
  }

  private static long of(Facts facts) {
    return facts.asMap().entrySet().stream()
        .mapToLong(e -> text(e.getKey()) + value(e.getValue()))
        .sum();
  }

  private static long value(Object value) {
    if (value instanceof String text) {
      return text(text);
    }
    if (value instanceof Facts facts) {
      return VALUE + of(facts);
    }
    if (value instanceof List<?> list) {
      return VALUE + list.stream().mapToLong(Weights::value).sum();
    }
    return VALUE;
  }

  private static long text(String text) {
    return VALUE + text.length();
  }
}
