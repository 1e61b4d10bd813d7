package im.balcony.benchmarks.flat;

import java.io.IOException;
import java.util.List;

/** Something of which there may be more and more, and a message should cost the same. */
interface Axis {

  /** As it is called in the arguments. */
  String name();

  /** How messages go, in words. */
  String pace();

  /** The points, the least first; what they need is begun at {@code stand}. */
  List<Point> points(Stand stand) throws IOException, InterruptedException;
}
