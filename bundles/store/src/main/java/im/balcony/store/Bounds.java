package im.balcony.store;

/**
 * How much the store keeps.
 *
 * @param size octets of all that is kept, {@link #RESERVE} included
 * @param age how long a journal entry is kept, in milliseconds
 * @param free octets that the disk must have left for new work to be taken
 * @param waiting octets of the batches that may wait for their commit, {@link #BATCH} for each and
 *     those of its rows; past it a commit fails at once
 * @param seen how many duplicate keys, which lie in memory; past it new work is not taken
 * @param log octets of changes that lie in memory, and in the log, before their pages are written
 *     sooner than usual; whoever commits when it is twice as much waits for the pages
 */
record Bounds(long size, long age, long free, long waiting, long seen, long log) {

  /** Octets that only batches of outcomes may use: what is owed can always be settled. */
  static final long RESERVE = 1_000_000;

  /** What a batch that waits weighs besides its rows. */
  static final long BATCH = 1000;

  static final Bounds DEFAULT =
      new Bounds(1_000_000_000, 604_800_000, 32_000_000, 64_000_000, 4_000_000, 64_000_000);
}
