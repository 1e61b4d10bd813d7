package im.balcony.testkit.romeo;

import im.balcony.testkit.virtual.VirtualStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A call of the virtual phone: one SIP dialog with one MSRP stream. */
public final class VirtualCall {

  private enum State {
    CALLING,
    RINGING,
    UP,
    OVER
  }

  private final VirtualPhone phone;
  private final boolean weInvited;
  private final String callId;
  private final String localTag;
  private final String peer;
  private final String listener;
  private String ownUri;
  private State state = State.CALLING;
  private long cseq = 1;
  private int version = 1;
  private String branch = "";
  private String remoteTag = "";
  private String remoteParty = "";
  private String target = "";
  private List<String> peerPath = List.of();
  private @Nullable SipFrame invite;
  private Optional<VirtualMsrp> media = Optional.empty();
  private boolean cancelWanted;
  private boolean provisional;

  /** The branch of a re-INVITE of ours that is open; empty if there is none. */
  private String inviting = "";

  private VirtualCall(VirtualPhone phone, boolean weInvited, String callId, String peer) {
    this.phone = phone;
    this.weInvited = weInvited;
    this.callId = callId;
    this.peer = peer;
    this.localTag = phone.ids.token(10);
    this.listener = phone.host() + ":" + phone.nextPort();
    this.ownUri = "msrp://" + listener + "/" + phone.ids.token(16) + ";tcp";
  }

  static VirtualCall incoming(VirtualPhone phone, SipFrame invite) {
    var call =
        new VirtualCall(
            phone,
            false,
            invite.need("Call-ID"),
            invite.uri("From").replaceFirst("^sip:", "").replaceFirst(";.*", ""));
    call.invite = invite;
    call.remoteTag = invite.tag("From").orElse("");
    call.remoteParty = invite.need("From");
    call.target = invite.uri("Contact");
    return call;
  }

  static VirtualCall outgoing(VirtualPhone phone, String to) {
    return new VirtualCall(phone, true, phone.ids.token(16) + "@romeo", to);
  }

  String callId() {
    return callId;
  }

  /** With whom. */
  public String peer() {
    return peer;
  }

  /** Whether it has ended, or never began. */
  public boolean isOver() {
    return state == State.OVER;
  }

  /** Whether texts may be said. */
  public boolean isTalking() {
    return state == State.UP && media.filter(VirtualMsrp::isUp).isPresent();
  }

  private String sdp(String setup) {
    return sdp(setup, ownUri);
  }

  private String sdp(String setup, String path) {
    return "v=0\r\no=romeo 2890844526 "
        + version
        + " IN IP4 "
        + phone.host()
        + "\r\ns=-\r\nc=IN IP4 "
        + phone.host()
        + "\r\nt=0 0\r\nm=message "
        + listener.substring(listener.lastIndexOf(':') + 1)
        + " TCP/MSRP *\r\na=accept-types:text/plain message/cpim application/im-iscomposing+xml\r\n"
        + (setup.isEmpty() ? "" : "a=setup:" + setup + "\r\n")
        + "a=path:"
        + path
        + "\r\n";
  }

  // We call.

