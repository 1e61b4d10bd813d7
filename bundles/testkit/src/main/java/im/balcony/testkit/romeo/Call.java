package im.balcony.testkit.romeo;

import im.balcony.testkit.Inbox;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A call of Romeo's: one SIP dialog with one MSRP stream. */
public final class Call {

  /**
   * How Romeo's SDP looks.
   *
   * @param acceptTypes the accept-types
   * @param maxSize the max-size, or 0 for none
   * @param setup the setup attribute, or empty for none
   * @param sdp whether an INVITE has SDP at all
   */
  public record Offer(String acceptTypes, int maxSize, String setup, boolean sdp) {

    /** Text, cpim and composing, no setup: the offerer connects. */
    public static final Offer PLAIN =
        new Offer("text/plain message/cpim application/im-iscomposing+xml", 0, "", true);

    /** The same with another setup attribute. */
    public Offer withSetup(String value) {
      return new Offer(acceptTypes, maxSize, value, sdp);
    }
  }

  private static final Duration WAIT = Duration.ofSeconds(10);

  private final Phone phone;
  private final boolean weInvited;
  private final String callId;
  private final String localTag;
  private final ServerSocket listener;
  private final String ownUri;
  private final Optional<RelayLease> lease;
  private long cseq = 1;
  private long inviteCseq;
  private String remoteTag = "";
  private String remoteParty = "";
  private String target = "";
  private List<String> peerPath = List.of();
  private List<String> routes = List.of();
  private @Nullable SipFrame invite;
  private @Nullable SipFrame inviteResponse;
  private @Nullable MsrpLine line;

  /** Requests inside the dialog: ACK, BYE, CANCEL, UPDATE and re-INVITE. */
  public final Inbox<SipFrame> requests = new Inbox<>("request in the dialog");

  /** Whether a BYE and an UPDATE are answered with 200 at once. */
  public volatile boolean polite = true;

  private Call(Phone phone, boolean weInvited, String callId, String localTag) throws IOException {
    this.phone = phone;
    this.weInvited = weInvited;
    this.callId = callId;
    this.localTag = localTag;
    this.listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    this.ownUri =
        "msrp://127.0.0.1:" + listener.getLocalPort() + "/" + phone.ids.token(16) + ";tcp";
    var account = phone.relay;
    this.lease =
        account.isPresent()
            ? Optional.of(RelayLease.of(account.get(), ownUri, phone))
            : Optional.empty();
  }

  static Call incoming(Phone phone, SipFrame invite) throws IOException {
    var call = new Call(phone, false, invite.need("Call-ID"), phone.ids.token(10));
    call.invite = invite;
    call.remoteTag = invite.tag("From").orElse("");
    call.remoteParty = invite.need("From");
    call.target = invite.uri("Contact");
    call.inviteCseq = invite.cseq();
    call.routes = invite.recordRoutes();
    return call;
  }

  static Call outgoing(Phone phone, String to, Offer offer) throws IOException {
    var call = new Call(phone, true, phone.ids.token(16) + "@romeo", phone.ids.token(10));
    phone.register(call.callId, call);
    var sdp = offer.sdp() ? call.sdp(offer, 1) : "";
    var headers =
        List.of(
            "Contact: " + phone.contact(),
            "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, MESSAGE, UPDATE",
            sdp.isEmpty()
                ? "Content-Length: 0"
                : "Content-Type: application/sdp\r\nContent-Length: " + length(sdp));
    var request =
        phone.request("INVITE", to, "<" + to + ">", call.localTag, call.callId, call.cseq, headers)
            + "\r\n"
            + sdp;
    call.target = to;
    var response = phone.transact("INVITE", request, Duration.ofSeconds(40));
    call.inviteResponse = response;
    if (response.status() < 300) {
      call.confirm(response);
    } else {
      call.acknowledge(response, to, request);
    }
    return call;
  }

  /** The final response to Romeo's INVITE. */
  public SipFrame response() {
    var response = inviteResponse;
    if (response == null) {
      throw new AssertionError("not an outgoing call");
    }
    return response;
  }

  /** The INVITE that Romeo received. */
  public SipFrame invite() {
    var frame = invite;
    if (frame == null) {
      throw new AssertionError("not an incoming call");
    }
    return frame;
  }

  private static int length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** A copy of the 2xx is acknowledged again; says whether this one was a copy. */
  boolean answered(SipFrame response) throws IOException {
    var first = inviteResponse;
    if (first == null || response.status() >= 300) {
      return false;
    }
    if (response.tag("To").equals(first.tag("To"))) {
      ack();
    }
    return true;
  }

  private void confirm(SipFrame response) throws IOException {
    remoteTag = response.tag("To").orElse("");
    remoteParty = response.need("To");
    target = response.uri("Contact");
    inviteCseq = response.cseq();
    var reversed = new ArrayList<>(response.recordRoutes());
    Collections.reverse(reversed);
    routes = reversed;
    if (response.body.length > 0) {
      peerPath = Sdp.read(response.text(), phone.violations).path();
    }
    ack();
  }

