package im.balcony.store;

import im.balcony.api.store.Store.Seen;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A duplicate key as it is kept.
 *
 * @param print of the key
 * @param answer the status that the first copy was answered with; 0 for none
 * @param until when it may be forgotten, in milliseconds; above 0
 */
record SeenEntry(Fingerprint print, int answer, long until) {

  /** Octets of one. */
  static final int OCTETS = 28;

  private static final int LOW = Long.BYTES;
  private static final int UNTIL = LOW + Long.BYTES;
  private static final int ANSWER = UNTIL + Long.BYTES;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  static SeenEntry of(Seen seen) {
    return new SeenEntry(Fingerprint.of(seen.key()), seen.answer(), Math.max(1, seen.until()));
  }

  /** Writes it into {@link #OCTETS} octets from a place on. */
  void write(byte[] octets, int place) {
    LONG.set(octets, place, print.high());
    LONG.set(octets, place + LOW, print.low());
    LONG.set(octets, place + UNTIL, until);
    INT.set(octets, place + ANSWER, answer);
  }

  /** What {@link #write} wrote. */
  static SeenEntry read(byte[] octets, int place) {
    return new SeenEntry(
        new Fingerprint((long) LONG.get(octets, place), (long) LONG.get(octets, place + LOW)),
        (int) INT.get(octets, place + ANSWER),
        (long) LONG.get(octets, place + UNTIL));
  }
}
