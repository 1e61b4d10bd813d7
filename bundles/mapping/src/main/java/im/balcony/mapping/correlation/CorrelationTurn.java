package im.balcony.mapping.correlation;

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
public final class CorrelationTurn {

  /** Whose conversation it is. */
  public final ConversationKey key;

  /** The tenant, the time, and what rules may ask for. */
  public final Context context;

  /** What is remembered, as it changes. */
  public final CorrelationShelves correlation;

  private final List<Event> events = new ArrayList<>();
  private final List<WireRecord> records = new ArrayList<>();
  private final List<AddressBook.Entry> additions = new ArrayList<>();
  private Optional<Failure> failure = Optional.empty();
  private final List<Failure> refused = new ArrayList<>();
  private String note = "";

  /** One record or effect that begins. */
  public CorrelationTurn(CorrelationShelves correlation, Context context) {
    this.key = correlation.key();
    this.context = context;
    this.correlation = correlation;
    correlation.begin();
  }

  /** Forgets what nothing can come of any more: what is oldest, and no look at the rest. */
  public void sweep() {
    CorrelationEnds.sweep(this);
    CorrelationMessages.sweep(this);
  }

  /** The conversation has to hear this. */
  public void tell(Event event) {
    events.add(event);
  }

  /** This goes out. */
  public void send(WireRecord record) {
    records.add(record);
  }

  /** Sends a response. */
  public void respond(SipTransaction transaction, SipResponse response) {
    send(new SipCommand.Respond(transaction, response));
  }

  /** Sends a response without anything in it. */
  public void respond(SipTransaction transaction, int status, String reason) {
    respond(transaction, SipResponse.of(status, reason));
  }

  /** Sends a request whose response is that of the effect. */
  public void request(String effectId, im.balcony.api.sip.SipRequest request) {
    send(new SipCommand.Request(effectId, key.tenant(), request));
  }

  void learn(List<AddressBook.Entry> entries) {
    additions.addAll(entries);
  }

  /** Why nothing is heard of the record. */
  public void note(String why) {
    note = why;
  }

  /** Operators should hear why something was refused at once. */
  public void refused(Failure why) {
    refused.add(why);
  }

  /** The effect cannot be written. */
  public void fail(Failure why) {
    failure = Optional.of(why);
  }

  /** What the record brought about. */
  public Heard heard() {
    return new Heard(
        List.copyOf(events),
        List.copyOf(records),
        List.copyOf(additions),
        note,
        List.copyOf(refused));
  }

  /** What the effect brought about; what cannot be written leaves everything as it was. */
  public Said said() {
    if (failure.isPresent()) {
      correlation.undo();
      return new Said(List.of(), List.of(), failure);
    }
    return new Said(List.copyOf(records), List.copyOf(additions), Optional.empty());
  }
}
