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
 * @param waiting octets of the batches that may wait for their commit, {@link #BATCH} for each and
 *     those of its rows; past it a commit fails at once
 */
record Bounds(long size, long age, long free, long waiting) {

  /** Octets that only batches of outcomes may use: what is owed can always be settled. */
  static final long RESERVE = 1_000_000;

  /** What a batch that waits weighs besides its rows. */
  static final long BATCH = 1000;

  static final Bounds DEFAULT = new Bounds(1_000_000_000, 604_800_000, 32_000_000, 64_000_000);

  private static final long LARGEST = 1_000_000_000_000L;
  private static final Logger LOG = LoggerFactory.getLogger(Bounds.class);

  /**
   * The bounds of a configuration; a value out of range is logged, and what is in force stays.
   *
   * @param now the bounds in force
   */
  static Bounds of(StoreConfiguration configuration, Bounds now) {
    return new Bounds(
        new Key(Quantity.OCTETS, "size.max", 2_000_000, LARGEST)
            .read(configuration.size_max(), now.size),
        new Key(Quantity.TIME, "age.max", 60_000, 31_536_000_000L)
            .read(configuration.age_max(), now.age),
        new Key(Quantity.OCTETS, "disk.free", 2_000_000, LARGEST)
            .read(configuration.disk_free(), now.free),
        new Key(Quantity.OCTETS, "waiting.max", 1_000_000, 10_000_000_000L)
            .read(configuration.waiting_max(), now.waiting));
  }

  private record Key(Quantity unit, String name, long min, long max) {

    long read(String text, long now) {
      var number = unit.parse(text.strip());
      if (number.isPresent() && number.getAsLong() >= min && number.getAsLong() <= max) {
        return number.getAsLong();
      }
      LOG.error(
          "{} {} = {} refused, {} stays; allowed: {} to {}",
          StoreConfiguration.PID,
          name,
          text,
          unit.render(now),
          unit.render(min),
          unit.render(max));
      return now;
    }
  }
}
