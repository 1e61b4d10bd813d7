package im.balcony.testkit.romeo;

import im.balcony.testkit.Inbox;
import im.balcony.testkit.Ladder;
import im.balcony.testkit.SeededIds;
import im.balcony.testkit.Violations;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;

/** Romeo's SIP phone: strict about what it receives, retransmitting as RFC 3261 §17 asks. */
public final class Phone implements AutoCloseable {

  private static final String ALLOW = "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, MESSAGE, UPDATE";

  final Ladder ladder;
  final Violations violations;
  final SeededIds ids = new SeededIds(System.nanoTime());
  private final Wire wire;
  private final String user;
  private final String domain;
  private final Answers answers;
  private final Map<String, byte[]> answered = new ConcurrentHashMap<>();
  private final Map<String, Call> calls = new ConcurrentHashMap<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            var thread = new Thread(task, "romeo-timer");
            thread.setDaemon(true);
            return thread;
          });

  /** MESSAGE requests, retransmissions left out. */
  public final Inbox<SipFrame> messages = new Inbox<>("MESSAGE", SipFrame::summary);

  /** INVITE requests that start a call. */
  public final Inbox<Call> invites = new Inbox<>("INVITE", call -> call.invite().summary());

  /** Requests outside of any call that are neither MESSAGE nor INVITE: OPTIONS, a late BYE. */
  public final Inbox<SipFrame> others = new Inbox<>("request outside of a call", SipFrame::summary);

  /** Every datagram that was received. */
  public final Inbox<SipFrame> received = new Inbox<>("SIP message");

  /**
   * How a MESSAGE is answered: status, phrase and further header lines; an empty list stays silent.
   */
  public volatile Function<SipFrame, List<String>> answer = message -> List.of("200 OK");

  /** Whether a 2xx to an INVITE is acknowledged. */
  public volatile boolean acknowledging = true;

  /** The relay that new calls put in front of their MSRP end; none to begin with. */
  public volatile Optional<RelayLease.Account> relay = Optional.empty();

  /** What stands behind the brackets of the Contact: header parameters, each with its semicolon. */
  public volatile String contactParameters = "";

  /** The URI of the Contact; empty for his user at the phone's own port. */
  public volatile String contactUri = "";

  /** Whether his answers to an INVITE go without a Contact. */
  public volatile boolean contactless;

  /** What a session description is sent in; itself to begin with. */
  public volatile Function<String, Content> packing = sdp -> new Content("application/sdp", sdp);

  /** The path to an MSRP end with this URI, with the URIs of relays before it. */
  public volatile UnaryOperator<String> path = uri -> uri;

  /** Where MSRP goes by TLS; without it to begin with. */
  public volatile Optional<Secrecy> secrecy = Optional.empty();

  /**
   * How MSRP goes by TLS.
   *
   * @param context with Romeo's certificate, and whom he trusts
   * @param host by which his MSRP end is called
   * @param fingerprints the values of {@code a=fingerprint} in his descriptions
   */
  public record Secrecy(SSLContext context, String host, List<String> fingerprints) {}

  /**
   * A body.
   *
   * @param type its Content-Type
   * @param text its text
   */
  public record Content(String type, String text) {}

  /** The lines with the credentials of a request of this method to this URI. */
  public volatile BiFunction<String, String, List<String>> authorization =
      (method, uri) -> List.of();

  /** Further header lines of the requests that make or change a dialog. */
  public volatile List<String> dialogHeaders = List.of();

  /** A phone of {@code user@domain} that talks to the gateway's UDP port. */
  public Phone(
      String user, String domain, InetSocketAddress gateway, Ladder ladder, Violations violations)
      throws IOException {
    this(
        user,
        domain,
        receiver -> new DatagramWire(gateway, receiver, violations),
        ladder,
        violations);
  }

  /** The same by TLS, with Romeo's certificate, at the gateway's TLS port. */
  public static Phone overTls(
      String user,
      String domain,
      InetSocketAddress gateway,
      SSLContext context,
      Ladder ladder,
      Violations violations)
      throws IOException {
    return new Phone(
        user,
        domain,
        receiver -> new TlsWire(context, gateway, receiver, violations),
        ladder,
        violations);
  }

  private interface Wiring {
    Wire connect(Wire.Receiver receiver) throws IOException;
  }

  private Phone(String user, String domain, Wiring wiring, Ladder ladder, Violations violations)
      throws IOException {
    this.user = user;
    this.domain = domain;
    this.ladder = ladder;
    this.violations = violations;
    this.answers = new Answers(received, violations);
    messages.alsoIn(received, frame -> frame);
    invites.alsoIn(received, Call::invite);
    others.alsoIn(received, frame -> frame);
    List.of(messages, invites, others).forEach(violations::watch);
    this.wire = wiring.connect(this::receive);
  }

  /** The port the phone listens on. */
  public int port() {
    return wire.port();
  }

  private String own() {
    return "sip:" + user + "@127.0.0.1:" + port() + wire.parameter();
  }

  /** Romeo's address of record. */
  public String address() {
    return "sip:" + user + "@" + domain;
  }

  String contact() {
    var uri = contactUri.isEmpty() ? own() : contactUri;
    return "<" + uri + ">" + contactParameters;
  }

  /** Header lines of an INVITE or UPDATE, of which {@code body} describes the SDP. */
  List<String> described(String body) {
    var lines = new ArrayList<>(List.of("Contact: " + contact(), ALLOW));
    lines.addAll(dialogHeaders);
    lines.add(body);
    return lines;
  }

  private void receive(byte[] octets) throws IOException {
    var frame = SipFrame.read(octets);
    ladder.sip(false, frame.startLine() + (frame.isResponse() ? " (" + frame.method() + ")" : ""));
    StrictSip.check(frame, wire.isDatagram(), violations);
    received.put(frame);
    if (frame.isResponse()) {
      response(frame);
      return;
    }
    var known = answered.get(frame.branch() + frame.method());
    if (known != null) {
      if (known.length > 0) {
        counted(frame);
        send(known);
      }
      return;
    }
    request(frame);
  }

  private void response(SipFrame frame) throws IOException {
    var inbox = answers.arrived(frame);
    if (inbox == null) {
      return;
    }
    var call = calls.get(frame.need("Call-ID"));
    if (frame.method().equals("INVITE")
        && frame.status() >= 200
        && call != null
        && call.answered(frame)) {
      return;
    }
    inbox.put(frame);
  }

  private void request(SipFrame frame) throws IOException {
    var call = calls.get(frame.need("Call-ID"));
    switch (frame.method()) {
      case "MESSAGE" -> {
        var lines = answer.apply(frame);
        answered.put(frame.branch() + frame.method(), new byte[0]);
        messages.put(frame);
        if (!lines.isEmpty()) {
          respond(frame, lines.get(0), lines.subList(1, lines.size()), "");
        }
      }
      case "INVITE" -> {
        if (frame.tag("To").isEmpty()) {
          answered.put(frame.branch() + frame.method(), new byte[0]);
          var incoming = Call.incoming(this, frame);
          calls.put(frame.need("Call-ID"), incoming);
          invites.put(incoming);
        } else if (call != null) {
          call.reinvite(frame);
        } else {
          others.put(frame);
          respond(frame, "481 No such dialog", List.of(), "");
        }
      }
      case "OPTIONS" -> {
        others.put(frame);
        respond(frame, "200 OK", List.of(ALLOW), "");
      }
      default -> {
        if (call == null) {
          if (!frame.method().equals("ACK")) {
            others.put(frame);
            respond(frame, "481 No such dialog", List.of(), "");
          }
        } else {
          call.request(frame);
        }
      }
    }
  }

  /** Answers a request; the answer is repeated for retransmissions. */
  public void respond(SipFrame request, String status, List<String> headers, String sdp)
      throws IOException {
    respond(
        request,
        status,
        headers,
        sdp,
        "romeo" + Integer.toHexString(request.need("Call-ID").hashCode()));
  }

  /** The same with another To tag, as another fork would have it. */
  public void respond(SipFrame request, String status, List<String> headers, String sdp, String tag)
      throws IOException {
    var out = new StringBuilder("SIP/2.0 " + status + "\r\n");
    for (var via : request.all("Via")) {
      out.append("Via: ").append(via).append("\r\n");
    }
    request
        .all("Record-Route")
        .forEach(route -> out.append("Record-Route: ").append(route).append("\r\n"));
    var to = request.need("To");
    out.append("From: ").append(request.need("From")).append("\r\n");
    out.append("To: ")
        .append(to)
        .append(request.tag("To").isPresent() ? "" : ";tag=" + tag)
        .append("\r\n");
    out.append("Call-ID: ").append(request.need("Call-ID")).append("\r\n");
    out.append("CSeq: ").append(request.need("CSeq")).append("\r\n");
    headers.forEach(header -> out.append(header).append("\r\n"));
    body(out, sdp);
    var octets = out.toString().getBytes(StandardCharsets.UTF_8);
    if (!status.startsWith("1")) {
      answered.put(request.branch() + request.method(), octets);
      counted(request);
    }
    ladder.sip(true, "SIP/2.0 " + status + " (" + request.method() + ")");
    send(octets);
  }

  /** A final response to {@code request} goes out; to an INVITE, an ACK may come for each. */
  private void counted(SipFrame request) {
    var call = calls.get(request.need("Call-ID"));
    if (call != null && request.method().equals("INVITE")) {
      call.answeredOnce();
    }
  }

  private void body(StringBuilder out, String sdp) {
    var content = packing.apply(sdp);
    out.append(headers(sdp)).append("\r\n\r\n").append(sdp.isEmpty() ? "" : content.text());
  }

  /** The header lines of a body that holds {@code sdp}, the last without its end. */
  String headers(String sdp) {
    var content = packing.apply(sdp);
    return sdp.isEmpty()
        ? "Content-Length: 0"
        : "Content-Type: "
            + content.type()
            + "\r\nContent-Length: "
            + content.text().getBytes(StandardCharsets.UTF_8).length;
  }

  /** The body that holds {@code sdp}. */
  String packed(String sdp) {
    return sdp.isEmpty() ? "" : packing.apply(sdp).text();
  }

  /** Sends a MESSAGE out of dialog and waits for the final response. */
  public SipFrame message(String to, String text) throws IOException {
    return message(to, text, List.of("Content-Type: text/plain"));
  }

  /** Sends a MESSAGE with these further headers and waits for the final response. */
  public SipFrame message(String to, String text, List<String> headers) throws IOException {
    var all = new ArrayList<>(headers);
    all.add("Content-Length: " + text.getBytes(StandardCharsets.UTF_8).length);
    var request =
        request("MESSAGE", to, "<" + to + ">", ids.token(8), ids.token(16) + "@romeo", 1, all)
            + "\r\n"
            + text;
    return transact("MESSAGE", request, Duration.ofSeconds(34));
  }

  /** Transport and address of a Via. */
  String via() {
    return "SIP/2.0/" + wire.transport() + " 127.0.0.1:" + port();
  }

  /** The start line and headers of a request, each line ended, without the empty line. */
  String request(
      String method,
      String uri,
      String to,
      String fromTag,
      String callId,
      long cseq,
      List<String> headers) {
    var out = new StringBuilder(method + " " + uri + " SIP/2.0\r\n");
    out.append("Via: " + via() + ";branch=z9hG4bK" + ids.token(12) + ";rport\r\n");
    out.append("Max-Forwards: 70\r\n");
    out.append("From: <" + address() + ">;tag=" + fromTag + "\r\n");
    out.append("To: " + to + "\r\n");
    out.append("Call-ID: " + callId + "\r\n");
    out.append("CSeq: " + cseq + " " + method + "\r\n");
    authorization.apply(method, uri).forEach(line -> out.append(line).append("\r\n"));
    headers.forEach(header -> out.append(header).append("\r\n"));
    return out.toString();
  }

  /** A MESSAGE to {@code to}, still to be filled in. */
  public Draft draft(String to) {
    return new Draft(this, to);
  }

  /** Sends a request, retransmits it, and waits for its final response. */
  public SipFrame transact(String method, String request, Duration wait) throws IOException {
    return transact(method, request.getBytes(StandardCharsets.UTF_8), wait);
  }

  SipFrame transact(String method, byte[] octets, Duration wait) throws IOException {
    var frame = SipFrame.read(octets);
    var branch = frame.branch();
    var inbox = answers.ask(branch, method);
    ladder.sip(true, frame.startLine());
    send(octets);
    var retransmission =
        timer.scheduleAtFixedRate(() -> repeat(octets), 500, 1500, TimeUnit.MILLISECONDS);
    try {
      while (true) {
        var response = inbox.next(wait);
        retransmission.cancel(false);
        if (response.status() >= 200) {
          return response;
        }
      }
    } finally {
      retransmission.cancel(false);
    }
  }

  /**
   * Invites {@code to} to a session.
   *
   * @param offer how the SDP is to look
   */
  public Call invite(String to, Call.Offer offer) throws IOException {
    return invite(to, offer, sdp -> sdp);
  }

  /** The same with the SDP as {@code edit} leaves it. */
  public Call invite(String to, Call.Offer offer, UnaryOperator<String> edit) throws IOException {
    return Call.outgoing(this, to, offer, edit);
  }

  /** Says of the requests in every call that goes on what {@link Inbox#ignoring} says of one. */
  public void ignoringInCalls(String what, Predicate<SipFrame> which) {
    calls.values().forEach(call -> call.requests.ignoring(what, which));
  }

  void forget(String callId) {
    calls.remove(callId);
  }

  void register(String callId, Call call) {
    calls.put(callId, call);
  }

  /** Sends octets as they are. */
  public void send(byte[] octets) throws IOException {
    request(octets)
        .filter(frame -> !frame.method().equals("ACK"))
        .ifPresent(frame -> answers.sent(frame.branch(), frame.method()));
    wire.send(octets);
  }

  /** The request that these octets are, unless they are broken on purpose. */
  private static Optional<SipFrame> request(byte[] octets) {
    try {
      return Optional.of(SipFrame.read(octets))
          .filter(frame -> !frame.isResponse() && !frame.branch().isEmpty());
    } catch (RuntimeException | AssertionError e) {
      return Optional.empty();
    }
  }

  private void repeat(byte[] octets) {
    if (!wire.isDatagram()) {
      return;
    }
    try {
      send(octets);
    } catch (IOException e) {
      violations.check(wire.isClosed(), "RFC 3261 §17", "cannot retransmit: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    wire.close();
    timer.shutdownNow();
  }
}
