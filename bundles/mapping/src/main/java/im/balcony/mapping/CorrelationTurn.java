package im.balcony.mapping;

import im.balcony.api.data.Facts;
import im.balcony.api.mapping.AddressBook;
import im.balcony.api.mapping.Context;
import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.mapping.Heard;
import im.balcony.api.mapping.Said;
import im.balcony.api.message.Failure;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.sip.SipTransaction;
import im.balcony.api.wire.WireRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One call of the mapping: what it is given, and what it says, piece by piece. */
final class CorrelationTurn {

  final ConversationKey key;
  final Context context;
  final Correlation correlation;

  private final Facts before;
  private final List<Event> events = new ArrayList<>();
  private final List<WireRecord> records = new ArrayList<>();
  private final List<AddressBook.Entry> additions = new ArrayList<>();
  private Optional<Failure> failure = Optional.empty();
  private final List<Failure> refused = new ArrayList<>();
  private String note = "";

  CorrelationTurn(ConversationKey key, Facts before, Context context) {
    this.key = key;
    this.context = context;
    this.before = before;
    this.correlation = new Correlation(before);
  }

  /** The conversation has to hear this. */
  void tell(Event event) {
    events.add(event);
  }

  /** This goes out. */
  void send(WireRecord record) {
    records.add(record);
  }

  void respond(SipTransaction transaction, SipResponse response) {
    send(new SipCommand.Respond(transaction, response));
  }

  void respond(SipTransaction transaction, int status, String reason) {
    respond(transaction, SipResponse.of(status, reason));
  }

  void request(String effectId, im.balcony.api.sip.SipRequest request) {
    send(new SipCommand.Request(effectId, key.tenant(), request));
  }

  void learn(List<AddressBook.Entry> entries) {
    additions.addAll(entries);
  }

  /** Why nothing is heard of the record. */
  void note(String why) {
    note = why;
  }

  /** Operators should hear why something was refused at once. */
  void refused(Failure why) {
    refused.add(why);
  }

  /** The effect cannot be written. */
  void fail(Failure why) {
    failure = Optional.of(why);
  }

  Heard heard() {
    return new Heard(
        correlation.facts(),
        List.copyOf(events),
        List.copyOf(records),
        List.copyOf(additions),
        note,
        List.copyOf(refused));
  }

  Said said() {
    return failure.isPresent()
        ? new Said(before, List.of(), List.of(), failure)
        : new Said(
            correlation.facts(), List.copyOf(records), List.copyOf(additions), Optional.empty());
  }
}
