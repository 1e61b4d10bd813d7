package im.balcony.benchmarks.flat;

import im.balcony.benchmarks.peers.Traffic;
import java.io.IOException;
import java.util.Map;

/**
 * A place on an axis.
 *
 * @param label as it is printed
 * @param prepare what has to be there before anything is measured here; done once
 * @param before the same, done before each measurement
 * @param ways how messages are sent
 * @param pace how fast
 */
record Point(
    String label, Work prepare, Work before, Map<Direction, Traffic.Way> ways, Traffic.Pace pace) {

  /** What a point needs. */
  interface Work {

    Work NONE = () -> "";

    /** Does it, and says what the reader of the figures has to know; empty if nothing. */
    String run() throws IOException, InterruptedException;
  }
}
