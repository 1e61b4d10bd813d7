package im.balcony.net;

import im.balcony.api.wire.ConnectionEvent;
import im.balcony.api.wire.Intake;
import im.balcony.api.wire.WireRecord;
import im.balcony.testkit.Inbox;

/** The router's place: keeps what it is told. */
final class Heard implements Intake {

  final Inbox<WireRecord> records = new Inbox<>("record");
  final Inbox<ConnectionEvent> events = new Inbox<>("event");

  @Override
  public void sip(WireRecord record) {
    throw new AssertionError("sockets know no SIP");
  }

  @Override
  public void record(String connectionId, WireRecord record) {
    records.put(record);
  }

  @Override
  public void connection(ConnectionEvent event) {
    events.put(event);
  }
}
