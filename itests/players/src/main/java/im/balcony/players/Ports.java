package im.balcony.players;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free loopback ports, from below the range that the system gives out by itself: between the choice
 * and its use no socket of another program gets one by chance. No port is given twice.
 */
public final class Ports {

  private static final int FIRST = 12_000;
  private static final int TRIES = 200;
  private static final int LINE = 64;
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private Ports() {}

  /** A port that is free for both UDP and TCP on the loopback address. */
  public static int free() throws IOException {
    var end = firstOfSystem();
    for (var i = 0; i < TRIES; i++) {
      // 0, any port, where the system gives out nearly all of them.
      var port = end > FIRST ? ThreadLocalRandom.current().nextInt(FIRST, end) : 0;
      try (var tcp = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
          var udp = new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress())) {
        if (GIVEN.add(udp.getLocalPort())) {
          return udp.getLocalPort();
        }
      } catch (java.net.BindException e) {
        // Another program has it: try the next one.
      }
    }
    throw new IOException("no port is free for both UDP and TCP");
  }

  private static int firstOfSystem() throws IOException {
    var range = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    if (!Files.exists(range)) {
      return 0;
    }
    // Such a file is given out by the first reading only, so that has to take all of it.
    var octets = new byte[LINE];
    try (var in = Files.newInputStream(range)) {
      var line = new String(octets, 0, Math.max(0, in.read(octets)), StandardCharsets.US_ASCII);
      return Integer.parseInt(line.strip().split("\\s+")[0]);
    }
  }

  /** A port that is free for both, with the next one free as well. */
  public static int freePair() throws IOException {
    for (var i = 0; i < 50; i++) {
      var port = free();
      try (var next = new ServerSocket(port + 1, 1, InetAddress.getLoopbackAddress())) {
        if (GIVEN.add(next.getLocalPort())) {
          return next.getLocalPort() - 1;
        }
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
