package im.balcony.benchmarks.codecs;

import im.balcony.benchmarks.stand.Text;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Codecs alone on one core, each in a process of its own: {@code [quick]}. */
public final class CodecsBenchmark {

  private CodecsBenchmark() {}

  /** Measures and prints. */
  public static void main(String[] arguments) throws RunnerException {
    var quick = List.of(arguments).contains("quick");
    var options =
        new OptionsBuilder()
            .include(CodecsBenchmark.class.getPackageName())
            .mode(Mode.Throughput)
            .timeUnit(TimeUnit.SECONDS)
            .warmupTime(TimeValue.seconds(1))
            .warmupIterations(quick ? 3 : 10)
            .measurementTime(TimeValue.seconds(1))
            .measurementIterations(quick ? 3 : 10)
            .forks(quick ? 1 : 3)
            .addProfiler(GCProfiler.class)
            .verbosity(VerboseMode.SILENT)
            .build();
    System.out.println("| Codec | Body | A second | Deviation | Allocated each |");
    System.out.println("|---|---|---|---|---|");
    new Runner(options).run().forEach(CodecsBenchmark::line);
  }

  private static void line(RunResult result) {
    var parameters = result.getParams();
    var name = parameters.getBenchmark();
    var body = parameters.getParam("body");
    var rate = result.getPrimaryResult();
    var allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
    System.out.printf(
        "| %s | %s | %s | %s | %s octets |%n",
        name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1),
        body == null ? "-" : body,
        Text.count(Math.round(rate.getScore())),
        Text.count(Math.round(rate.getScoreError())),
        Text.figure(allocated == null ? Double.NaN : allocated.getScore()));
  }
}
