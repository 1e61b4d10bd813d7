package im.balcony.testkit.romeo;

import im.balcony.testkit.SeededIds;
import im.balcony.testkit.Violations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Many Romeos behind one SIP port and one MSRP port, on one thread: as strict as {@link Phone}, and
 * light enough for hundreds of sessions. Calls and streams may be touched on that thread only, by
 * way of {@link #execute}.
 */
public final class Crowd implements AutoCloseable, CrowdStream.Owner {

  private static final int RECEIVE_BUFFER = 4 << 20;

  final Violations violations;
  final SeededIds ids;
  final CrowdLoop loop;
  final SipClients clients;
  final CrowdListener listener;
  private final SipServers servers;
  private final String domain;
  private final InetSocketAddress gateway;
  private final @Nullable DatagramChannel sip;
  private final @Nullable TlsWire wire;
  private final Optional<Phone.Secrecy> secrecy;
  private final @Nullable TlsBridge in;
  private final Map<Integer, TlsBridge> out = new HashMap<>();
  private final ServerSocketChannel msrp = ServerSocketChannel.open();
  private final ByteBuffer datagram = ByteBuffer.allocate(65_536);
  private final Map<String, CrowdCall> calls = new LinkedHashMap<>();
  private final Map<String, CrowdCall> bySession = new HashMap<>();

  /**
   * A crowd of {@code domain} that talks to the gateway.
   *
   * @param gateway its port for UDP, or for TLS
   * @param secrecy how SIP and MSRP go by TLS; empty for UDP and plain MSRP
   */
  public Crowd(
      String domain,
      InetSocketAddress gateway,
      Optional<Phone.Secrecy> secrecy,
      long seed,
      CrowdListener listener,
      Violations violations)
      throws IOException {
    this.domain = domain;
    this.gateway = gateway;
    this.secrecy = secrecy;
    this.listener = listener;
    this.violations = violations;
    this.ids = new SeededIds(seed);
    this.loop =
        new CrowdLoop(e -> violations.check(false, "RFC 3261 §7", "unreadable message: " + e));
    this.clients = new SipClients(loop, this::send, secrecy.isPresent());
    this.servers = new SipServers(loop, this::send);
    var local = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    msrp.bind(local, 1024);
    if (secrecy.isPresent()) {
      var context = secrecy.get().context();
      sip = null;
      wire = new TlsWire(context, gateway, this::came, violations);
      in = TlsBridge.in(context, msrp.socket().getLocalPort());
    } else {
      wire = null;
      in = null;
      sip = DatagramChannel.open();
      sip.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER).bind(local);
      loop.register(sip, SelectionKey.OP_READ, key -> receive());
    }
    loop.register(msrp, SelectionKey.OP_ACCEPT, key -> accept());
    loop.start();
  }

  private void came(byte[] octets) {
    loop.execute(() -> received(SipFrame.read(octets)));
  }

  /** The SIP port. */
  public int port() {
    return wire != null ? wire.port() : channel().socket().getLocalPort();
  }

  private DatagramChannel channel() {
    if (sip == null) {
      throw new IllegalStateException("SIP goes by TLS");
    }
    return sip;
  }

  /** A new URI of one of them. */
  String newUri() {
    var start = secrecy.map(s -> "msrps://" + s.host()).orElse("msrp://127.0.0.1");
    return start + ":" + msrpPort() + "/" + ids.token(16) + ";tcp";
  }

  /** The description of an end with this URI. */
  String describe(String setup, long version, String uri) {
    var plain = Sdp.write(Call.Offer.PLAIN.withSetup(setup), version, msrpPort(), uri);
    return secrecy.map(s -> Sdp.secret(plain, s.host(), s.fingerprints())).orElse(plain);
  }

  private int msrpPort() {
    return in != null ? in.port() : msrp.socket().getLocalPort();
  }

  /** Runs work on the crowd's thread. */
  public void execute(Runnable work) {
    loop.execute(work);
  }

  /** Runs work on the crowd's thread after a while; call it on that thread. */
  public void later(long millis, Runnable work) {
    loop.in(millis, work);
  }

  /** The calls that are not over, oldest first; call it on the crowd's thread. */
  public Collection<CrowdCall> calls() {
    return List.copyOf(calls.values());
  }

  void send(byte[] octets) {
    if (wire != null) {
      wire.send(octets);
      return;
    }
    try {
      channel().send(ByteBuffer.wrap(octets), gateway);
    } catch (IOException e) {
      // Nobody listens there at the moment; the transaction's timers try again.
      return;
    }
  }

  private void receive() {
    try {
      while (true) {
        datagram.clear();
        if (channel().receive(datagram) == null) {
          return;
        }
        datagram.flip();
        var octets = new byte[datagram.remaining()];
        datagram.get(octets);
        if (!new String(octets, StandardCharsets.UTF_8).isBlank()) {
          received(SipFrame.read(octets));
        }
      }
    } catch (IOException e) {
      // An ICMP error of an earlier datagram: the gateway is not there at the moment.
      return;
    }
  }

  private void received(SipFrame frame) {
    StrictSip.check(frame, wire == null, violations);
    if (frame.isResponse()) {
      clients.response(frame);
    } else if (frame.method().equals("ACK")) {
      servers.acknowledged(frame);
    } else if (!servers.isCopy(frame)) {
      request(frame);
    }
  }

  private void request(SipFrame frame) {
    var call = Optional.ofNullable(calls.get(frame.need("Call-ID")));
    switch (frame.method()) {
      case "MESSAGE" -> {
        var user = frame.requestUri().replaceFirst("^sip:", "").replaceFirst("@.*", "");
        listener.paged(user, frame.need("Call-ID") + " " + frame.cseq(), frame.text());
        respond(frame, "200 OK", List.of(), "", ids.token(8));
      }
      case "INVITE" -> {
        if (call.isPresent()) {
          call.get().invited(frame);
        } else if (frame.tag("To").isPresent()) {
          respond(frame, "481 No such dialog", List.of(), "", ids.token(8));
        } else {
          CrowdCall.incoming(this, frame).accept();
        }
      }
      case "CANCEL" ->
          // Every call is answered at once, so there is never anything to cancel.
          respond(frame, "200 OK", List.of(), "", ids.token(8));
      default -> {
        if (call.isPresent()) {
          call.get().request(frame);
        } else {
          respond(frame, "481 No such dialog", List.of(), "", ids.token(8));
        }
      }
    }
  }

  void respond(SipFrame request, String status, List<String> headers, String sdp, String tag) {
    servers.respond(request, status, headers, sdp, tag);
  }

  /**
   * Sends a MESSAGE out of any dialog.
   *
   * @param user who sends it
   * @param to the XMPP address it is for
   * @param id its Call-ID
   */
  public void page(String user, String to, String id, String text) {
    var branch = branch();
    var headers =
        List.of(
            "Content-Type: text/plain",
            "Content-Length: " + text.getBytes(StandardCharsets.UTF_8).length);
    var uri = "sip:" + to;
    var request =
        request("MESSAGE", user, uri, "<" + uri + ">", ids.token(8), id, 1, headers, branch);
    clients.start(
        "MESSAGE",
        branch,
        request + "\r\n" + text,
        response -> {
          if (response.status() >= 200) {
            listener.answered(id, response.status());
          }
        },
        () -> listener.answered(id, 0));
  }

  /** Invites an XMPP user to a session. */
  public CrowdCall call(String user, String to) {
    var call = CrowdCall.outgoing(this, user, to);
    call.invite();
    return call;
  }

  String contact(String user) {
    return "<sip:" + user + "@127.0.0.1:" + port() + (wire != null ? wire.parameter() : "") + ">";
  }

  String branch() {
    return "z9hG4bK" + ids.token(16);
  }

  /** The start line and headers of a request, each line ended, without the empty line. */
  String request(
      String method,
      String user,
      String uri,
      String to,
      String fromTag,
      String callId,
      long cseq,
      List<String> headers,
      String branch) {
    var lines = new ArrayList<String>();
    lines.add(method + " " + uri + " SIP/2.0");
    var transport = wire != null ? wire.transport() : "UDP";
    lines.add(
        "Via: SIP/2.0/" + transport + " 127.0.0.1:" + port() + ";branch=" + branch + ";rport");
    lines.add("Max-Forwards: 70");
    lines.add("From: <sip:" + user + "@" + domain + ">;tag=" + fromTag);
    lines.add("To: " + to);
    lines.add("Call-ID: " + callId);
    lines.add("CSeq: " + cseq + " " + method);
    lines.addAll(headers);
    return String.join("\r\n", lines) + "\r\n";
  }

  // Sessions.

  void register(CrowdCall call) {
    calls.put(call.callId(), call);
    bySession.put(call.ownUri(), call);
  }

  void forget(CrowdCall call) {
    calls.remove(call.callId());
    // What is under way is still answered.
    loop.in(5_000, () -> bySession.remove(call.ownUri()));
  }

  private void accept() {
    try {
      for (var next = msrp.accept(); next != null; next = msrp.accept()) {
        // It is bound by the first frame; unused, it lives in the selector alone.
        new CrowdStream(loop, next, this, violations).reading(true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A connection to the address that an MSRP URI names. */
  CrowdStream connect(String uri) throws IOException {
    var authority = uri.replaceFirst("^msrps?://", "").replaceFirst("/.*", "");
    var colon = authority.lastIndexOf(':');
    var channel = SocketChannel.open();
    channel.configureBlocking(false);
    var host = authority.substring(0, colon);
    var port = Integer.parseInt(authority.substring(colon + 1));
    channel.connect(
        secrecy.isPresent()
            ? new InetSocketAddress(InetAddress.getLoopbackAddress(), bridge(host, port).port())
            : new InetSocketAddress(host, port));
    return new CrowdStream(loop, channel, this, violations);
  }

  private TlsBridge bridge(String host, int port) throws IOException {
    var known = out.get(port);
    if (known == null) {
      known = TlsBridge.out(secrecy.orElseThrow().context(), new InetSocketAddress(host, port));
      out.put(port, known);
    }
    return known;
  }

  @Override
  public void frame(CrowdStream stream, MsrpFrame frame) {
    var call = bySession.get(frame.header("To-Path").orElse(""));
    violations.check(call != null, "RFC 4975 §7.1", "To-Path is nobody's in " + frame);
    if (call != null) {
      call.media().frame(stream, frame);
    }
  }

  @Override
  public void gone(CrowdStream stream) {
    List.copyOf(calls.values()).stream()
        .filter(call -> call.media().isOn(stream))
        .forEach(call -> call.media().lost());
  }

  @Override
  public void close() throws IOException {
    loop.close();
    if (wire != null) {
      wire.close();
    }
    if (in != null) {
      in.close();
    }
    for (var bridge : out.values()) {
      bridge.close();
    }
  }
}
