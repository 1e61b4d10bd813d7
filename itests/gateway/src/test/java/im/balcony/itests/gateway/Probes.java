package im.balcony.itests.gateway;

import im.balcony.testkit.server.ComponentServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A message each way every now and then, timed from the one end to the other. What they measure
 * begins anew with each {@link #times}.
 */
final class Probes implements AutoCloseable {

  private static final long EACH = 50;

  /**
   * As many pairs of people take turns, so that no two messages of one pair wait for each other.
   */
  private static final int PAIRS = 40;

  private final TrustedPeer romeo;
  private final ComponentServer server;
  private final String sipDomain;
  private final String xmppDomain;
  private final Map<String, Long> sent = new ConcurrentHashMap<>();
  private final Map<String, Long> took = new ConcurrentHashMap<>();
  private final Set<CompletableFuture<TrustedPeer.Answer>> asked = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(1);
  private final Thread reader = new Thread(this::read, "probe-reader");
  private int number;

  Probes(TrustedPeer romeo, String sipDomain, ComponentServer server, String xmppDomain) {
    this.romeo = romeo;
    this.sipDomain = sipDomain;
    this.server = server;
    this.xmppDomain = xmppDomain;
    romeo.arrived = this::arrived;
    reader.setDaemon(true);
    reader.start();
    clock.scheduleAtFixedRate(this::probe, EACH, EACH, TimeUnit.MILLISECONDS);
  }

  private void probe() {
    var id = ++number;
    var pair = id % PAIRS;
    begin("to juliet " + id);
    asked.add(romeo.message("romeo" + pair, "juliet" + pair + '@' + xmppDomain, "to juliet " + id));
    begin("to romeo " + id);
    try {
      server.send(
          sipDomain,
          "<message xmlns='jabber:component:accept' type='chat' from='juliet"
              + pair
              + '@'
              + xmppDomain
              + "/balcony' to='romeo"
              + pair
              + '@'
              + sipDomain
              + "' id='p"
              + id
              + "'><body>to romeo "
              + id
              + "</body></message>");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void begin(String text) {
    sent.put(text, System.nanoTime());
  }

  private void arrived(String text) {
    var begun = sent.get(text.strip());
    if (begun != null) {
      took.putIfAbsent(text.strip(), System.nanoTime() - begun);
    }
  }

  private void read() {
    while (!Thread.currentThread().isInterrupted()) {
      server
          .stanzas
          .poll(Duration.ofSeconds(1))
          .ifPresent(stanza -> arrived(ComponentServer.child(stanza, "body")));
    }
  }

  /** How long those took that arrived since the last call, in milliseconds, in rising order. */
  List<Double> times() {
    var times = new ArrayList<Double>();
    for (var text : List.copyOf(took.keySet())) {
      times.add(took.remove(text) / 1e6);
      sent.remove(text);
    }
    times.sort(null);
    return times;
  }

  /** The value below which {@code share} of these lie. */
  static double quantile(List<Double> sorted, double share) {
    return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(sorted.size() * share)));
  }

  /** Sends no more, and waits until all have arrived and are answered; what has not, by text. */
  Set<String> missing(Duration wait) throws InterruptedException {
    clock.shutdown();
    clock.awaitTermination(5, TimeUnit.SECONDS);
    var end = System.nanoTime() + wait.toNanos();
    while (System.nanoTime() < end && !isComplete()) {
      Thread.sleep(50);
    }
    var missing = ConcurrentHashMap.<String>newKeySet();
    missing.addAll(sent.keySet());
    missing.removeAll(took.keySet());
    asked.stream()
        .filter(a -> !a.isDone() || a.join().status() / 100 != 2)
        .forEach(a -> missing.add("answer " + a));
    return missing;
  }

  private boolean isComplete() {
    return took.keySet().containsAll(sent.keySet())
        && asked.stream().allMatch(CompletableFuture::isDone);
  }

  @Override
  public void close() throws InterruptedException {
    clock.shutdownNow();
    reader.interrupt();
    reader.join(5000);
  }
}
