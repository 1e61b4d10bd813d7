package im.balcony.testkit.romeo;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The client transactions of a phone (RFC 3261 §17.1). */
final class SipClients {

  private static final long T1 = 500;
  private static final long T2 = 4_000;
  private static final long GIVE_UP = 64 * T1;

  private final Timing time;
  private final Consumer<byte[]> out;
  private final boolean reliable;
  private final Map<String, Open> open = new HashMap<>();

  /** A request and what is done with what comes back. */
  private final class Open {
    private final String branch;
    private final String method;
    private final byte[] octets;
    private final Consumer<SipFrame> responses;
    private final Runnable silence;
    private final long giveUp = time.now() + GIVE_UP;
    private long interval = T1;
    private boolean provisional;
    private boolean done;

    Open(
        String branch,
        String method,
        byte[] octets,
        Consumer<SipFrame> responses,
        Runnable silence) {
      this.branch = branch;
      this.method = method;
      this.octets = octets;
      this.responses = responses;
      this.silence = silence;
    }

    private boolean isInvite() {
      return method.equals("INVITE");
    }

    void send() {
      if (done || (isInvite() && provisional)) {
        return;
      }
      if (time.now() >= giveUp) {
        done = true;
        open.remove(branch + method);
        silence.run();
        return;
      }
      out.accept(octets);
      if (reliable) {
        time.in(GIVE_UP, this::send);
        return;
      }
      time.in(interval, this::send);
      interval = isInvite() ? interval * 2 : Math.min(T2, interval * 2);
    }

    void response(SipFrame response) {
      provisional = true;
      if (response.status() >= 200) {
        var first = !done;
        done = true;
        if (first) {
          time.in(GIVE_UP, () -> open.remove(branch + method));
        }
        // Copies of the final response of an INVITE want another ACK.
        if (first || isInvite()) {
          responses.accept(response);
        }
      } else if (!done) {
        responses.accept(response);
      }
    }
  }

  /** Over UDP. */
  SipClients(Timing time, Consumer<byte[]> out) {
    this(time, out, false);
  }

  /** {@code reliable} if nothing needs to be repeated. */
  SipClients(Timing time, Consumer<byte[]> out, boolean reliable) {
    this.reliable = reliable;
    this.time = time;
    this.out = out;
  }

  /**
   * Sends a request until it is answered.
   *
   * @param responses gets every response of an INVITE, copies too, else the provisional ones and
   *     the first final one
   * @param silence runs if none came in 64*T1
   */
  void start(
      String method,
      String branch,
      String request,
      Consumer<SipFrame> responses,
      Runnable silence) {
    var fresh =
        new Open(branch, method, request.getBytes(StandardCharsets.UTF_8), responses, silence);
    open.put(branch + method, fresh);
    fresh.send();
  }

  void response(SipFrame response) {
    var known = open.get(response.branch() + response.method());
    if (known != null) {
      known.response(response);
    }
  }

  int open() {
    return (int) open.values().stream().filter(o -> !o.done).count();
  }
}
