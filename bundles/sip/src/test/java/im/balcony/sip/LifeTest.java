package im.balcony.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Starting and stopping. */
class LifeTest {

  private static final long PATIENCE = 10_000_000_000L;

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("balcony-sip") || name.contains("EventScanner"))
        .toList();
  }

  @Test
  void fiveTimesLeavesNeitherPortNorThread() throws Exception {
    var before = threads().size();
    var port = 0;
    for (var i = 0; i < 5; i++) {
      var edge = Edge.open();
      try (edge;
          var romeo = edge.udpPeer();
          var juliet = new TcpPeer(edge.tcp())) {
        port = edge.udp();
        edge.answerAll(202);
        romeo.send(Texts.message(romeo));
        assertThat(romeo.receive().status()).isEqualTo(202);
        juliet.send(Texts.request("OPTIONS", "TCP 127.0.0.1:" + juliet.port(), "", ""));
        assertThat(juliet.receive().status()).isEqualTo(200);
      }
      assertFree(port);
    }
    // A pool has ended a moment before its last thread has.
    for (var i = 0; i < 100 && threads().size() > before; i++) {
      Thread.sleep(10);
    }
    assertThat(threads()).hasSizeLessThanOrEqualTo(before);
  }

  /** Free in the end: another test may have tried it for a moment. */
  private static void assertFree(int port) throws Exception {
    var local = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port);
    for (var end = System.nanoTime() + PATIENCE; ; Thread.sleep(50)) {
      try (var udp = new DatagramSocket(local);
          var tcp = new ServerSocket()) {
        tcp.setReuseAddress(true);
        tcp.bind(local);
        return;
      } catch (BindException e) {
        assertThat(System.nanoTime()).as("port %d is free in time", port).isLessThan(end);
      }
    }
  }

  @Test
  void theSamePortsServeTheSuccessor() throws Exception {
    var edge = Edge.open(new VirtualTimers());
    var port = edge.udp();
    for (var i = 0; i < 5; i++) {
      edge.close();
      edge = edge.successor();
      assertThat(edge.udp()).isEqualTo(port);
      try (var romeo = edge.udpPeer()) {
        edge.answerAll(202);
        romeo.send(Texts.message(romeo));
        assertThat(romeo.receive().status()).isEqualTo(202);
      }
    }
    edge.close();
  }
}
