package im.balcony.msrp;

import im.balcony.api.data.Ids;
import im.balcony.api.wire.WireRecord;
import java.util.ArrayList;
import java.util.List;

/** One call into the protocol: what it knows, and the records it brings about. */
record Call(long now, Ids ids, List<WireRecord> records) {

  Call(long now, Ids ids) {
    this(now, ids, new ArrayList<>());
  }

  void tell(WireRecord record) {
    records.add(record);
  }
}
