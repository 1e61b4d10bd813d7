package im.balcony.benchmarks.flat;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What is printed of measurements.
 *
 * @param flat whether it should be the same at all points
 */
record Figure(String title, boolean flat, ToDoubleFunction<Measured> value) {

  static final List<Figure> ALL =
      List.of(
          new Figure("CPU us", true, m -> m.each().cpu() / 1000),
          new Figure("+ GC CPU us", false, m -> m.each().collecting() / 1000),
          new Figure("+ JIT CPU us", false, m -> m.each().compiling() / 1000),
          new Figure("allocated kB", true, m -> m.each().allocated() / 1000),
          new Figure("store kB", true, m -> m.each().written() / 1000),
          new Figure("messages/s", false, Measured::rate),
          new Figure("p50 ms", false, m -> m.tally().quantile(0.5)),
          new Figure("failed", false, m -> m.tally().failed()));
}
