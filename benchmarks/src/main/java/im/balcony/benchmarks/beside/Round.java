package im.balcony.benchmarks.beside;

import im.balcony.benchmarks.peers.Traffic;
import im.balcony.benchmarks.peers.Traffic.Pace;
import java.time.Duration;

/**
 * One round of one gateway.
 *
 * @param cpu microseconds a message, of all threads of all its processes
 */
record Round(Traffic.Tally tally, double cpu) {

  /** Messages a second. */
  double rate() {
    return tally.arrived() / tally.seconds();
  }

  /** Lets messages go for a while. */
  static Round of(Gateway gateway, Way way, Pace pace, Duration length) {
    var before = gateway.cpu();
    var tally = gateway.peers().traffic.run(way.of(gateway), pace, length);
    var cpu = gateway.cpu().minus(before);
    return new Round(tally, cpu.toNanos() / 1e3 / Math.max(1, tally.arrived()));
  }
}
