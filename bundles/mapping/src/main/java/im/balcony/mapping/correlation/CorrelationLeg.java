package im.balcony.mapping.correlation;

import im.balcony.api.data.Facts;
import im.balcony.api.message.ChatMessage;
import im.balcony.api.msrp.MsrpUri;
import im.balcony.api.session.SessionTimer;
import im.balcony.api.sip.SessionDescription;
import im.balcony.mapping.dialog.Dialog;
import im.balcony.mapping.sdp.SdpFacts;
import im.balcony.mapping.sdp.SdpPeer;
import im.balcony.mapping.sdp.SdpWriting;
import java.util.Optional;

/**
 * What mapping remembers of one session: its dialog, its SDP on both sides, its MSRP path.
 *
 * <p>The names of its facts: {@code dialog}; {@code forks}, other dialogs of our INVITE by their
 * tag; {@code sdp}, our last description; {@code peer}, what was negotiated; {@code path}, our MSRP
 * URI; {@code gruu} of the peer; {@code resource} of the XMPP user; {@code thread}; {@code invite},
 * the effect id of our INVITE while it is pending; {@code ack}, the CSeq of our last INVITE with a
 * 2xx; {@code asked}, the peer's first INVITE while it is unanswered; {@code heard}, the CSeq of
 * the peer's last INVITE; {@code acked}, whether its ACK came; {@code late}, whether that ACK has
 * to bring the answer; {@code update}, whether the peer knows UPDATE; {@code timer}, what our 200
 * says of the timer; {@code interval} of the timer that holds, in seconds, and {@code refreshing},
 * whether that is done by us; {@code closed}, {@code ended}.
 */
public record CorrelationLeg(String name, Facts facts) {

  /** The Content-Language of the peer's INVITE: that of his texts, unless they say another. */
  public static final String LANGUAGE = "language";

  /** A mark of the subject that the SIP user saw last, in the session's INVITE or before a text. */
  public static final String SUBJECT = "subject";

  /** The same leg with this fact. */
  public CorrelationLeg with(String fact, Object value) {
    return new CorrelationLeg(name, facts.with(fact, value));
  }

  /** The same leg with this fact, or without it. */
  public CorrelationLeg with(String fact, Optional<String> value) {
    return value.isPresent() ? with(fact, value.get()) : this;
  }

  /** The same leg without this fact. */
  public CorrelationLeg without(String fact) {
    return new CorrelationLeg(name, facts.without(fact));
  }

  /** The same leg whose dialog is now so. */
  public CorrelationLeg with(Dialog dialog) {
    return with("dialog", dialog.facts());
  }

  /** The same leg whose peer described its media so. */
  public CorrelationLeg with(SdpPeer peer) {
    return with("peer", peer.facts());
  }

  /** The same leg for which we described our media so. */
  public CorrelationLeg with(SessionDescription local) {
    return with("sdp", SdpFacts.write(local));
  }

  /** The same leg with this path of ours. */
  public CorrelationLeg with(MsrpUri path) {
    return with("path", path.raw()).without("closed");
  }

  /** The leg with the session timer that holds from now on, or without one. */
  public CorrelationLeg timed(Optional<SessionTimer> timer) {
    return timer.isPresent()
        ? with("interval", timer.get().interval() / 1000)
            .with("refreshing", timer.get().weRefresh())
        : without("interval").without("refreshing");
  }

  /** Its SIP dialog. */
  public Dialog dialog() {
    return Dialog.of(facts.facts("dialog"));
  }

  /** What the peer described. */
  public Optional<SdpPeer> peer() {
    return facts.has("peer") ? Optional.of(SdpPeer.of(facts.facts("peer"))) : Optional.empty();
  }

  /** What we described. */
  public Optional<SessionDescription> sdp() {
    return SdpFacts.read(facts.facts("sdp"));
  }

  /** Our path. */
  public Optional<MsrpUri> path() {
    return facts.text("path").flatMap(SdpWriting::uri);
  }

  /** A fact of the leg that is a text. */
  public Optional<String> text(String fact) {
    return facts.text(fact);
  }

  /** Whether the dialog is over; such a leg only waits for its media to be closed. */
  public boolean ended() {
    return facts.has("ended");
  }

  /** Whether its media is over. */
  public boolean closed() {
    return facts.flag("closed");
  }

  /** Whether we are the side that connects. */
  public boolean connect() {
    return peer().filter(SdpPeer::connect).isPresent();
  }

  /**
   * What is kept of a text's subject: no words of it, and nothing if the text is not to be stored.
   */
  public static Optional<String> markOfSubject(ChatMessage text) {
    return text.stored() ? text.subject().map(CorrelationLeg::mark) : Optional.empty();
  }

  /** By which a subject is known again. */
  public static String mark(String subject) {
    return Integer.toHexString(subject.hashCode()) + '/' + subject.length();
  }
}
