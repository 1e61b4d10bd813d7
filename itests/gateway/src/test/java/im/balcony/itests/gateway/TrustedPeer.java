package im.balcony.itests.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A SIP proxy of many users on one UDP port, light enough for thousands of requests a second: it
 * asks, asks again as RFC 3261 §17.1 says, and acknowledges refusals of its INVITEs, but no 2xx.
 */
final class TrustedPeer implements AutoCloseable {

  private static final long T1 = 500;
  private static final long T2 = 4000;
  private static final long TIMER_F = 64 * T1;

  /**
   * A final answer.
   *
   * @param status 408 if none came within 64*T1
   * @param retryAfter the value of Retry-After, if there was one
   * @param nanos from the first copy of the request
   */
  record Answer(int status, Optional<String> retryAfter, long nanos) {}

  private record Pending(
      byte[] octets, String method, String request, long begun, CompletableFuture<Answer> done) {}

  private final InetSocketAddress gateway;
  private final String domain;
  private final DatagramSocket socket;
  private final Map<String, Pending> pending = new ConcurrentHashMap<>();
  private final AtomicLong count = new AtomicLong();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  /** Hears the body of each MESSAGE that came, copies too. */
  volatile Consumer<String> arrived = text -> {};

  TrustedPeer(int gatewayPort, String domain) throws IOException {
    gateway = new InetSocketAddress("127.0.0.1", gatewayPort);
    this.domain = domain;
    socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    socket.setReceiveBufferSize(1 << 21);
    var reader = new Thread(this::read, "trusted-peer");
    reader.setDaemon(true);
    reader.start();
  }

  int port() {
    return socket.getLocalPort();
  }

  /** {@code user} sends a MESSAGE. */
  CompletableFuture<Answer> message(String user, String to, String text) {
    return ask("MESSAGE", user, to, "text/plain", text);
  }

  /** {@code user} begins a session, and will be found to say nothing more. */
  CompletableFuture<Answer> invite(String user, String to) {
    var sdp =
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            + "m=message 9 TCP/MSRP *\r\na=accept-types:text/plain\r\na=setup:active\r\n"
            + "a=path:msrp://127.0.0.1:9/"
            + user
            + "x;tcp\r\n";
    return ask("INVITE", user, to, "application/sdp", sdp);
  }

  private CompletableFuture<Answer> ask(
      String method, String user, String to, String type, String body) {
    var number = count.incrementAndGet();
    var branch = "z9hG4bK" + port() + "x" + number;
    var request = head(method, user, to, branch, number);
    var octets =
        (request
                + (method.equals("INVITE") ? "Contact: <sip:p@127.0.0.1:" + port() + ">\r\n" : "")
                + "Content-Type: "
                + type
                + "\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body)
            .getBytes(StandardCharsets.UTF_8);
    var asked = new Pending(octets, method, request, System.nanoTime(), new CompletableFuture<>());
    pending.put(branch, asked);
    send(octets);
    again(branch, T1);
    return asked.done;
  }

  private String head(String method, String user, String to, String branch, long number) {
    return method
        + " sip:"
        + to
        + " SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:"
        + port()
        + ";branch="
        + branch
        + ";rport\r\nMax-Forwards: 70\r\nFrom: <sip:"
        + user
        + "@"
        + domain
        + ">;tag=f"
        + number
        + "\r\nTo: <sip:"
        + to
        + ">\r\nCall-ID: c"
        + number
        + "at"
        + port()
        + "\r\nCSeq: 1 "
        + method
        + "\r\n";
  }

  private void again(String branch, long delay) {
    timer.schedule(
        () -> {
          var asked = pending.get(branch);
          if (asked == null) {
            return;
          }
          if (System.nanoTime() - asked.begun > TimeUnit.MILLISECONDS.toNanos(TIMER_F)) {
            answered(branch, 408, Optional.empty());
            return;
          }
          send(asked.octets);
          again(branch, Math.min(T2, delay * 2));
        },
        delay,
        TimeUnit.MILLISECONDS);
  }

  private void read() {
    var buffer = new byte[65_536];
    while (!socket.isClosed()) {
      var packet = new DatagramPacket(buffer, buffer.length);
      try {
        socket.receive(packet);
      } catch (IOException e) {
        return;
      }
      receive(new String(buffer, 0, packet.getLength(), StandardCharsets.UTF_8));
    }
  }

  private void receive(String text) {
    if (!text.startsWith("SIP/2.0 ")) {
      request(text);
      return;
    }
    var status = Integer.parseInt(text.substring(8, 11));
    if (status >= 200) {
      var via = field(text, "Via").orElseThrow();
      answered(
          via.replaceFirst(".*branch=", "").replaceFirst(";.*", ""),
          status,
          field(text, "Retry-After"));
      if (status >= 300 && text.contains(" INVITE\r\n")) {
        acknowledge(text);
      }
    }
  }

  private void acknowledge(String refusal) {
    var to = field(refusal, "To").orElseThrow();
    send(
        ("ACK "
                + to.replaceFirst(".*<", "").replaceFirst(">.*", "")
                + " SIP/2.0\r\nVia: "
                + field(refusal, "Via").orElseThrow()
                + "\r\nMax-Forwards: 70\r\nFrom: "
                + field(refusal, "From").orElseThrow()
                + "\r\nTo: "
                + to
                + "\r\nCall-ID: "
                + field(refusal, "Call-ID").orElseThrow()
                + "\r\nCSeq: 1 ACK\r\nContent-Length: 0\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8));
  }

  private void answered(String branch, int status, Optional<String> retryAfter) {
    var asked = pending.remove(branch);
    if (asked != null) {
      asked.done.complete(new Answer(status, retryAfter, System.nanoTime() - asked.begun));
    }
  }

  private void request(String text) {
    if (text.startsWith("ACK ")) {
      return;
    }
    var isMessage = text.startsWith("MESSAGE ");
    if (isMessage) {
      arrived.accept(text.substring(text.indexOf("\r\n\r\n") + 4));
    }
    var out =
        new StringBuilder(isMessage ? "SIP/2.0 200 OK\r\n" : "SIP/2.0 481 No such dialog\r\n");
    for (var line : text.substring(0, text.indexOf("\r\n\r\n")).split("\r\n")) {
      if (line.matches("(?s)(Via|From|Call-ID|CSeq):.*")) {
        out.append(line).append("\r\n");
      } else if (line.startsWith("To:")) {
        out.append(line).append(line.contains(";tag=") ? "" : ";tag=p").append("\r\n");
      }
    }
    send(out.append("Content-Length: 0\r\n\r\n").toString().getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<String> field(String text, String name) {
    var start = text.indexOf("\r\n" + name + ": ");
    if (start < 0) {
      return Optional.empty();
    }
    var value = start + name.length() + 4;
    return Optional.of(text.substring(value, text.indexOf("\r\n", value)));
  }

  private void send(byte[] octets) {
    try {
      socket.send(new DatagramPacket(octets, octets.length, gateway));
    } catch (IOException e) {
      if (!socket.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    socket.close();
  }
}