  private void ack() throws IOException {
    var request =
        phone.request(
            "ACK", target, remoteParty, localTag, callId, inviteCseq, routed("Content-Length: 0"));
    phone.ladder.sip(true, "ACK");
    phone.send((request + "\r\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Header lines of a request in the dialog: its route set comes first (RFC 3261 §12.2.1.1). */
  private List<String> routed(String line) {
    var lines = new ArrayList<String>();
    routes.forEach(route -> lines.add("Route: " + route));
    lines.add(line);
    return lines;
  }

  /** ACK to a refusal: same branch as the INVITE (RFC 3261 §17.1.1.3). */
  private void acknowledge(SipFrame response, String to, String inviteText) throws IOException {
    var via = SipFrame.read(inviteText.getBytes(StandardCharsets.UTF_8)).need("Via");
    var text =
        "ACK "
            + to
            + " SIP/2.0\r\nVia: "
            + via
            + "\r\nMax-Forwards: 70\r\nFrom: <"
            + phone.address()
            + ">;tag="
            + localTag
            + "\r\nTo: "
            + response.need("To")
            + "\r\nCall-ID: "
            + callId
            + "\r\nCSeq: "
            + cseq
            + " ACK\r\nContent-Length: 0\r\n\r\n";
    phone.send(text.getBytes(StandardCharsets.UTF_8));
  }

  private String sdp(Offer offer, long version) {
    return "v=0\r\no=romeo 2890844526 "
        + version
        + " IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
        + "m=message "
        + listener.getLocalPort()
        + " TCP/MSRP *\r\na=accept-types:"
        + offer.acceptTypes()
        + "\r\n"
        + (offer.maxSize() > 0 ? "a=max-size:" + offer.maxSize() + "\r\n" : "")
        + (offer.setup().isEmpty() ? "" : "a=setup:" + offer.setup() + "\r\n")
        + "a=path:"
        + lease.map(l -> l.usePath() + " ").orElse("")
        + ownUri
        + "\r\n";
  }

  /** The SDP of the other side. */
  public Sdp peerSdp() {
    var frame = weInvited ? response() : invite();
    return Sdp.read(frame.text(), phone.violations);
  }

  /** Sends a provisional response. */
  public void ring() throws IOException {
    phone.respond(invite(), "180 Ringing", List.of("Contact: " + phone.contact()), "", localTag);
  }

  /** Refuses the INVITE. */
  public void refuse(String status, String... headers) throws IOException {
    phone.respond(invite(), status, List.of(headers), "", localTag);
    requests.next(WAIT, r -> r.method().equals("ACK"));
  }

  /** Accepts the INVITE, waits for the ACK and for the gateway's MSRP connection. */
  public MsrpLine accept(Offer offer) throws IOException {
    peerPath = peerSdp().path();
    phone.respond(
        invite(),
        "200 OK",
        List.of("Contact: " + phone.contact()),
        sdp(offer.withSetup("passive"), 1),
        localTag);
    var ack = requests.next(WAIT, r -> r.method().equals("ACK"));
    phone.violations.check(
        ack.cseq() == inviteCseq, "RFC 3261 §13.2.2.4", "ACK has CSeq " + ack.cseq());
    return acceptConnection();
  }

  /** Waits for the gateway's MSRP connection; behind a relay there is one already. */
  public MsrpLine acceptConnection() throws IOException {
    if (lease.isPresent()) {
      return line(lease.get().socket());
    }
    listener.setSoTimeout((int) WAIT.toMillis());
    return line(listener.accept());
  }

  /** Connects to the gateway's MSRP listener, as its path says, or by way of the relay. */
  public MsrpLine connect() throws IOException {
    if (lease.isPresent()) {
      return line(lease.get().socket());
    }
    var first = URI.create(peerPath.get(0).replaceFirst(";.*", ""));
    var socket = new Socket();
    socket.connect(new InetSocketAddress(first.getHost(), first.getPort()), (int) WAIT.toMillis());
    return line(socket);
  }

  private MsrpLine line(Socket socket) throws IOException {
    var path = new ArrayList<String>();
    lease.ifPresent(l -> path.add(l.usePath()));
    path.addAll(peerPath);
    var made = new MsrpLine(socket, ownUri, path, phone.ladder, phone.violations);
    line = made;
    return made;
  }

  /** The MSRP connection, if there is one. */
  public Optional<MsrpLine> line() {
    return Optional.ofNullable(line);
  }

  void request(SipFrame frame) throws IOException {
    phone.violations.check(
        frame.tag("From").equals(Optional.of(remoteTag)) || frame.method().equals("CANCEL"),
        "RFC 3261 §12.2.1.1",
        frame.method() + " with another tag");
    requests.put(frame);
    if (frame.method().equals("CANCEL")) {
      phone.respond(frame, "200 OK", List.of(), "", localTag);
      phone.respond(invite(), "487 Request Terminated", List.of(), "", localTag);
    } else if (!frame.method().equals("ACK") && polite) {
      phone.respond(frame, "200 OK", List.of("Contact: " + phone.contact()), "", localTag);
    }
  }

  void reinvite(SipFrame frame) throws IOException {
    requests.put(frame);
    if (polite) {
      invite = frame;
      inviteCseq = frame.cseq();
      peerPath = frame.body.length > 0 ? Sdp.read(frame.text(), phone.violations).path() : peerPath;
      phone.respond(
          frame,
          "200 OK",
          List.of("Contact: " + phone.contact()),
          sdp(Offer.PLAIN.withSetup("passive"), 2),
          localTag);
    }
  }

  /** Ends the call and gives the final response to the BYE. */
  public SipFrame bye() throws IOException {
    var request =
        phone.request(
            "BYE", target, remoteParty, localTag, callId, ++cseq, routed("Content-Length: 0"));
    return phone.transact("BYE", request + "\r\n", WAIT);
  }

  /** The gateway's BYE. */
  public SipFrame expectBye(Duration wait) {
    return requests.next(wait, r -> r.method().equals("BYE"));
  }

  /** The path that Romeo's SDP names, leftmost URI first. */
  public List<String> ownPath() {
    return lease.map(l -> List.of(l.usePath(), ownUri)).orElse(List.of(ownUri));
  }

  /** The Call-ID. */
  public String callId() {
    return callId;
  }
}