  void invite() {
    branch = phone.branch();
    var body = sdp("");
    var request =
        phone.request(
                "INVITE",
                "sip:" + peer,
                "<sip:" + peer + ">",
                localTag,
                callId,
                cseq,
                List.of(
                    "Contact: " + phone.contact(),
                    "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, MESSAGE, UPDATE",
                    "Content-Type: application/sdp",
                    "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length),
                branch)
            + "\r\n"
            + body;
    phone.clients.start("INVITE", branch, request, this::answered, this::over);
  }

  private void answered(SipFrame response) {
    if (response.status() < 200) {
      provisional = true;
      if (cancelWanted) {
        cancelWanted = false;
        cancel();
      }
    } else if (response.status() < 300) {
      accepted(response);
    } else {
      acknowledge(response, "sip:" + peer, response.need("To"), branch);
      over();
    }
  }

  private void accepted(SipFrame response) {
    if (state == State.CALLING) {
      remoteTag = response.tag("To").orElse("");
      remoteParty = response.need("To");
      target = response.uri("Contact");
      peerPath = Sdp.read(response.text(), phone.violations).path();
      state = State.UP;
      connect();
    }
    if (response.tag("To").filter(remoteTag::equals).isPresent()) {
      acknowledge(response, target, remoteParty, phone.branch());
    }
    if (cancelWanted) {
      cancelWanted = false;
      bye();
    }
  }

  /** Gives up before the call is answered; a call that was answered meanwhile is ended. */
  public void cancel() {
    if (state == State.UP) {
      bye();
    } else if (!provisional) {
      // RFC 3261 §9.1: not before a provisional response.
      cancelWanted = true;
    } else if (state == State.CALLING && weInvited) {
      var request =
          phone.request(
                  "CANCEL",
                  "sip:" + peer,
                  "<sip:" + peer + ">",
                  localTag,
                  callId,
                  1,
                  List.of("Content-Length: 0"),
                  branch)
              + "\r\n";
      cancelWanted = true;
      phone.clients.start("CANCEL", branch, request, r -> {}, () -> {});
    }
  }

  // We are called.

  private SipFrame incomingInvite() {
    if (invite == null) {
      throw new IllegalStateException("nobody invited us");
    }
    return invite;
  }

  void ring() {
    state = State.RINGING;
    phone.respond(
        incomingInvite(), "180 Ringing", List.of("Contact: " + phone.contact()), "", localTag);
  }

  void accept() {
    if (state == State.OVER) {
      return;
    }
    peerPath = Sdp.read(incomingInvite().text(), phone.violations).path();
    state = State.UP;
    phone.network.accept(listener, this::media);
    answer(incomingInvite());
  }

  private void answer(SipFrame request) {
    phone.respond(
        request, "200 OK", List.of("Contact: " + phone.contact()), sdp("passive"), localTag);
  }

  void cancelled() {
    if (state == State.RINGING) {
      phone.respond(incomingInvite(), "487 Request Terminated", List.of(), "", localTag);
      over();
    }
  }

  /** An INVITE inside the dialog. */
  void invited(SipFrame frame) {
    if (state == State.OVER) {
      phone.respond(frame, "481 No such dialog", List.of(), "", localTag);
      return;
    }
    if (!inviting.isEmpty()) {
      // RFC 3261 §14.2.
      phone.respond(frame, "491 Request Pending", List.of(), "", localTag);
      return;
    }
    if (frame.body.length > 0) {
      peerPath = Sdp.read(frame.text(), phone.violations).path();
    }
    phone.network.accept(listener, this::media);
    answer(frame);
  }

  /** BYE, UPDATE and others inside the dialog. */
  void request(SipFrame frame) {
    if (state == State.OVER && !frame.method().equals("BYE")) {
      phone.respond(frame, "481 No such dialog", List.of(), "", localTag);
      return;
    }
    phone.respond(frame, "200 OK", List.of("Contact: " + phone.contact()), "", localTag);
    if (frame.method().equals("BYE")) {
      over();
    }
  }

  /** Hangs up. */
  public void bye() {
    if (state != State.UP) {
      return;
    }
    var branchOfBye = phone.branch();
    var request =
        phone.request(
                "BYE",
                target,
                remoteParty,
                localTag,
                callId,
                ++cseq,
                List.of("Content-Length: 0"),
                branchOfBye)
            + "\r\n";
    over();
    phone.clients.start("BYE", branchOfBye, request, r -> {}, () -> {});
  }

  private void over() {
    state = State.OVER;
    phone.network.refuse(listener);
    // What is under way is still answered.
    media.ifPresent(line -> phone.time.in(2_000, line::close));
  }

  // The stream.

  private void connect() {
    var first = peerPath.get(0).replaceFirst("^msrps?://", "").replaceFirst("/.*", "");
    phone.network.connect(
        first,
        opened -> {
          if (opened.isPresent() && state == State.UP) {
            media(opened.get()).bind();
          } else {
            opened.ifPresent(VirtualStream::close);
            bye();
          }
        });
  }

  private VirtualMsrp media(VirtualStream stream) {
    var line = new VirtualMsrp(phone, stream, ownUri, peerPath);
    media = Optional.of(line);
    return line;
  }

  /**
   * Invites again within the dialog, to another MSRP session, and connects anew: what a phone does
   * whose connection is gone.
   */
  public void reinvite() {
    // RFC 3261 §14.1: not while another one is open.
    if (state != State.UP || !inviting.isEmpty()) {
      return;
    }
    branch = phone.branch();
    inviting = branch;
    version++;
    var path = "msrp://" + listener + "/" + phone.ids.token(16) + ";tcp";
    phone.offered.add(path);
    var body = sdp("active", path);
    var request =
        phone.request(
                "INVITE",
                target,
                remoteParty,
                localTag,
                callId,
                ++cseq,
                List.of(
                    "Contact: " + phone.contact(),
                    "Content-Type: application/sdp",
                    "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length),
                branch)
            + "\r\n"
            + body;
    var again = new Again(branch, path);
    phone.clients.start("INVITE", branch, request, again::answered, again::closed);
  }

  /** An INVITE of ours inside the dialog. */
  private final class Again {
    private final String ownBranch;
    private final String path;
    private boolean accepted;

    Again(String ownBranch, String path) {
      this.ownBranch = ownBranch;
      this.path = path;
    }

    private void closed() {
      if (inviting.equals(ownBranch)) {
        inviting = "";
      }
    }

    void answered(SipFrame response) {
      if (response.status() >= 200) {
        closed();
      }
      if (response.status() >= 300) {
        acknowledge(response, target, remoteParty, ownBranch);
        if (response.status() == 481 || response.status() == 408) {
          // RFC 3261 §12.2.1.2: the dialog is no more.
          over();
        }
      } else if (response.status() >= 200) {
        acknowledge(response, target, remoteParty, phone.branch());
        if (!accepted && state == State.UP) {
          accepted = true;
          phone.former.put(ownUri, phone.time.now());
          ownUri = path;
          peerPath = Sdp.read(response.text(), phone.violations).path();
          media.ifPresent(VirtualMsrp::close);
          connect();
        }
      }
    }
  }

  private void acknowledge(SipFrame response, String uri, String to, String ackBranch) {
    phone.send(
        (phone.request(
                    "ACK",
                    uri,
                    to,
                    localTag,
                    callId,
                    response.cseq(),
                    List.of("Content-Length: 0"),
                    ackBranch)
                + "\r\n")
            .getBytes(StandardCharsets.UTF_8));
  }

  /** Begins to say a long text, and loses the connection in the middle of a chunk. */
  public void breaksOff(String text) {
    if (isTalking()) {
      media.ifPresent(line -> line.breaksOff(text));
    }
  }

  /** Says a text; without a stream it is not said at all. */
  public void says(String text, boolean receipt) {
    if (isTalking()) {
      media.ifPresent(line -> line.says(text, receipt));
    }
  }

  /** Shows that he is writing. */
  public void composing() {
    composing("active", "");
  }

  /** Sends an isComposing document; {@code refresh} in seconds, or empty for none. */
  public void composing(String state, String refresh) {
    if (isTalking()) {
      media.ifPresent(line -> line.composing(state, refresh));
    }
  }

  /** Breaks the MSRP connection. */
  public void cut() {
    media.ifPresent(line -> line.stream().cut());
  }

  /** The MSRP connection carries nothing any more, and nobody is told. */
  public void silence() {
    media.ifPresent(line -> line.stream().silence());
  }

  /** Stops or resumes reading from the MSRP connection. */
  public void reading(boolean on) {
    media.ifPresent(line -> line.stream().reading(on));
  }
}
