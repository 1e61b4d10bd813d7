package im.balcony.players.chaos;

import java.util.List;
import java.util.Optional;

/**
 * All that is known of one message.
 *
 * @param id its name in its text and on its sender's wire
 * @param at when it was offered, in milliseconds since 1970
 * @param reportWanted whether its sender asked to hear of its delivery
 * @param octets about how long its text is
 * @param heard when its recipient heard it, whole, and under which name of the recipient's wire
 * @param told what its sender was told
 * @param journal what the gateway's journal says, if it was accepted
 */
record Story(
    String id,
    Route route,
    long at,
    boolean reportWanted,
    int octets,
    List<Heard> heard,
    List<Told> told,
    Optional<Entry> journal) {

  /** It came. */
  record Heard(long at, String name) {}

  /** What a sender may be told. */
  enum Word {
    /** Taken: 202, MSRP 200. */
    ACCEPTED,
    /** Not taken, or failed later. */
    FAILED,
    /** It arrived. */
    DELIVERED,
    /** Nothing: the sender's own protocol gave up waiting. */
    SILENCE
  }

  /** A word, with the protocol's own words. */
  record Told(long at, Word word, String detail) {}

  /** The last line of the journal. */
  record Entry(long at, String ref, String outcome, String why) {}

  boolean wasHeard() {
    return !heard.isEmpty();
  }

  boolean was(Word word) {
    return told.stream().anyMatch(t -> t.word == word);
  }

  boolean is(String... outcomes) {
    return journal.filter(j -> List.of(outcomes).contains(j.outcome)).isPresent();
  }

  /** When the last thing about it happened. */
  long end() {
    var last = at;
    for (var hearing : heard) {
      last = Math.max(last, hearing.at);
    }
    for (var telling : told) {
      last = Math.max(last, telling.at);
    }
    return Math.max(last, journal.map(Entry::at).orElse(last));
  }
}
