package im.balcony.xmpp;

import im.balcony.api.data.Ids;
import im.balcony.api.data.Octets;
import im.balcony.api.wire.WireRecord;
import im.balcony.api.xmpp.XmppEvent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What one call of the protocol brings about, gathered while it is worked on. */
final class Turn {

  final long now;
  final Ids ids;
  final List<ByteBuffer> bytes = new ArrayList<>(2);
  final List<WireRecord> records = new ArrayList<>(2);
  boolean close;

  Turn(long now, Ids ids) {
    this.now = now;
    this.ids = ids;
  }

  /** Writes {@code text} and tells how many octets it took. */
  int say(String text) {
    return say(Octets.utf8(text));
  }

  /** Writes {@code octets} and tells how many they are. */
  int say(Octets octets) {
    bytes.add(octets.view());
    return octets.length();
  }

  void tell(WireRecord record) {
    records.add(record);
  }

  void notSent(String effectId, boolean written) {
    tell(new XmppEvent.NotSent(effectId, written));
  }
}
