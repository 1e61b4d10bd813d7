package im.balcony.players;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

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

  /** A port that is free for both, with the next one free as well. */
  public static int freePair() throws IOException {
    for (var i = 0; i < 50; i++) {
      var port = free();
      try (var next = new ServerSocket(port + 1, 1, InetAddress.getLoopbackAddress())) {
        return next.getLocalPort() - 1;
      } catch (java.net.BindException | IllegalArgumentException e) {
        // The next one is taken, or there is none.
      }
    }
    throw new IOException("no two ports in a row are free");
  }

  /**
   * Whether a socket of this machine has the port, without touching it: a program that is to be
   * asked by UDP only can be awaited so.
   *
   * @param transport {@code udp} or {@code tcp}
   */
  public static boolean isTaken(String transport, int port) throws IOException {
    var address = String.format(":%04X", port);
    try (var lines = Files.lines(Path.of("/proc/net/" + transport))) {
      return lines
          .map(line -> line.strip().split("\\s+"))
          .anyMatch(columns -> columns.length > 1 && columns[1].endsWith(address));
    }
  }
}
