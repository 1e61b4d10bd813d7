package im.balcony.msrp.transfer;

import im.balcony.api.data.Ids;
import im.balcony.api.wire.WireRecord;
import java.util.ArrayList;
import java.util.List;

/** One call into the protocol: what it knows, and the records it brings about. */
public record Call(long now, Ids ids, List<WireRecord> records) {

  /** A call that has brought about nothing yet; {@code now} in milliseconds. */
  public Call(long now, Ids ids) {
    this(now, ids, new ArrayList<>());
  }

  void tell(WireRecord record) {
    records.add(record);
  }
}
