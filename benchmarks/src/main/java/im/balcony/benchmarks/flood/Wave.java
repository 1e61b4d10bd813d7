package im.balcony.benchmarks.flood;

import im.balcony.benchmarks.peers.Loop;
import im.balcony.benchmarks.peers.SipPeer;
import im.balcony.benchmarks.stand.Text;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Requests of ever new senders, as fast as they are answered. */
final class Wave {

  /** Requests that wait for their answer at a time. */
  private static final int WINDOW = 200;

  /** What is not sent in this time, in seconds, is not sent: the machine is too slow for it. */
  private static final int PATIENCE = 50;

  /** Sends the request of one sender. */
  interface Ask {
    void ask(int sender, Consumer<String> answered);
  }

  private final Loop loop;
  private final int size;
  private final Ask ask;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final Map<String, Integer> answers = new TreeMap<>();
  private final long end = System.nanoTime() + PATIENCE * 1_000_000_000L;
  private int sent;
  private int answered;

  private Wave(Loop loop, int size, Ask ask) {
    this.loop = loop;
    this.size = size;
    this.ask = ask;
  }

  /** Sends so many, or what fits into 50 s, and waits for all answers; says what they were. */
  static String run(Loop loop, String what, int size, Ask ask) {
    var wave = new Wave(loop, size, ask);
    var begun = System.nanoTime();
    loop.execute(wave::fill);
    wave.done.join();
    return String.format(
        Locale.ROOT,
        "%s of %s %s in %.1f s: %s",
        Text.count(wave.answered),
        Text.count(size),
        what,
        (System.nanoTime() - begun) / 1e9,
        wave.answers);
  }

  private void fill() {
    while (isGoingOn() && sent - answered < WINDOW) {
      ask.ask(sent++, this::answered);
    }
  }

  private boolean isGoingOn() {
    return sent < size && System.nanoTime() - end < 0;
  }

  private void answered(String answer) {
    var status = SipPeer.status(answer);
    var waits = !SipPeer.field(answer, "Retry-After").isEmpty();
    answers.merge(status + (waits ? " with Retry-After" : ""), 1, Integer::sum);
    answered++;
    if (answered == sent && !isGoingOn()) {
      done.complete(null);
    } else {
      // By way of the loop, or it would go deeper with each answer.
      loop.later(0, this::fill);
    }
  }
}
