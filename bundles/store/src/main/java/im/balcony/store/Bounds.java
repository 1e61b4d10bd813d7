package im.balcony.store;

import im.balcony.api.data.Quantity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much the store keeps.
 *
 * @param size octets of all that is kept, {@link #RESERVE} included
 * @param age how long a journal entry is kept, in milliseconds
 * @param free octets that the disk must have left for new work to be taken
 */
record Bounds(long size, long age, long free) {

  /** Octets that only batches of outcomes may use: what is owed can always be settled. */
  static final long RESERVE = 1_000_000;

  /** Batches that may wait for their commit; past it a commit fails at once. */
  static final int WAITING = 65_536;

  /** Octets of their rows, likewise. */
  static final long WAITING_OCTETS = 64_000_000;

  static final Bounds DEFAULT = new Bounds(1_000_000_000, 604_800_000, 32_000_000);

  private static final Logger LOG = LoggerFactory.getLogger(Bounds.class);

  /** The bounds of a configuration; a value out of range is logged and replaced by its default. */
  static Bounds of(String size, String age, String free) {
    return new Bounds(
        read(Quantity.OCTETS, "size.max", size, 2_000_000, 1_000_000_000_000L, DEFAULT.size),
        read(Quantity.TIME, "age.max", age, 60_000, 31_536_000_000L, DEFAULT.age),
        read(Quantity.OCTETS, "disk.free", free, 2_000_000, 1_000_000_000_000L, DEFAULT.free));
  }

  private static long read(
      Quantity unit, String key, String text, long min, long max, long fallback) {
    var number = unit.parse(text.strip());
    if (number.isPresent() && number.getAsLong() >= min && number.getAsLong() <= max) {
      return number.getAsLong();
    }
    LOG.error(
        "{} {} = {} refused, {} is used; allowed: {} to {}",
        StoreConfiguration.PID,
        key,
        text,
        unit.render(fallback),
        unit.render(min),
        unit.render(max));
    return fallback;
  }
}
