package im.balcony.benchmarks.flat;

import im.balcony.benchmarks.stand.Stand;
import java.io.IOException;
import java.util.List;

/** Something of which there may be more and more, and a message should cost the same. */
interface Axis {

  /** As it is called in the arguments. */
  String name();

  /** The points, the least first; what all of them need is begun. */
  List<Point> points(Stand stand, Populations populations) throws IOException, InterruptedException;

  /**
   * Whether the points are there side by side and take turns in each round, so that what slowly
   * changes meets them all; else one is prepared when the one before it is measured.
   */
  default boolean isInterleaved() {
    return true;
  }
}
