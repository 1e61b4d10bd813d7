package im.balcony.mapping.correlation;

import im.balcony.api.data.Facts;
import im.balcony.api.mapping.Handles;
import im.balcony.api.message.ChatMessage;
import im.balcony.api.msrp.MsrpUri;
import im.balcony.api.session.SessionTimer;
import im.balcony.api.sip.SessionDescription;
import im.balcony.api.sip.SipTransaction;
import im.balcony.mapping.dialog.Dialog;
import im.balcony.mapping.dialog.DialogTimer;
import im.balcony.mapping.sdp.SdpPeer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What mapping remembers of one session: its dialog, its SDP on both sides, its MSRP path, and how
 * far each of them is. How it is written stands in {@link LegFacts}. Immutable but for what was
 * read and made of it, which is kept; so it is for one thread at a time.
 */
public final class CorrelationLeg {

  private static final String GRUU = "gruu";
  private static final String RESOURCE = "resource";
  private static final String THREAD = "thread";
  private static final String LANGUAGE = "language";
  private static final String SUBJECT = "subject";
  private static final String PENDING = "pending";
  private static final String ACK = "ack";
  private static final String OPEN = "open";
  private static final String HEARD = "heard";
  private static final String ACKED = "acked";
  private static final String LATE = "late";
  private static final String UPDATE = "update";
  private static final String DEAF = "deaf";
  private static final String MUTE = "mute";
  private static final String CLOSED = "closed";
  private static final String ENDED = "ended";

  private final String name;
  private final LegFacts written;
  private @Nullable List<String> handles;

  /** The leg of that name that was written so. */
  public CorrelationLeg(String name, Facts facts) {
    this(name, new LegFacts(facts));
  }

  private CorrelationLeg(String name, LegFacts written) {
    this.name = name;
    this.written = written;
  }

