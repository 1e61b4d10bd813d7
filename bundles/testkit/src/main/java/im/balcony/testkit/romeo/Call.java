package im.balcony.testkit.romeo;

import im.balcony.testkit.Inbox;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLServerSocket;
import org.jspecify.annotations.Nullable;

/** A call of Romeo's: one SIP dialog with one MSRP stream. */
public final class Call implements AutoCloseable {

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
  private final Optional<Phone.Secrecy> secrecy;
  private ServerSocket listener;
  private String ownUri;
  private final Optional<RelayLease> lease;
  private long cseq = 1;
  private long inviteCseq;
  private String remoteTag = "";
  private String remoteParty = "";
  private String target = "";
  private List<String> peerPath = List.of();
  private List<String> routes = List.of();
  private String ackSdp = "";
  private String sent = "";
  private @Nullable SipFrame invite;
  private @Nullable SipFrame inviteResponse;
  private @Nullable MsrpLine line;

  /** Requests inside the dialog: ACK, BYE, CANCEL, UPDATE and re-INVITE. */
  public final Inbox<SipFrame> requests = new Inbox<>("request in the dialog", SipFrame::summary);

  private final DialogRequests judge;

  /** Whether requests in the dialog are answered at once, as his phone would. */
  public volatile boolean polite = true;

  private Call(Phone phone, boolean weInvited, String callId, String localTag) throws IOException {
    this.phone = phone;
    this.weInvited = weInvited;
    this.callId = callId;
    this.localTag = localTag;
    this.judge = new DialogRequests(requests, phone);
    this.secrecy = phone.secrecy;
    this.listener = newListener();
    this.ownUri = newUri();
    var account = phone.relay;
    this.lease =
        account.isPresent()
            ? Optional.of(RelayLease.of(account.get(), ownUri, phone))
            : Optional.empty();
  }

  private String newUri() {
    var start = secrecy.map(s -> "msrps://" + s.host()).orElse("msrp://127.0.0.1");
    var port = listener.getLocalPort();
    return phone.path.apply(start + ":" + port + "/" + phone.ids.token(16) + ";tcp");
  }

