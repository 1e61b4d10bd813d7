package im.balcony.benchmarks.beside;

import java.io.IOException;
import java.time.Duration;

/** A gateway between the peers, in processes of its own. */
interface Gateway extends AutoCloseable {

  /** What it is called in tables. */
  String name();

  /** Both of its sides. */
  Peers peers();

  /** Romeo number {@code user} sends a MESSAGE to Juliet of the same number; of the peers' loop. */
  void pageToXmpp(int user, String text);

  /** Juliet number {@code user} sends a message to Romeo of the same number; likewise. */
  void pageToSip(int user, String text);

  /** CPU that its processes took so far. */
  Duration cpu();

  @Override
  void close() throws IOException;

  /** CPU of a process and its children so far. */
  static Duration cpu(long pid) {
    var process = ProcessHandle.of(pid).orElseThrow();
    return process.descendants().map(Gateway::own).reduce(own(process), Duration::plus);
  }

  private static Duration own(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }
}
