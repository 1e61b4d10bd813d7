package im.balcony.benchmarks.beside;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;

/** What the machine itself can do: datagrams that go to another thread and back. */
final class Echo {

  private static final int OCTETS = 500;

  private Echo() {}

  /** Pairs a second with so many under way. */
  static double pairs(int window, Duration length) throws IOException {
    var loopback = InetAddress.getLoopbackAddress();
    try (var far = new DatagramSocket(0, loopback);
        var near = new DatagramSocket(0, loopback)) {
      var thread = new Thread(() -> answer(far), "bench-echo");
      thread.setDaemon(true);
      thread.start();
      near.setSoTimeout(1000);
      var out = new DatagramPacket(new byte[OCTETS], OCTETS, loopback, far.getLocalPort());
      for (var i = 0; i < window; i++) {
        near.send(out);
      }
      var in = new DatagramPacket(new byte[OCTETS], OCTETS);
      var count = 0;
      var start = System.nanoTime();
      while (System.nanoTime() - start < length.toNanos()) {
        near.receive(in);
        near.send(out);
        count++;
      }
      return count * 1e9 / (System.nanoTime() - start);
    }
  }

  private static void answer(DatagramSocket far) {
    var packet = new DatagramPacket(new byte[OCTETS], OCTETS);
    try {
      while (true) {
        packet.setLength(OCTETS);
        far.receive(packet);
        far.send(packet);
      }
    } catch (IOException e) {
      // The measurement is over.
      return;
    }
  }
}
