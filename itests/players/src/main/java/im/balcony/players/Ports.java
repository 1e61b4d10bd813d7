package im.balcony.players;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Free loopback ports. */
public final class Ports {

  private Ports() {}

  /** A port that is free for both UDP and TCP on the loopback address. */
  public static int free() throws IOException {
    for (var i = 0; i < 50; i++) {
      try (var tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
          var udp = new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress())) {
        return udp.getLocalPort();
      } catch (java.net.BindException e) {
        // Another program has it for UDP: try the next one.
      }
    }
    throw new IOException("no port is free for both UDP and TCP");
  }
}
