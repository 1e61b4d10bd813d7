package im.balcony.benchmarks.flat;

import im.balcony.benchmarks.peers.Traffic.Tally;
import im.balcony.benchmarks.stand.Cost;

/**
 * One measurement.
 *
 * @param each what one message cost
 * @param tally what came of the messages
 */
record Measured(Cost each, Tally tally) {

  double rate() {
    return tally.arrived() / tally.seconds();
  }
}
