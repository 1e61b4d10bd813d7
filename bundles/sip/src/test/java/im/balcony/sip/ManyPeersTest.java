package im.balcony.sip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.sip.SipCommand;
import im.balcony.sip.tcp.TcpLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What many TCP connections, silent ones and such as do not read cost the others. */
class ManyPeersTest {

  private static final TcpLimits SMALL = new TcpLimits(8, 6, 1000, 3_600_000, 1_000_000, 2_000_000);

  private final List<Socket> sockets = new ArrayList<>();
  private Edge edge;

  private void open(TcpLimits limits) throws IOException {
    edge = Edge.open(limits);
    for (var i = 2; i < 10; i++) {
      edge.intake.distrust("127.0.0." + i);
    }
  }

  @AfterEach
  void close() throws IOException {
    for (var socket : sockets) {
      socket.close();
    }
    edge.close();
  }

  private Socket connect(String source) throws IOException {
    var socket = new Socket();
    socket.bind(new InetSocketAddress(source, 0));
    socket.connect(new InetSocketAddress("127.0.0.1", edge.tcp()));
    socket.setSoTimeout(20_000);
    sockets.add(socket);
    return socket;
  }

  private static boolean isClosed(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (IOException e) {
      return true;
    }
  }

  private void isServed(TcpPeer peer) throws IOException {
    peer.send(Texts.request("OPTIONS", "TCP 127.0.0.1:" + peer.port(), "", ""));
    assertThat(peer.receive().status()).isEqualTo(200);
  }

  private static void await(BooleanSupplier holds) throws InterruptedException {
    for (var i = 0; i < 3000 && !holds.getAsBoolean(); i++) {
      Thread.sleep(10);
    }
    assertThat(holds.getAsBoolean()).isTrue();
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("balcony-sip"))
        .count();
  }

  @Test
  void whoSaysNothingIsClosedAndWhoIsTrustedAndHasSpokenStays() throws Exception {
    open(SMALL);
    var silent = connect("127.0.0.1");
    var stranger = connect("127.0.0.2");
    var pinging = connect("127.0.0.3");
    try (var romeo = new TcpPeer(connect("127.0.0.1"))) {
      isServed(romeo);
      pinging.getOutputStream().write("\r\n\r\n".getBytes(UTF_8));
      assertThat(isClosed(silent)).isTrue();
      assertThat(isClosed(stranger)).isTrue();
      pinging.getInputStream().readNBytes(2);
      assertThat(isClosed(pinging)).isTrue();
      isServed(romeo);
    }
  }

  @Test
  void strangersHaveTheirShareAndOneSourceItsOwn() throws Exception {
    open(new TcpLimits(8, 3, 600_000, 3_600_000, 1_000_000, 2_000_000));
    for (var source : new String[] {"127.0.0.2", "127.0.0.2", "127.0.0.3", "127.0.0.4"}) {
      connect(source);
    }
    assertThat(isClosed(connect("127.0.0.5"))).as("a fifth stranger").isTrue();
    for (var i = 0; i < 3; i++) {
      isServed(new TcpPeer(connect("127.0.0.1")));
    }
    assertThat(isClosed(connect("127.0.0.1"))).as("a fourth of one source").isTrue();
  }

  @Test
  void theOldestStrangerGoesForWhomATenantTrusts() throws Exception {
    open(new TcpLimits(8, 6, 600_000, 3_600_000, 1_000_000, 2_000_000));
    var strangers = new ArrayList<Socket>();
    for (var i = 0; i < 4; i++) {
      strangers.add(connect("127.0.0.2"));
    }
    for (var i = 0; i < 5; i++) {
      isServed(new TcpPeer(connect("127.0.0.1")));
    }
    assertThat(isClosed(strangers.get(0))).isTrue();
    strangers.get(1).setSoTimeout(100);
    strangers.get(1).getOutputStream().write("\r\n\r\n".getBytes(UTF_8));
    assertThat(strangers.get(1).getInputStream().read()).isEqualTo('\r');
  }

  /** Asks as much as the socket takes, and reads nothing. */
  private void askWithoutReading(String source) throws IOException {
    var channel = SocketChannel.open();
    sockets.add(channel.socket());
    channel.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
    channel.bind(new InetSocketAddress(source, 0));
    channel.connect(new InetSocketAddress("127.0.0.1", edge.tcp()));
    channel.configureBlocking(false);
    var text = Texts.request("OPTIONS", "TCP " + source + ":9", "", "");
    var requests = ByteBuffer.wrap(text.repeat(2000).getBytes(UTF_8));
    for (var i = 0; i < 20 && requests.hasRemaining(); i++) {
      channel.write(requests);
      Thread.onSpinWait();
    }
  }

  @Test
  void whoAsksAndNeverReadsCostsTheOthersNothing() throws Exception {
    open(new TcpLimits(400, 60, 60_000, 3_600_000, 1_000_000, 2_000_000));
    try (var romeo = new TcpPeer(connect("127.0.0.1"))) {
      isServed(romeo);
      var before = threads();
      for (var i = 0; i < 150; i++) {
        askWithoutReading("127.0.0." + (2 + i % 3));
      }
      for (var i = 0; i < 50; i++) {
        askWithoutReading("127.0.0.1");
      }
      for (var i = 0; i < 20; i++) {
        isServed(romeo);
      }
      assertThat(threads()).isEqualTo(before);
      // Who does not read is closed.
      var last = sockets.get(sockets.size() - 1);
      await(() -> isReset(last));
      isServed(romeo);
    }
  }

  private static boolean isReset(Socket socket) {
    try {
      return socket.getChannel().write(ByteBuffer.wrap(new byte[] {0})) < 0;
    } catch (IOException e) {
      return true;
    }
  }

  /** A next hop that takes connections and reads nothing: our requests wait, others' do not. */
  @Test
  void aNextHopThatDoesNotReadHoldsUpNobodyElse() throws Exception {
    open(SMALL);
    try (var deaf = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        var server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
      for (var i = 0; i < 40; i++) {
        send(deaf, 60_000);
      }
      send(server, 5);
      try (var peer = new TcpPeer(server.accept())) {
        assertThat(peer.receive().method()).isEqualTo("MESSAGE");
      }
    }
  }

  private void send(ServerSocket to, int size) {
    var request = Texts.toRomeo("MESSAGE", to.getLocalPort(), ";transport=tcp", size);
    edge.port.send(edge.port.prepare(new SipCommand.Request("e" + size, "verona", request)));
  }

  @Test
  void connectionsThatWeOpenTakeNobodysPlace() throws Exception {
    open(new TcpLimits(2, 2, 600_000, 3_600_000, 1_000_000, 2_000_000));
    for (var i = 0; i < 2; i++) {
      isServed(new TcpPeer(connect("127.0.0.1")));
    }
    try (var server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
      send(server, 5);
      try (var peer = new TcpPeer(server.accept())) {
        assertThat(peer.receive().method()).isEqualTo("MESSAGE");
      }
    }
  }
}
