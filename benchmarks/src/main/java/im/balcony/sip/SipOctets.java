package im.balcony.sip;

import im.balcony.api.data.Octets;
import im.balcony.api.data.RandomIds;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipParty;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.sip.Transport;
import im.balcony.api.tenant.Tenant;
import im.balcony.api.tenant.Tenants;
import im.balcony.sip.socket.Peer;
import im.balcony.sip.socket.Receiver;
import im.balcony.sip.time.ScheduledTimers;
import im.balcony.sip.transport.Hop;
import im.balcony.sip.transport.Transports;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction that has its final response costs the SIP edge: octets of heap that are still
 * in use a transaction, after a full collection, and octets allocated for it by the thread that
 * brings the messages. The edge is whole but for its sockets and the router behind it.
 *
 * <p>Argument: transactions of each kind (100 000; those of client transactions end after 5 s).
 */
public final class SipOctets {

  private static final String SDP =
      """
      v=0
      o=romeo 1 1 IN IP4 192.0.2.7
      s=-
      c=IN IP4 192.0.2.7
      t=0 0
      m=message 7654 TCP/MSRP *
      a=accept-types:text/plain
      a=path:msrp://192.0.2.7:7654/s1;tcp
      """
          .replace("\n", "\r\n");

  /** Of which each datagram has a text of its own. */
  private static final char[] ADDRESS = "192.0.2.7".toCharArray();

  /** What is brought to the edge, and how the router answers. */
  private enum Kind {
    MESSAGE_RECEIVED("MESSAGE answered 202", "MESSAGE", 202),
    MESSAGE_SENT("MESSAGE sent, 200 heard", "MESSAGE", 0),
    INVITE_ACCEPTED("INVITE answered 200, no ACK", "INVITE", 200),
    INVITE_REFUSED("INVITE answered 486, no ACK", "INVITE", 486);

    private final String title;
    private final String method;
    private final int status;

    Kind(String title, String method, int status) {
      this.title = title;
      this.method = method;
      this.status = status;
    }
  }

  private final RandomIds ids = new RandomIds();
  private final Ports ports = new Ports();
  private final Kind kind;

  /** Octets that the benchmark itself has allocated. */
  private long own;

  private SipOctets(Kind kind) {
    this.kind = kind;
  }

  /** Measures and prints. */
  public static void main(String[] arguments) throws Exception {
    var count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
    System.out.printf("%-30s %16s %16s%n", "transaction", "octets in use", "octets allocated");
    for (var kind : Kind.values()) {
      // Once for what is made once.
      new SipOctets(kind).measure(count / 10);
      System.out.println(new SipOctets(kind).measure(count));
    }
  }

  private String measure(int count) throws IOException {
    try (var timers = new ScheduledTimers();
        var edge =
            new SipEdge(
                (instance, receiver) -> ports.open(receiver),
                new NoTenants(),
                this::answer,
                timers,
                ids)) {
      ports.edge = edge;
      run(1);
      var before = inUse();
      var allocated = allocated();
      own = 0;
      run(count);
      allocated = allocated() - allocated - own;
      var octets = inUse() - before;
      // What is measured is still there.
      if (edge.transactions() > count + 1) {
        throw new IllegalStateException("more transactions than were begun");
      }
      return "%-30s %16d %16d".formatted(kind.title, octets / count, allocated / count);
    }
  }

  private void run(int count) {
    for (var i = 0; i < count; i++) {
      if (kind == Kind.MESSAGE_SENT) {
        var request = aside(() -> new SipCommand.Request("e" + ids.token(20), "verona", request()));
        ports.edge().send(request);
      } else {
        var text = aside(this::text);
        ports.receiver().message(text, peer());
      }
    }
  }

  /** Does what the peer or the router would do, which is not the edge's cost. */
  private <T> T aside(Supplier<T> work) {
    var before = allocated();
    var made = work.get();
    own += allocated() - before;
    return made;
  }

