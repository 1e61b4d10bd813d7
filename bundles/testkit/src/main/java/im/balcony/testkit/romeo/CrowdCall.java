package im.balcony.testkit.romeo;

import java.io.IOException;
import java.util.List;

/** A call of the crowd: one SIP dialog with one MSRP stream. */
public final class CrowdCall {

  private enum State {
    CALLING,
    UP,
    OVER
  }

  private static final long PATIENCE = 60_000;

  private final Crowd crowd;
  private final String user;
  private final String peer;
  private final String callId;
  private final String localTag;
  private final String ownUri;
  private final CrowdMedia media;
  private State state = State.CALLING;
  private long cseq = 1;
  private long version = 1;
  private String remoteTag = "";
  private String remoteParty;
  private String target;
  private int losses;
  private int invites;

  private CrowdCall(Crowd crowd, String user, String peer, String callId) {
    this.crowd = crowd;
    this.user = user;
    this.peer = peer;
    this.callId = callId;
    this.localTag = crowd.ids.token(10);
    this.ownUri = crowd.newUri();
    this.media = new CrowdMedia(crowd, this);
    this.target = "sip:" + peer;
    this.remoteParty = "<sip:" + peer + ">";
  }

  static CrowdCall outgoing(Crowd crowd, String user, String to) {
    return new CrowdCall(crowd, user, to, crowd.ids.token(16) + "@romeo");
  }

  private static String bare(String uri) {
    return uri.replaceFirst("^sip:", "").replaceFirst(";.*", "");
  }

  static CrowdCall incoming(Crowd crowd, SipFrame invite) {
    var user = bare(invite.requestUri()).replaceFirst("@.*", "");
    var call = new CrowdCall(crowd, user, bare(invite.uri("From")), invite.need("Call-ID"));
    call.invited = invite;
    call.remoteTag = invite.tag("From").orElse("");
    call.remoteParty = invite.need("From");
    call.target = invite.uri("Contact");
    return call;
  }

  @org.jspecify.annotations.Nullable private SipFrame invited;

  String callId() {
    return callId;
  }

  String ownUri() {
    return ownUri;
  }

  CrowdMedia media() {
    return media;
  }

  /** Which Romeo it is. */
  public String user() {
    return user;
  }

  /** The XMPP address at the other end. */
  public String peer() {
    return peer;
  }

  /** Whether texts may be said. */
  public boolean isTalking() {
    return state == State.UP && media.isUp();
  }

  /** Whether it has ended. */
  public boolean isOver() {
    return state == State.OVER;
  }

  private String sdp(String setup) {
    return crowd.describe(setup, version++, ownUri);
  }

  private String request(
      String method, String to, long number, List<String> headers, String branch) {
    return crowd.request(method, user, target, to, localTag, callId, number, headers, branch);
  }

  void invite() {
    crowd.register(this);
    var body = sdp("");
    var branch = crowd.branch();
    var headers =
        List.of(
            "Contact: " + crowd.contact(user),
            "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, MESSAGE, UPDATE",
            "Content-Type: application/sdp",
            "Content-Length: " + body.length());
    var text = request("INVITE", remoteParty, cseq, headers, branch) + "\r\n" + body;
    crowd.clients.start(
        "INVITE",
        branch,
        text,
        response -> answered(response, branch),
        () -> over("INVITE unanswered"));
  }

  private void answered(SipFrame response, String branch) {
    if (response.status() >= 300) {
      ack(response, branch);
      over("INVITE " + response.status());
    } else if (response.status() >= 200) {
      if (state == State.CALLING) {
        remoteTag = response.tag("To").orElse("");
        remoteParty = response.need("To");
        target = response.uri("Contact");
        media.peerPath(Sdp.read(response.text(), crowd.violations).path());
        state = State.UP;
        connect();
      }
      ack(response, crowd.branch());
    }
  }

  private void ack(SipFrame response, String branch) {
    var text =
        request("ACK", response.need("To"), response.cseq(), List.of("Content-Length: 0"), branch);
    crowd.send((text + "\r\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private void connect() {
    try {
      media.connect();
    } catch (IOException e) {
      bye("cannot connect");
    }
  }

  void accept() {
    var frame = invited;
    if (frame != null) {
      crowd.register(this);
      state = State.UP;
      invited(frame);
    }
  }

  /** An INVITE; its connection comes to us. */
  void invited(SipFrame frame) {
    invites++;
    if (state != State.UP) {
      crowd.respond(frame, "491 Request Pending", List.of(), "", localTag);
      return;
    }
    crowd.violations.check(
        frame.tag("From").filter(remoteTag::equals).isPresent(),
        "RFC 3261 §12.2.1.1",
        "INVITE with another tag");
    if (frame.body.length > 0) {
      media.peerPath(Sdp.read(frame.text(), crowd.violations).path());
    }
    crowd.respond(
        frame, "200 OK", List.of("Contact: " + crowd.contact(user)), sdp("passive"), localTag);
  }

  /** BYE, UPDATE and others inside the dialog. */
  void request(SipFrame frame) {
    crowd.respond(frame, "200 OK", List.of("Contact: " + crowd.contact(user)), "", localTag);
    if (frame.method().equals("BYE")) {
      over("BYE after " + invites + " INVITEs, media " + (media.isUp() ? "up" : "down"));
    }
  }

  /** The connection broke: the gateway has some time to make another. */
  void lost(boolean wasTalking) {
    if (state != State.UP) {
      return;
    }
    if (wasTalking) {
      crowd.listener.cut(this);
    }
    var loss = ++losses;
    crowd.loop.in(
        PATIENCE,
        () -> {
          if (state == State.UP && loss == losses && !media.isUp()) {
            bye("no connection again");
          }
        });
  }

  /** Hangs up. */
  public void bye(String why) {
    if (state != State.UP) {
      return;
    }
    var branch = crowd.branch();
    var text = request("BYE", remoteParty, ++cseq, List.of("Content-Length: 0"), branch) + "\r\n";
    over(why);
    crowd.clients.start("BYE", branch, text, r -> {}, () -> {});
  }

  private void over(String why) {
    if (state == State.OVER) {
      return;
    }
    state = State.OVER;
    media.close();
    crowd.forget(this);
    crowd.listener.over(this, why);
  }

  /** Says a text under this Message-ID; without a stream it is not said at all. */
  public void says(String messageId, String text, boolean report) {
    if (isTalking()) {
      media.says(messageId, text, report);
    }
  }

  /**
   * Breaks the MSRP connection.
   *
   * @param reset whether by a reset
   */
  public void cut(boolean reset) {
    media.stream()
        .ifPresent(
            stream -> {
              try {
                if (reset) {
                  stream.resetting();
                }
              } catch (IOException e) {
                crowd.violations.check(false, "RFC 4975 §5.4", "cannot reset: " + e.getMessage());
              }
              stream.close();
            });
  }

  /** Breaks the MSRP connection in the middle of a SEND with this text. */
  public void cutInside(String messageId, String text) {
    if (isTalking()) {
      media.breakInside(messageId, text);
    }
  }

  /** Stops or resumes reading from the MSRP connection. */
  public void reading(boolean on) {
    media.stream().ifPresent(stream -> stream.reading(on));
  }
}
