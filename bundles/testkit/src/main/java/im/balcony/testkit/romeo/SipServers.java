package im.balcony.testkit.romeo;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The server transactions of a phone over UDP (RFC 3261 §17.2), and the 2xx to an INVITE, which is
 * repeated until its ACK comes (§13.3.1.4).
 */
final class SipServers {

  private static final long T1 = 500;
  private static final long T2 = 4_000;
  private static final long GIVE_UP = 64 * T1;

  /** How long a copy is still known; far longer than RFC 3261 asks, for a peer that was killed. */
  private static final long MEMORY = 600_000;

  private final Timing time;
  private final Consumer<byte[]> out;
  private final Map<String, byte[]> answers = new HashMap<>();
  private final Map<String, Boolean> waiting = new HashMap<>();

  SipServers(Timing time, Consumer<byte[]> out) {
    this.time = time;
    this.out = out;
  }

  private static String key(SipFrame request) {
    return request.branch() + request.method();
  }

  /** Whether the request came before; a copy gets the answer again. */
  boolean isCopy(SipFrame request) {
    var known = answers.putIfAbsent(key(request), new byte[0]);
    if (known != null && known.length > 0) {
      out.accept(known);
    }
    return known != null;
  }

  /** The request is never answered. */
  void ignore(SipFrame request) {
    answers.put(key(request), new byte[0]);
  }

  void respond(SipFrame request, String status, List<String> headers, String sdp, String tag) {
    var lines = new StringBuilder("SIP/2.0 " + status + "\r\n");
    request.all("Via").forEach(via -> lines.append("Via: ").append(via).append("\r\n"));
    var to = request.need("To");
    lines.append("From: ").append(request.need("From")).append("\r\n");
    lines
        .append("To: ")
        .append(to)
        .append(request.tag("To").isPresent() ? "" : ";tag=" + tag)
        .append("\r\n");
    lines.append("Call-ID: ").append(request.need("Call-ID")).append("\r\n");
    lines.append("CSeq: ").append(request.need("CSeq")).append("\r\n");
    headers.forEach(header -> lines.append(header).append("\r\n"));
    if (!sdp.isEmpty()) {
      lines.append("Content-Type: application/sdp\r\n");
    }
    lines
        .append("Content-Length: ")
        .append(sdp.getBytes(StandardCharsets.UTF_8).length)
        .append("\r\n\r\n")
        .append(sdp);
    var octets = lines.toString().getBytes(StandardCharsets.UTF_8);
    answers.put(key(request), octets);
    out.accept(octets);
    if (!status.startsWith("1")) {
      time.in(MEMORY, () -> answers.remove(key(request)));
    }
    if (request.method().equals("INVITE") && !status.startsWith("1")) {
      var call = request.need("Call-ID") + request.cseq();
      waiting.put(call, true);
      repeat(call, octets, T1, time.now() + GIVE_UP);
    }
  }

  private void repeat(String call, byte[] octets, long interval, long end) {
    time.in(
        interval,
        () -> {
          if (time.now() >= end) {
            waiting.remove(call);
          } else if (waiting.containsKey(call)) {
            out.accept(octets);
            repeat(call, octets, Math.min(T2, interval * 2), end);
          }
        });
  }

  /** The ACK came. */
  void acknowledged(SipFrame ack) {
    waiting.remove(ack.need("Call-ID") + ack.cseq());
  }

  int unacknowledged() {
    return waiting.size();
  }
}
