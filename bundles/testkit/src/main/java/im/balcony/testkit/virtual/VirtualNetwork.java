package im.balcony.testkit.virtual;

import im.balcony.api.data.Ids;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Datagrams and streams between addresses ({@code host:port}), under a weather. */
public final class VirtualNetwork {

  private final VirtualTime time;
  private final Ids random;
  private final Map<String, BiConsumer<String, byte[]>> receivers = new HashMap<>();
  private final Map<String, Consumer<VirtualStream>> acceptors = new HashMap<>();
  private Weather weather = Weather.FAIR;
  private int port = 40_000;

  /** A network whose chances come from {@code random}. */
  public VirtualNetwork(VirtualTime time, Ids random) {
    this.time = time;
    this.random = random;
  }

  /** Changes the weather for what is sent from now on. */
  public void weather(Weather next) {
    weather = next;
  }

  VirtualTime time() {
    return time;
  }

  Ids random() {
    return random;
  }

  long delay() {
    return weather.least() + random.below(weather.most() - weather.least() + 1);
  }

  /** Receives datagrams at an address: their source and their octets. */
  public void receive(String address, BiConsumer<String, byte[]> receiver) {
    receivers.put(address, receiver);
  }

  /** Nobody receives datagrams at this address any more. */
  public void deaf(String address) {
    receivers.remove(address);
  }

  /** Sends a datagram. */
  public void send(String from, String to, byte[] octets) {
    if (random.below(1000) < weather.lost()) {
      return;
    }
    carry(from, to, octets);
    if (random.below(1000) < weather.doubled()) {
      carry(from, to, octets);
    }
  }

  private void carry(String from, String to, byte[] octets) {
    time.in(
        delay(),
        () -> {
          var receiver = receivers.get(to);
          if (receiver != null) {
            receiver.accept(from, octets);
          }
        });
  }

  /** Accepts streams at an address. */
  public void accept(String address, Consumer<VirtualStream> acceptor) {
    acceptors.put(address, acceptor);
  }

  /** Streams to this address are refused from now on. */
  public void refuse(String address) {
    acceptors.remove(address);
  }

  /** Connects to an address; {@code opened} gets nothing if nobody accepts. */
  public void connect(String to, Consumer<Optional<VirtualStream>> opened) {
    var from = "127.0.0.1:" + ++port;
    time.in(
        delay(),
        () -> {
          var acceptor = acceptors.get(to);
          if (acceptor == null) {
            opened.accept(Optional.empty());
            return;
          }
          var near = VirtualStream.pair(this, from, to);
          acceptor.accept(near.far());
          opened.accept(Optional.of(near));
        });
  }
}