  /** The router. */
  private boolean answer(SipEvent event) {
    if (event instanceof SipEvent.Received received) {
      var response = aside(() -> SipResponse.of(kind.status, "As told"));
      ports.edge().send(new SipCommand.Respond(received.transaction(), response));
    }
    return true;
  }

  private byte[] text() {
    var body = kind.method.equals("INVITE") ? SDP : "Art thou not Romeo, and a Montague?";
    var type = kind.method.equals("INVITE") ? "application/sdp" : "text/plain";
    return String.join(
            "\r\n",
            kind.method + " sip:juliet@example.com SIP/2.0",
            "Via: SIP/2.0/UDP 192.0.2.7:5070;rport;branch=z9hG4bK" + ids.token(20),
            "Max-Forwards: 70",
            "From: <sip:romeo@example.net>;tag=" + ids.token(10),
            "To: <sip:juliet@example.com>",
            "Call-ID: " + ids.token(20) + "@192.0.2.7",
            "CSeq: 1 " + kind.method,
            "Contact: <sip:romeo@192.0.2.7:5070>",
            "Content-Type: " + type,
            "Content-Length: " + body.length(),
            "",
            body)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static Peer peer() {
    return new Peer(Transport.UDP, String.valueOf(ADDRESS), 5070, "");
  }

  private SipRequest request() {
    return new SipRequest(
        "MESSAGE",
        "sip:romeo@192.0.2.7:5070",
        new SipParty("sip:juliet@example.com", Optional.empty(), Map.of("tag", ids.token(10))),
        SipParty.of("sip:romeo@example.net"),
        ids.token(20),
        1,
        70,
        List.of(),
        Optional.empty(),
        List.of(),
        Optional.of("text/plain"),
        Octets.utf8("Neither, fair saint, if either thee dislike."),
        Optional.empty());
  }

  private static long inUse() {
    var memory = ManagementFactory.getMemoryMXBean();
    for (var i = 0; i < 3; i++) {
      memory.gc();
    }
    return memory.getHeapMemoryUsage().getUsed();
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  /** Ports without sockets: what is sent is answered at once, or gone. */
  private final class Ports implements Transports {

    private @Nullable Receiver receiver;
    private @Nullable SipEdge edge;

    private Ports open(Receiver taking) {
      receiver = taking;
      return this;
    }

    private Receiver receiver() {
      return Objects.requireNonNull(receiver);
    }

    private SipEdge edge() {
      return Objects.requireNonNull(edge);
    }

    @Override
    public void start() {
      // There is nothing to read from.
    }

    @Override
    public Optional<InetSocketAddress> udp() {
      return Optional.of(new InetSocketAddress("192.0.2.1", 5060));
    }

    @Override
    public Optional<InetSocketAddress> tcp() {
      return Optional.empty();
    }

    @Override
    public void send(Hop hop, byte[] octets, Consumer<IOException> failed) {
      if (octets[0] != 'S') {
        var answer = aside(() -> answer(new String(octets, StandardCharsets.UTF_8)));
        receiver().message(answer, peer());
      }
    }

    private byte[] answer(String text) {
      var answer = new StringBuilder("SIP/2.0 200 OK\r\n");
      for (var line : text.substring(0, text.indexOf("\r\n\r\n")).split("\r\n")) {
        if (line.matches("(Via|From|To|Call-ID|CSeq): .*")) {
          answer.append(line).append(line.startsWith("To: ") ? ";tag=1\r\n" : "\r\n");
        }
      }
      answer.append("Content-Length: 0\r\n\r\n");
      return answer.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean answer(String connection, byte[] octets) {
      return true;
    }

    @Override
    public void close() {
      receiver = null;
      edge = null;
    }
  }

  private static final class NoTenants implements Tenants {

    @Override
    public List<Tenant> all() {
      return List.of();
    }

    @Override
    public Optional<Tenant> byId(String id) {
      return Optional.empty();
    }

    @Override
    public Optional<Tenant> bySipDomain(String domain) {
      return Optional.empty();
    }

    @Override
    public List<Refusal> refusals() {
      return List.of();
    }

    @Override
    public void drained(String id) {
      // There is none.
    }
  }
}
