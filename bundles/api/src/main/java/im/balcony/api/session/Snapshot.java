package im.balcony.api.session;

import im.balcony.api.data.Facts;
import im.balcony.api.mapping.ConversationKey;
import java.util.Map;

/**
 * All there is of a conversation between two steps.
 *
 * @param key whose it is
 * @param schema the schema of {@code body}
 * @param body what the machine remembers; only {@code session} reads it, version N reads that of
 *     N-1 and keeps names that it does not know
 * @param deadlines when which named deadline is due, milliseconds of the gateway's clock
 * @param correlation what mapping remembers; only {@code mapping} reads it
 */
public record Snapshot(
    ConversationKey key, int schema, Facts body, Map<String, Long> deadlines, Facts correlation) {

  /** Copies the deadlines. */
  public Snapshot {
    deadlines = Map.copyOf(deadlines);
  }

  /** A conversation of which nothing is known yet. */
  public static Snapshot empty(ConversationKey key) {
    return new Snapshot(key, 1, Facts.NONE, Map.of(), Facts.NONE);
  }

  /** The same snapshot with another correlation. */
  public Snapshot withCorrelation(Facts facts) {
    return new Snapshot(key, schema, body, deadlines, facts);
  }
}
