package im.balcony.store;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Octets;
import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.store.Store.Seen;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Requests as octets, and duplicate keys as they were: a tag, then what is always there. Those of
 * schema 1 are {@link Facts}; they are read still.
 */
final class RowCodec {

  private static final byte REQUEST = 'r';
  private static final byte SEEN = 's';

  /** Behind what finds the way of a request. */
  private static final String TENANT = "balcony.store.tenant";

  private static final int UNTIL = 1;
  private static final int ANSWER = UNTIL + Long.BYTES;
  private static final int SEEN_OCTETS = ANSWER + Integer.BYTES;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private RowCodec() {}

  /** A request, and whose it is: a version that does not know that passes it over. */
  static byte[] write(RowBuffer out, String tenant, PreparedRequest request) {
    out.clear();
    out.octet(REQUEST);
    out.octets(request.octets());
    FactsCodec.append(out, request.hop(), TENANT, tenant);
    return out.toArray();
  }

  /**
   * A request that is owed.
   *
   * @param tenant whose it is; empty if a version before wrote it
   */
  record Owed(String tenant, PreparedRequest request) {}

  static Owed owed(String effectId, byte[] row) throws IOException {
    if (row.length > 0 && row[0] == REQUEST) {
      try (var in = new DataInputStream(new ByteArrayInputStream(row))) {
        in.skipNBytes(1);
        var octets = in.readNBytes(FactsCodec.size(in));
        var hop = FactsCodec.read(in);
        var request = new PreparedRequest(effectId, Octets.of(octets), hop.without(TENANT));
        return new Owed(hop.text(TENANT, ""), request);
      }
    }
    var facts = FactsCodec.read(row);
    // ISO 8859-1 kept every octet.
    var octets = facts.text("octets", "").getBytes(StandardCharsets.ISO_8859_1);
    return new Owed(
        "", new PreparedRequest(facts.text("id", ""), Octets.of(octets), facts.facts("hop")));
  }

  /** A duplicate key as schemas before 6 wrote it, which had a row for each. */
  static Seen seen(String key, byte[] row) {
    if (row.length >= SEEN_OCTETS && row[0] == SEEN) {
      return new Seen(key, (int) INT.get(row, ANSWER), (long) LONG.get(row, UNTIL));
    }
    var facts = facts(row);
    return new Seen(key, (int) facts.number("answer", 0), facts.number("until", 0));
  }

  /** A row that has to be facts. */
  static Facts facts(byte[] row) {
    try {
      return FactsCodec.read(row);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