  /** A leg of which nothing is known yet. */
  public static CorrelationLeg named(String name) {
    return new CorrelationLeg(name, Facts.NONE);
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** How it is written. */
  public Facts facts() {
    return written.all();
  }

  // Its dialog.

  /** Its SIP dialog. */
  public Dialog dialog() {
    return written.dialog();
  }

  /** The same leg whose dialog is now so. */
  public CorrelationLeg with(Dialog now) {
    var leg = now(written.with(now));
    if (now.callId().equals(dialog().callId()) && now.localTag().equals(dialog().localTag())) {
      leg.handles = handles;
    }
    return leg;
  }

  /** Another dialog of our INVITE, by the peer's tag. */
  public Optional<Dialog> fork(String tag) {
    return written.fork(tag);
  }

  /** How many other dialogs of our INVITE there are. */
  public int forks() {
    return written.forks();
  }

  /** The same leg with another dialog of our INVITE. */
  public CorrelationLeg withFork(String tag, Dialog fork) {
    return alike(written.withFork(tag, fork));
  }

  /** The same leg after that dialog of our INVITE has ended. */
  public CorrelationLeg withoutFork(String tag) {
    return alike(written.withoutFork(tag));
  }

  /** Whether the dialog is over; such a leg only waits for its media to be closed. */
  public boolean ended() {
    return facts().has(ENDED);
  }

  /** Whether the dialog was over before that time, in milliseconds. */
  boolean endedBefore(long time) {
    return ended() && facts().number(ENDED, 0) < time;
  }

  /** The same leg after its dialog was over at that time, in milliseconds. */
  CorrelationLeg ended(long at) {
    return with(ENDED, at).without(OPEN).without(PENDING);
  }

  // Requests of ours.

  /** The effect id of our INVITE while it is pending. */
  public Optional<String> pending() {
    return facts().text(PENDING);
  }

  /** The same leg while our INVITE of that effect is pending. */
  public CorrelationLeg pending(String effectId) {
    return alike(PENDING, effectId);
  }

  /** The same leg once our INVITE is no longer pending. */
  public CorrelationLeg settled() {
    return alikeWithout(PENDING);
  }

  /** The CSeq of our last INVITE that had a 2xx. */
  public OptionalLong ack() {
    return facts().number(ACK);
  }

  /** The same leg whose last INVITE that had a 2xx is that one. */
  public CorrelationLeg ack(long cseq) {
    return alike(ACK, cseq);
  }

  /** The description in the provisional response with that tag. */
  public Optional<SessionDescription> early(String tag) {
    return written.early(tag);
  }

  /** How many provisional responses described something. */
  public int earlies() {
    return written.earlies();
  }

  /** The same leg with the description in the provisional response with that tag. */
  public CorrelationLeg withEarly(String tag, SessionDescription description) {
    return alike(written.withEarly(tag, description));
  }

  /** The same leg without what provisional responses described. */
  public CorrelationLeg withoutEarly() {
    return alike(written.withoutEarly());
  }

  // Requests of the peer.

  /** Whether the peer's first INVITE is unanswered. */
  public boolean open() {
    return facts().flag(OPEN);
  }

  /** The same leg while the peer's first INVITE is unanswered. */
  public CorrelationLeg opened() {
    return with(OPEN, true);
  }

  /** The same leg once the peer's first INVITE is answered. */
  public CorrelationLeg answered() {
    return without(OPEN);
  }

  /** The transaction of the INVITE that our 200 answers, until its ACK has come. */
  public Optional<SipTransaction> inviteOfPeer() {
    return written.inviteOfPeer();
  }

  /** The same leg with the INVITE that our 200 answers, for as long as it may be repeated. */
  public CorrelationLeg invited(SipTransaction transaction, Optional<DialogTimer> timer) {
    return now(written.with(transaction).timer(timer))
        .without(ACKED)
        .timed(timer.map(DialogTimer::ours));
  }

  /** The CSeq of the peer's last INVITE. */
  public OptionalLong heard() {
    return facts().number(HEARD);
  }

  /** The same leg whose peer's last INVITE has that CSeq. */
  public CorrelationLeg heard(long cseq) {
    return alike(HEARD, cseq);
  }

  /** Whether the ACK to our 200 came. */
  public boolean acked() {
    return facts().flag(ACKED);
  }

  /** The same leg once the ACK to our 200 came. */
  public CorrelationLeg asAcked() {
    return now(written.with(ACKED, true).withoutInviteOfPeer());
  }

  /** Whether that ACK has to bring the answer. */
  public boolean late() {
    return facts().flag(LATE);
  }

  /** The same leg where that ACK has to bring the answer. */
  public CorrelationLeg asLate() {
    return alike(LATE, true);
  }

  /** The same leg once an ACK brought the answer. */
  public CorrelationLeg notLate() {
    return alikeWithout(LATE);
  }

  /** Whether the peer knows UPDATE. */
  public boolean update() {
    return facts().flag(UPDATE);
  }

  /** The same leg with whether the peer knows UPDATE. */
  public CorrelationLeg update(boolean known) {
    return alike(UPDATE, known);
  }

  // The session timer.

  /** What our 200 says of the timer. */
  public Optional<DialogTimer> timer() {
    return written.timer();
  }

  /** The timer that holds. */
  public Optional<SessionTimer> interval() {
    return written.interval();
  }

  /** The leg with the session timer that holds from now on, or without one. */
  public CorrelationLeg timed(Optional<SessionTimer> timer) {
    return alike(written.interval(timer));
  }

  // Its media.

  /** What the peer described. */
  public Optional<SdpPeer> peer() {
    return written.peer();
  }

  /** The same leg whose peer described its media so. */
  public CorrelationLeg with(SdpPeer now) {
    return alike(written.with(now));
  }

  /** What we described. */
  public Optional<SessionDescription> sdp() {
    return written.sdp();
  }

  /** The same leg for which we described our media so. */
  public CorrelationLeg with(SessionDescription local) {
    return alike(written.with(local));
  }

  /** Our path. */
  public Optional<MsrpUri> path() {
    return written.path();
  }

  /** Whether there ever was a path of ours. */
  boolean hasPath() {
    return written.hasPath();
  }

  /** The same leg with this path of ours. */
  public CorrelationLeg with(MsrpUri now) {
    return now(written.with(now)).without(CLOSED);
  }

  /** Whether its texts go by TLS. */
  public boolean secret() {
    return path().filter(MsrpUri::secure).isPresent();
  }

  /** Whether we are the side that connects. */
  public boolean connect() {
    return peer().filter(SdpPeer::connect).isPresent();
  }

  /** Whether its media is over. */
  public boolean closed() {
    return facts().flag(CLOSED);
  }

  /** The same leg after its media is over. */
  CorrelationLeg asClosed() {
    return with(CLOSED, true);
  }

  /** The same leg whose media begins again. */
  public CorrelationLeg notClosed() {
    return closed() ? without(CLOSED) : this;
  }

  /** Whether the peer refused texts. */
  public boolean deaf() {
    return facts().flag(DEAF);
  }

  /** The same leg whose peer refused texts. */
  public CorrelationLeg asDeaf() {
    return alike(DEAF, true);
  }

  /** Whether the peer refused composing documents. */
  public boolean mute() {
    return facts().flag(MUTE);
  }

  /** The same leg whose peer refused composing documents. */
  public CorrelationLeg asMute() {
    return alike(MUTE, true);
  }

  // The two people.

  /** The endpoint of the SIP user. */
  public Optional<String> gruu() {
    return facts().text(GRUU);
  }

  /** The same leg with this endpoint, if one is named. */
  public CorrelationLeg gruu(Optional<String> gruu) {
    return alike(GRUU, gruu);
  }

  /** The resource of the XMPP user. */
  public Optional<String> resource() {
    return facts().text(RESOURCE);
  }

  /** The same leg with this resource, if one is named. */
  public CorrelationLeg resource(Optional<String> resource) {
    return alike(RESOURCE, resource);
  }

  /** The thread of its texts. */
  public Optional<String> thread() {
    return facts().text(THREAD);
  }

  /** The same leg with this thread, if one is named. */
  public CorrelationLeg thread(Optional<String> thread) {
    return alike(THREAD, thread);
  }

  /** The Content-Language of the peer's INVITE: that of his texts, unless they say another. */
  public Optional<String> language() {
    return facts().text(LANGUAGE);
  }

  /** The same leg with this language, if one is named. */
  public CorrelationLeg language(Optional<String> language) {
    return alike(LANGUAGE, language);
  }

  /**
   * The same leg whose SIP user has seen the subject of this text, in the session's INVITE or
   * before a text. No words of it are kept, and nothing if the text is not to be stored.
   */
  public CorrelationLeg subjectOf(ChatMessage text) {
    return alike(
        SUBJECT, text.stored() ? text.subject().map(CorrelationLeg::mark) : Optional.empty());
  }

  /** Whether this is the subject that the SIP user saw last. */
  public boolean hasSubject(String subject) {
    return facts().text(SUBJECT).filter(mark(subject)::equals).isPresent();
  }

  /** By which a subject is known again. */
  private static String mark(String subject) {
    return Integer.toHexString(subject.hashCode()) + '/' + subject.length();
  }

  // How it is found.

  /** Under which names later records find it, as {@link Handles} spells them. */
  List<String> handles() {
    var made = handles;
    if (made == null) {
      made = makeHandles();
      handles = made;
    }
    return made;
  }

  private List<String> makeHandles() {
    if (ended()) {
      return List.of();
    }
    var names = new ArrayList<String>(4);
    names.add(Handles.dialog(dialog().callId(), dialog().localTag()));
    names.add(Handles.call(dialog().callId()));
    if (open()) {
      names.add(Handles.transaction(inviteOfPeer().map(SipTransaction::id).orElse("")));
    }
    if (!closed()) {
      // Offered but not yet open: a first SEND may overtake our 200.
      path().ifPresent(p -> names.add(Handles.msrp(p.sessionId())));
    }
    return List.copyOf(names);
  }

  // One fact more or less.

  private CorrelationLeg with(String fact, Object value) {
    return now(written.with(fact, value));
  }

  private CorrelationLeg without(String fact) {
    return now(written.without(fact));
  }

  private CorrelationLeg now(LegFacts next) {
    return next == written ? this : new CorrelationLeg(name, next);
  }

  /** With a fact more or less by which nothing is found. */
  private CorrelationLeg alike(LegFacts next) {
    var leg = now(next);
    leg.handles = handles;
    return leg;
  }

  private CorrelationLeg alike(String fact, Object value) {
    return alike(written.with(fact, value));
  }

  private CorrelationLeg alike(String fact, Optional<String> value) {
    return value.isPresent() ? alike(fact, (Object) value.get()) : this;
  }

  private CorrelationLeg alikeWithout(String fact) {
    return alike(written.without(fact));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CorrelationLeg leg
        && name.equals(leg.name)
        && facts().equals(leg.facts());
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + facts().hashCode();
  }

  /** Only the names: the values may be addresses. */
  @Override
  public String toString() {
    return "CorrelationLeg[" + name + " " + facts() + "]";
  }
}
