package im.balcony.testkit.virtual;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One end of a stream of octets. What is written arrives in order, in pieces of the network's own
 * choice. An end that does not read makes the other one wait; a stream can be closed, cut, or go
 * silent without a word.
 */
public final class VirtualStream {

  private record Piece(byte[] octets, Runnable written) {}

  private final VirtualNetwork network;
  private final String local;
  private final String remote;
  private @Nullable VirtualStream far;
  private final ArrayDeque<Piece> arrived = new ArrayDeque<>();
  private Consumer<byte[]> reader = octets -> {};
  private Consumer<String> closed = reason -> {};
  private boolean reading = true;
  private boolean over;
  private boolean silent;
  private long lastArrival;

  private VirtualStream(VirtualNetwork network, String local, String remote) {
    this.network = network;
    this.local = local;
    this.remote = remote;
  }

  /** The near end of a new stream. */
  static VirtualStream pair(VirtualNetwork network, String near, String far) {
    var one = new VirtualStream(network, near, far);
    var other = new VirtualStream(network, far, near);
    one.far = other;
    other.far = one;
    return one;
  }

  VirtualStream far() {
    if (far == null) {
      throw new IllegalStateException("a stream has two ends");
    }
    return far;
  }

  /** This end's address. */
  public String local() {
    return local;
  }

  /** The other end's address. */
  public String remote() {
    return remote;
  }

  /** Whether this end is closed. */
  public boolean isOver() {
    return over;
  }

  /**
   * Who reads here.
   *
   * @param octets gets what arrives
   * @param end hears once that the stream is gone, with a reason; not after its own {@link #close}
   */
  public void reader(Consumer<byte[]> octets, Consumer<String> end) {
    reader = octets;
    closed = end;
    drain();
  }

  /** Nobody reads here any more, and nobody hears of the end. */
  public void abandon() {
    reader = octets -> {};
    closed = reason -> {};
  }

  /** Writes; nobody wants to know when the other end took it. */
  public void write(byte[] octets) {
    write(octets, () -> {});
  }

  /** Writes; {@code written} runs when the other end has read all of it. */
  public void write(byte[] octets, Runnable written) {
    if (over || silent) {
      return;
    }
    var cut = octets.length > 1 ? (int) network.random().below(octets.length) : 0;
    if (cut > 0) {
      carry(new Piece(Arrays.copyOfRange(octets, 0, cut), () -> {}));
    }
    carry(new Piece(Arrays.copyOfRange(octets, cut, octets.length), written));
  }

  private void carry(Piece piece) {
    var peer = far();
    peer.later(
        () -> {
          if (!peer.over && !silent) {
            peer.arrived.add(piece);
            peer.drain();
          }
        });
  }

  /** Behind all that is under way to this end. */
  private void later(Runnable work) {
    lastArrival = Math.max(lastArrival, network.time().now() + network.delay());
    network.time().at(lastArrival, work);
  }

  /** Stops or resumes reading; meanwhile what was written waits. */
  public void reading(boolean on) {
    var resumes = on && !reading;
    reading = on;
    if (resumes) {
      network.time().execute(this::drain);
    }
  }

  private void drain() {
    while (reading && !over && !arrived.isEmpty()) {
      var piece = arrived.remove();
      reader.accept(piece.octets);
      piece.written.run();
    }
  }

  /** Closes; what was written still arrives, and then the other end hears of it. */
  public void close() {
    if (over) {
      return;
    }
    over = true;
    if (!silent) {
      far().later(() -> far().gone("closed by the peer"));
    }
  }

  /** Breaks the stream now: what is under way is lost and both ends hear of it. */
  public void cut() {
    var near = this;
    var other = far();
    var time = network.time();
    for (var end : new VirtualStream[] {near, other}) {
      if (!end.over) {
        end.arrived.clear();
        end.silent = true;
        time.in(network.delay(), () -> end.gone("connection lost"));
      }
    }
  }

  /** Nothing goes through any more, either way, and nobody is told: a half-open connection. */
  public void silence() {
    silent = true;
    far().silent = true;
  }

  private void gone(String reason) {
    if (!over) {
      over = true;
      closed.accept(reason);
    }
  }
}
