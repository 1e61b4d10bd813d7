package im.balcony.api.mapping;

import im.balcony.api.message.Failure;
import im.balcony.api.session.Event;
import im.balcony.api.wire.WireRecord;
import java.util.List;

/**
 * What a wire record means.
 *
 * @param events what the conversation has to hear, in order; may be none
 * @param replies answers that accept nothing and need no decision of the conversation (a stale
 *     CSeq, a 415)
 * @param additions pairs for the address book
 * @param note why there is no event, for the log; empty otherwise
 * @param refused why {@code replies} refuse something, where operators should hear of it
 */
public record Heard(
    List<Event> events,
    List<WireRecord> replies,
    List<AddressBook.Entry> additions,
    String note,
    List<Failure> refused) {

  /** One that refuses nothing of which operators should hear. */
  public Heard(
      List<Event> events,
      List<WireRecord> replies,
      List<AddressBook.Entry> additions,
      String note) {
    this(events, replies, additions, note, List.of());
  }
}
