package im.balcony.benchmarks.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A SIP proxy of many users on one UDP port: it asks, asks again (RFC 3261 §17.1), acknowledges,
 * and answers 200 to all that comes. Of the loop's thread only.
 */
public final class SipPeer {

  private static final long T1 = 500_000_000L;
  private static final long T2 = 8 * T1;
  private static final long TIMER_F = 64 * T1;
  private static final long SWEEP = T1 / 5;
  private static final int BUFFER = 4 << 20;

  private static final List<String> ECHOED = List.of("Via:", "From:", "To:", "Call-ID:", "CSeq:");

  /** An answer of the peer itself: nobody answered within 64*T1. */
  public static final String TIMEOUT = "SIP/2.0 408 Request Timeout\r\n\r\n";

  private static final class Asked {
    private final byte[] octets;
    private final long begun = System.nanoTime();
    private final Consumer<String> answered;
    private long wait = T1;
    private long again = begun + T1;

    private Asked(byte[] octets, Consumer<String> answered) {
      this.octets = octets;
      this.answered = answered;
    }
  }

  private final Loop loop;
  private final InetSocketAddress gateway;
  private final Consumer<String> texts;
  private final DatagramChannel socket = DatagramChannel.open();
  private final ByteBuffer in = ByteBuffer.allocate(65_536);
  private final Map<String, Asked> pending = new HashMap<>();
  private final String run = Long.toString(System.nanoTime(), 36);
  private boolean silent;
  private long count;
  private long copies;

  /**
   * A peer on a free port.
   *
   * @param texts hears the body of each MESSAGE that comes, copies too
   */
  public SipPeer(Loop loop, int gatewayPort, Consumer<String> texts) throws IOException {
    this.loop = loop;
    this.texts = texts;
    gateway = new InetSocketAddress(InetAddress.getLoopbackAddress(), gatewayPort);
    socket.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    loop.ask(() -> loop.register(socket, SelectionKey.OP_READ, key -> read()));
    loop.execute(this::sweep);
  }

  /** Its port. */
  public int port() {
    return socket.socket().getLocalPort();
  }

  /** From now on no 2xx is acknowledged: whoever calls says nothing more. */
  public void keepSilent() {
    silent = true;
  }

  /** How many requests were sent again because no answer had come; of the loop's thread only. */
  public long copies() {
    return copies;
  }

  /** The status of a response. */
  public static int status(String response) {
    return Integer.parseInt(response.substring(8, 11));
  }

  /**
   * Sends a request that begins a transaction.
   *
   * @param from the sender's address
   * @param to the Request-URI without its scheme
   * @param headers further lines, each with its end
   * @param answered hears the final response, or {@link #TIMEOUT}
   */
  public void ask(
      String method,
      String from,
      String to,
      String headers,
      String body,
      Consumer<String> answered) {
    var number = ++count;
    var branch = "z9hG4bK" + run + 'x' + number;
    var request =
        head(method, from, to, branch, number)
            + headers
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    var asked = new Asked(request.getBytes(UTF_8), answered);
    pending.put(branch, asked);
    send(asked.octets);
  }

  /** {@code from} sends a text out of any session. */
  public void message(String from, String to, String text, Consumer<String> answered) {
    ask("MESSAGE", from, to, "Content-Type: text/plain\r\n", text, answered);
  }

  private String head(String method, String from, String to, String branch, long number) {
    return method
        + " sip:"
        + to
        + " SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:"
        + port()
        + ";branch="
        + branch
        + ";rport\r\nMax-Forwards: 70\r\nFrom: <sip:"
        + from
        + ">;tag=f"
        + number
        + "\r\nTo: <sip:"
        + to
        + ">\r\nCall-ID: c"
        + number
        + '@'
        + run
        + "\r\nCSeq: 1 "
        + method
        + "\r\n";
  }

  private void sweep() {
    var now = System.nanoTime();
    for (var entry : new ArrayList<>(pending.entrySet())) {
      var asked = entry.getValue();
      if (now - asked.begun > TIMER_F) {
        pending.remove(entry.getKey());
        asked.answered.accept(TIMEOUT);
      } else if (now - asked.again >= 0) {
        asked.wait = Math.min(T2, 2 * asked.wait);
        asked.again = now + asked.wait;
        copies++;
        send(asked.octets);
      }
    }
    loop.later(SWEEP, this::sweep);
  }

  private void read() throws IOException {
    for (in.clear(); socket.receive(in) != null; in.clear()) {
      in.flip();
      received(new String(in.array(), 0, in.limit(), UTF_8));
    }
  }

  private void received(String text) {
    if (!text.startsWith("SIP/2.0 ")) {
      request(text);
      return;
    }
    var status = status(text);
    if (status < 200) {
      return;
    }
    if (text.contains(" INVITE\r\n") && !(silent && status < 300)) {
      acknowledge(text, status);
    }
    var via = field(text, "Via");
    var start = via.indexOf("branch=") + 7;
    var end = via.indexOf(';', start);
    var asked = pending.remove(end < 0 ? via.substring(start) : via.substring(start, end));
    if (asked != null) {
      asked.answered.accept(text);
    }
  }

  private void acknowledge(String response, int status) {
    var to = field(response, "To");
    var target =
        status < 300
            ? uri(field(response, "Contact"))
            : uri(to); // The same transaction, to where the INVITE went.
    var via = field(response, "Via");
    var branch =
        status < 300 ? via.replaceFirst("branch=[^;]*", "branch=z9hG4bKack" + ++count) : via;
    var ack =
        "ACK "
            + target
            + " SIP/2.0\r\nVia: "
            + branch
            + "\r\nMax-Forwards: 70\r\nFrom: "
            + field(response, "From")
            + "\r\nTo: "
            + to
            + "\r\nCall-ID: "
            + field(response, "Call-ID")
            + "\r\nCSeq: 1 ACK\r\nContent-Length: 0\r\n\r\n";
    send(ack.getBytes(UTF_8));
  }

  private static String uri(String value) {
    var start = value.indexOf('<');
    return start < 0 ? value : value.substring(start + 1, value.indexOf('>', start));
  }

  private void request(String text) {
    if (text.startsWith("ACK ")) {
      return;
    }
    var end = text.indexOf("\r\n\r\n");
    if (text.startsWith("MESSAGE ")) {
      texts.accept(text.substring(end + 4));
    }
    send(response(text, end).getBytes(UTF_8));
  }

  private static String response(String request, int end) {
    var out = new StringBuilder("SIP/2.0 200 OK\r\n");
    var at = request.indexOf("\r\n") + 2;
    while (at < end) {
      var next = request.indexOf("\r\n", at);
      var line = request.substring(at, next);
      if (ECHOED.stream().anyMatch(line::startsWith)) {
        out.append(line);
        out.append(line.startsWith("To:") && !line.contains(";tag=") ? ";tag=peer\r\n" : "\r\n");
      }
      at = next + 2;
    }
    return out.append("Content-Length: 0\r\n\r\n").toString();
  }

  /** The value of the first header of this name; empty if there is none. */
  public static String field(String text, String name) {
    var start = text.indexOf("\r\n" + name + ": ");
    if (start < 0) {
      return "";
    }
    var value = start + name.length() + 4;
    return text.substring(value, text.indexOf("\r\n", value));
  }

  private void send(byte[] octets) {
    try {
      socket.send(ByteBuffer.wrap(octets), gateway);
    } catch (IOException e) {
      // An ICMP error of an earlier datagram: timers send again.
      return;
    }
  }
}
