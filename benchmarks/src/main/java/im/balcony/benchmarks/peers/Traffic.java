package im.balcony.benchmarks.peers;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Texts on their way, from the one end to the other. */
public final class Traffic {

  private static final int SIZE = 64;
  private static final long PATIENCE = 5_000_000_000L;
  private static final long TICK = 20_000_000L;

  /** Begins a message with this text; its number counts from 0 on in each run. */
  public interface Way {
    void say(int number, String text);
  }

  /**
   * How fast.
   *
   * @param window messages under way at a time; a new one begins as soon as one has arrived
   * @param rate messages begun a second; 0 for as many as arrive
   * @param most messages in all; the run ends then
   */
  public record Pace(int window, int rate, int most) {

    /** As fast as they arrive, {@code window} under way. */
    public static Pace closed(int window) {
      return new Pace(window, 0, Integer.MAX_VALUE);
    }

    /** So many a second, whatever arrives. */
    public static Pace steady(int rate) {
      return new Pace(Integer.MAX_VALUE, rate, Integer.MAX_VALUE);
    }

    /** The same, and no more than so many. */
    public Pace most(int count) {
      return new Pace(window, rate, count);
    }
  }

  /**
   * What came of a run.
   *
   * @param arrived messages that arrived, each counted once
   * @param refused those that were refused, by status or condition
   * @param lost those of which nothing was heard within 5 s behind the last
   * @param seconds from the first to the last
   * @param millis how long those took that arrived, in rising order; at a steady pace from when
   *     they were to begin
   */
  public record Tally(
      int arrived, Map<String, Integer> refused, int lost, double seconds, double[] millis) {

    /** The time below which {@code share} of the arrived ones took. */
    public double quantile(double share) {
      return millis.length == 0
          ? Double.NaN
          : millis[(int) Math.min(millis.length - 1L, Math.round(millis.length * share))];
    }

    /** How many were refused or lost. */
    public int failed() {
      return lost + refused.values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  private final Loop loop;
  private int runs;
  private Run run = new Run(0, (number, text) -> {}, Pace.closed(0), 0);

  /** Nothing is on its way. */
  public Traffic(Loop loop) {
    this.loop = loop;
  }

  /** Lets messages go one way for a while, and waits until all have arrived or are given up. */
  public Tally run(Way way, Pace pace, Duration length) {
    var done = new CompletableFuture<Tally>();
    loop.execute(
        () -> {
          run = new Run(++runs, way, pace, System.nanoTime() + length.toNanos());
          run.done = done;
          run.go();
        });
    return done.join();
  }

  /** A text arrived; of the loop's thread only. */
  public void arrived(String text) {
    var number = number(text);
    if (number >= 0) {
      run.arrived(number);
    }
  }

  /** The message with this text was refused; of the loop's thread only. */
  public void refused(String text, String why) {
    var number = number(text);
    if (number >= 0) {
      run.refused(number, why);
    }
  }

  /** Hears the answer to a MESSAGE with this text: it was refused, or is on its way. */
  public Consumer<String> answered(String text) {
    return answer -> {
      var status = SipPeer.status(answer);
      if (status == 503 && !answer.contains("\r\nRetry-After:")) {
        refused(text, "503 without Retry-After");
      } else if (status >= 300) {
        refused(text, String.valueOf(status));
      }
    };
  }

  /** The number of a text of the present run; -1 if it is none. */
  private int number(String text) {
    var at = text.indexOf("bench-");
    if (at < 0) {
      return -1;
    }
    var parts = text.substring(at).split("-", 4);
    return parts.length == 4 && Integer.parseInt(parts[1]) == run.id
        ? Integer.parseInt(parts[2])
        : -1;
  }

  private final class Run {

    private final int id;
    private final Way way;
    private final Pace pace;
    private final long end;
    private final long start = System.nanoTime();
    private final Map<String, Integer> refused = new TreeMap<>();
    private final Map<Integer, Long> under = new HashMap<>();
    private CompletableFuture<Tally> done = new CompletableFuture<>();
    private double[] millis = new double[1024];
    private int arrived;
    private int begun;
    private long last = start;

    private Run(int id, Way way, Pace pace, long end) {
      this.id = id;
      this.way = way;
      this.pace = pace;
      this.end = end;
    }

    private void go() {
      fill();
      loop.later(pace.rate == 0 ? TICK : 1_000_000_000L / pace.rate / 2, this::tick);
    }

    private void tick() {
      var now = System.nanoTime();
      if (isOver(now) && (under.isEmpty() || now - Math.max(last, end) > PATIENCE)) {
        if (!done.isDone()) {
          done.complete(tally());
        }
        return;
      }
      go();
    }

    private boolean isOver(long now) {
      return now - end >= 0 || begun >= pace.most;
    }

    private void fill() {
      var now = System.nanoTime();
      while (!isOver(now) && under.size() < pace.window && begun < due(now)) {
        var number = begun++;
        // From when it was to begin: who is held up begins late, and the message waits all the
        // same.
        under.put(
            number,
            pace.rate == 0 ? System.nanoTime() : start + number * 1_000_000_000L / pace.rate);
        var text = "bench-" + id + "-" + number + "-";
        way.say(number, text + "x".repeat(SIZE - text.length()));
      }
    }

    private long due(long now) {
      return pace.rate == 0 ? Long.MAX_VALUE : 1 + (now - start) * pace.rate / 1_000_000_000L;
    }

    private void arrived(int number) {
      var since = under.remove(number);
      if (since == null) {
        return;
      }
      last = System.nanoTime();
      if (arrived == millis.length) {
        millis = Arrays.copyOf(millis, 2 * arrived);
      }
      millis[arrived++] = (last - since) / 1e6;
      fill();
    }

    private void refused(int number, String why) {
      if (under.remove(number) != null) {
        refused.merge(why, 1, Integer::sum);
        // Not at once: who is refused and asks again at once only loads both.
      }
    }

    private Tally tally() {
      var times = Arrays.copyOf(millis, arrived);
      Arrays.sort(times);
      return new Tally(arrived, refused, under.size(), (last - start) / 1e9, times);
    }
  }
}