  private ServerSocket newListener() throws IOException {
    if (secrecy.isEmpty()) {
      return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }
    var made =
        (SSLServerSocket)
            secrecy
                .get()
                .context()
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
    made.setNeedClientAuth(true);
    return made;
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

  static Call outgoing(Phone phone, String to, Offer offer, UnaryOperator<String> edit)
      throws IOException {
    var call = new Call(phone, true, phone.ids.token(16) + "@romeo", phone.ids.token(10));
    phone.register(call.callId, call);
    var sdp = offer.sdp() ? edit.apply(call.sdp(offer, 1)) : "";
    var request =
        phone.request(
                "INVITE",
                to,
                "<" + to + ">",
                call.localTag,
                call.callId,
                call.cseq,
                phone.described(phone.headers(sdp)))
            + "\r\n"
            + phone.packed(sdp);
    call.sent = request;
    call.target = to;
    var response = phone.transact("INVITE", request, Duration.ofSeconds(40));
    call.inviteResponse = response;
    if (response.status() < 300) {
      // A late offer is answered in the ACK (RFC 3261 §13.2.1); who answers it waits.
      call.ackSdp = offer.sdp() ? "" : edit.apply(call.sdp(offer.withSetup("passive"), 1));
      call.confirm(response);
    } else {
      call.acknowledge(response, to, request);
    }
    return call;
  }

  /** Romeo's INVITE as it was sent. */
  public String sent() {
    return sent;
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

  /** A copy of the 2xx is acknowledged again; says whether this one was a copy. */
  boolean answered(SipFrame response) throws IOException {
    var first = inviteResponse;
    if (first == null || response.status() >= 300 || !response.branch().equals(first.branch())) {
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
    if (!phone.acknowledging) {
      return;
    }
    var request =
        phone.request(
            "ACK",
            target,
            remoteParty,
            localTag,
            callId,
            inviteCseq,
            routed(phone.headers(ackSdp)));
    phone.ladder.sip(true, "ACK");
    phone.send((request + "\r\n" + phone.packed(ackSdp)).getBytes(StandardCharsets.UTF_8));
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
    var path = lease.map(l -> l.usePath() + " ").orElse("") + ownUri;
    var plain = Sdp.write(offer, version, listener.getLocalPort(), path);
    return secrecy.map(s -> Sdp.secret(plain, s.host(), s.fingerprints())).orElse(plain);
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

  /** Romeo's SDP with this setup. */
  public String sdp(String setup) {
    return sdp(Offer.PLAIN.withSetup(setup), 1);
  }

  /**
   * Answers the INVITE with 200 and no more; each call is one more copy, or one more fork.
   *
   * @param sdp the answer
   * @param tag the To tag; empty for Romeo's own
   * @param headers further header lines
   */
  public void answer(String sdp, String tag, String... headers) throws IOException {
    peerPath = peerSdp().path();
    var all = new ArrayList<String>();
    if (!phone.contactless) {
      all.add("Contact: " + phone.contact());
    }
    all.addAll(List.of(headers));
    phone.respond(invite(), "200 OK", all, sdp, tag.isEmpty() ? localTag : tag);
  }

  /**
   * Romeo's re-INVITE with its offer as {@code edit} leaves it; the final response, acknowledged.
   */
  public SipFrame reinvite(Offer offer, UnaryOperator<String> edit) throws IOException {
    var response = change("INVITE", edit.apply(sdp(offer, 1)));
    if (response.status() < 300) {
      inviteResponse = response;
      target = response.uri("Contact");
      inviteCseq = response.cseq();
      peerPath = Sdp.read(response.text(), phone.violations).path();
      ackSdp = "";
      ack();
    }
    return response;
  }

  /** Romeo's UPDATE; an empty SDP refreshes the timer only. */
  public SipFrame update(String sdp) throws IOException {
    return change("UPDATE", sdp);
  }

  private SipFrame change(String method, String sdp) throws IOException {
    var lines = routed(String.join("\r\n", phone.described(phone.headers(sdp))));
    var request =
        phone.request(method, target, remoteParty, localTag, callId, ++cseq, lines)
            + "\r\n"
            + phone.packed(sdp);
    var response = phone.transact(method, request, WAIT);
    if (method.equals("INVITE") && response.status() >= 300) {
      acknowledge(response, target, request);
    }
    return response;
  }

  /** Moves Romeo's MSRP end to another port and session-id; his next offer says so. */
  public void move() throws IOException {
    listener.close();
    listener = newListener();
    ownUri = newUri();
  }

  /** Romeo's MSRP port is closed: nobody can connect to it any more. */
  public void shut() throws IOException {
    listener.close();
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

  /** The same after the re-INVITE that says where the gateway connects from now. */
  public MsrpLine acceptNewConnection() throws IOException {
    requests.next(WAIT, r -> r.method().equals("INVITE"));
    return acceptConnection();
  }

  /** Whether somebody connects to the address of Romeo's path within this time. */
  public boolean isCalled(Duration wait) throws IOException {
    listener.setSoTimeout((int) wait.toMillis());
    try (var socket = listener.accept()) {
      return socket.isConnected();
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  /** Connects to the gateway's MSRP listener, as its path says, or by way of the relay. */
  public MsrpLine connect() throws IOException {
    if (lease.isPresent()) {
      return line(lease.get().socket());
    }
    var first = URI.create(peerPath.get(0).replaceFirst(";.*", ""));
    var socket = new Socket();
    socket.connect(new InetSocketAddress(first.getHost(), first.getPort()), (int) WAIT.toMillis());
    if (secrecy.isPresent()) {
      var factory = secrecy.get().context().getSocketFactory();
      return line(factory.createSocket(socket, first.getHost(), first.getPort(), true));
    }
    return line(socket);
  }

  /** A line of this call on the connection of another call's (RFC 4975 §5.4). */
  public MsrpLine connect(MsrpLine other) {
    var made = other.share(ownUri, peerPath);
    line = made;
    return made;
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
    judge.arrived(frame);
    requests.put(frame);
    if (polite && frame.method().equals("CANCEL")) {
      phone.respond(frame, "200 OK", List.of(), "", localTag);
      phone.respond(invite(), "487 Request Terminated", List.of(), "", localTag);
    } else if (!frame.method().equals("ACK") && polite) {
      phone.respond(frame, "200 OK", List.of("Contact: " + phone.contact()), "", localTag);
    }
  }

  /** A final response to an INVITE of the gateway's goes out. */
  void answeredOnce() {
    judge.answered();
  }

  void reinvite(SipFrame frame) throws IOException {
    judge.arrived(frame);
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

  /** The BYE that would end the call, as text, for another way than the phone's. */
  public String byeText(String via) {
    var request =
        phone.request(
            "BYE", target, remoteParty, localTag, callId, ++cseq, routed("Content-Length: 0"));
    return request.replaceFirst("Via: .*\r\n", "Via: " + via + "\r\n") + "\r\n";
  }

  /** The gateway's BYE. */
  public SipFrame expectBye(Duration wait) {
    return requests.next(wait, r -> r.method().equals("BYE"));
  }

  /** The path that Romeo's SDP names, leftmost URI first. */
  public List<String> ownPath() {
    return lease.map(l -> List.of(l.usePath(), ownUri)).orElse(List.of(ownUri));
  }

  /** Frees the port and the connection. */
  @Override
  public void close() throws IOException {
    listener.close();
    var open = line;
    if (open != null) {
      open.close();
    }
    phone.forget(callId);
  }

  /** A MESSAGE inside the dialog. */
  public Draft draft() {
    return phone.draft(target).inside(callId, ++cseq, localTag, remoteParty);
  }

  /** The Call-ID. */
  public String callId() {
    return callId;
  }
}
