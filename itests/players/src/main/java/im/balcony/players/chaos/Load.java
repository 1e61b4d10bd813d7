package im.balcony.players.chaos;

import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What people say all the time, evenly on all four ways. */
final class Load implements AutoCloseable {

  /** Sizes of texts, in octets; a MESSAGE over UDP holds less (RFC 3428 §8). */
  private static final int SMALLEST = 64;

  private static final int LARGEST = 2000;
  private static final int LARGEST_PAGE = 750;

  private final Options options;
  private final Juliets juliets;
  private final Romeos romeos;
  private final Random chance;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            var thread = new Thread(work, "load");
            thread.setDaemon(true);
            return thread;
          });
  private int turn;
  private @Nullable Future<?> saying;
  private @Nullable Future<?> calling;

  Load(Options options, Juliets juliets, Romeos romeos) {
    this.options = options;
    this.juliets = juliets;
    this.romeos = romeos;
    this.chance = new Random(options.seed());
  }

  static String romeo(int number) {
    return "romeo" + number;
  }

  static String juliet(int number) {
    return "juliet" + number % Options.JULIETS + "@example.com";
  }

  void start() {
    var pause = 1_000_000_000L / options.rate();
    saying = clock.scheduleAtFixedRate(this::say, pause, pause, TimeUnit.NANOSECONDS);
    calling = clock.scheduleWithFixedDelay(this::call, 0, 500, TimeUnit.MILLISECONDS);
  }

  private int size(int largest) {
    return SMALLEST + chance.nextInt(largest - SMALLEST);
  }

  private void say() {
    turn++;
    var pager = "pager" + chance.nextInt(Options.PAGERS);
    romeos.page(pager, juliet(chance.nextInt(Options.JULIETS)), size(LARGEST_PAGE));
    // One in ten is too long for one MESSAGE and is split.
    var largest = turn % 10 == 0 ? LARGEST : LARGEST_PAGE;
    juliets.page(chance.nextInt(Options.JULIETS), pager + "@example.net", size(largest));
    var number = chance.nextInt(options.sessions());
    juliets.chat(
        number % Options.JULIETS,
        romeo(number) + "@example.net",
        "thread-" + number,
        size(LARGEST),
        turn % 2 == 0);
    romeos.chat(chance, size(LARGEST), turn % 2 == 0);
  }

  /** Half of the sessions are Romeo's calls; the others begin when Juliet says something. */
  private void call() {
    var callers = romeos.callers();
    var fresh = 0;
    for (var i = 0; i < options.sessions() && fresh < 20; i += 2) {
      if (!callers.contains(romeo(i))) {
        romeos.call(romeo(i), juliet(i));
        fresh++;
      }
    }
  }

  /** Opens the sessions that Juliet begins. */
  void open() {
    for (var i = 1; i < options.sessions(); i += 2) {
      juliets.chat(i % Options.JULIETS, romeo(i) + "@example.net", "thread-" + i, SMALLEST, true);
    }
  }

  /** Whether it still goes on; a load that died would make every run good. */
  boolean isAlive() {
    return saying != null && !saying.isDone() && calling != null && !calling.isDone();
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
