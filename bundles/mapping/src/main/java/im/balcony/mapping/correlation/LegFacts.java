package im.balcony.mapping.correlation;

import im.balcony.api.data.Facts;
import im.balcony.api.msrp.MsrpUri;
import im.balcony.api.session.SessionTimer;
import im.balcony.api.sip.SessionDescription;
import im.balcony.api.sip.SipTransaction;
import im.balcony.mapping.dialog.Dialog;
import im.balcony.mapping.dialog.DialogTimer;
import im.balcony.mapping.sdp.SdpFacts;
import im.balcony.mapping.sdp.SdpPeer;
import im.balcony.mapping.sdp.SdpWriting;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a leg is written: the values in it that are more than a word, a number or a flag, to facts
 * and back. What they mean stands in {@link CorrelationLeg}. Immutable but for what was read, which
 * is kept, as one message asks for it often; so it is for one thread at a time.
 */
final class LegFacts {

  private static final String DIALOG = "dialog";
  private static final String FORKS = "forks";
  private static final String EARLY = "early";
  private static final String SDP = "sdp";
  private static final String PEER = "peer";
  private static final String PATH = "path";
  private static final String INVITE_OF_PEER = "invite-of-peer";
  private static final String TIMER = "timer";
  private static final String INTERVAL = "interval";
  private static final String REFRESHING = "refreshing";

  private final Facts facts;

  // What was read of the facts, once it was asked for.
  private @Nullable Dialog dialog;
  private @Nullable SdpPeer peer;
  private @Nullable SessionDescription sdp;
  private @Nullable MsrpUri path;

  LegFacts(Facts facts) {
    this.facts = facts;
  }

  /** All that is written. */
  Facts all() {
    return facts;
  }

  // The dialogs.

  Dialog dialog() {
    var read = dialog;
    if (read == null) {
      read = Dialog.of(facts.facts(DIALOG));
      dialog = read;
    }
    return read;
  }

  LegFacts with(Dialog now) {
    var next = with(DIALOG, now.facts());
    next.dialog = now;
    return next;
  }

  /** The dialog of a fork, by the peer's tag. */
  Optional<Dialog> fork(String tag) {
    var forks = facts.facts(FORKS);
    return forks.has(tag) ? Optional.of(Dialog.of(forks.facts(tag))) : Optional.empty();
  }

  /** How many forks there are. */
  int forks() {
    return facts.facts(FORKS).asMap().size();
  }

  LegFacts withFork(String tag, Dialog fork) {
    return with(FORKS, facts.facts(FORKS).with(tag, fork.facts()));
  }

  LegFacts withoutFork(String tag) {
    return with(FORKS, facts.facts(FORKS).without(tag));
  }

  // What was described.

  /** What the peer described. */
  Optional<SdpPeer> peer() {
    var read = peer;
    if (read == null && facts.has(PEER)) {
      read = SdpPeer.of(facts.facts(PEER));
      peer = read;
    }
    return Optional.ofNullable(read);
  }

  LegFacts with(SdpPeer now) {
    var next = with(PEER, now.facts());
    next.peer = now;
    return next;
  }

  /** What we described. */
  Optional<SessionDescription> sdp() {
    var read = sdp;
    if (read == null && facts.has(SDP)) {
      read = SdpFacts.read(facts.facts(SDP)).orElse(null);
      sdp = read;
    }
    return Optional.ofNullable(read);
  }

  LegFacts with(SessionDescription local) {
    var next = with(SDP, SdpFacts.write(local));
    next.sdp = local;
    return next;
  }

  /** What the provisional response with that tag described. */
  Optional<SessionDescription> early(String tag) {
    return SdpFacts.read(facts.facts(EARLY).facts(tag));
  }

  /** How many provisional responses described something. */
  int earlies() {
    return facts.facts(EARLY).asMap().size();
  }

  LegFacts withEarly(String tag, SessionDescription description) {
    return with(EARLY, facts.facts(EARLY).with(tag, SdpFacts.write(description)));
  }

  LegFacts withoutEarly() {
    return without(EARLY);
  }

  /** Our path. */
  Optional<MsrpUri> path() {
    var read = path;
    if (read == null && hasPath()) {
      read = facts.text(PATH).flatMap(SdpWriting::uri).orElse(null);
      path = read;
    }
    return Optional.ofNullable(read);
  }

  boolean hasPath() {
    return facts.has(PATH);
  }

  LegFacts with(MsrpUri now) {
    var next = with(PATH, now.raw());
    next.path = now;
    return next;
  }

  // The peer's INVITE and the session timer.

  Optional<SipTransaction> inviteOfPeer() {
    return facts.has(INVITE_OF_PEER)
        ? Optional.of(CorrelationAsked.transaction(facts.facts(INVITE_OF_PEER)))
        : Optional.empty();
  }

  LegFacts with(SipTransaction invite) {
    return with(INVITE_OF_PEER, CorrelationAsked.transaction(invite));
  }

  LegFacts withoutInviteOfPeer() {
    return without(INVITE_OF_PEER);
  }

  /** What our 200 says of the timer. */
  Optional<DialogTimer> timer() {
    return DialogTimer.of(facts.facts(TIMER));
  }

  LegFacts timer(Optional<DialogTimer> said) {
    return said.isPresent() ? with(TIMER, said.get().facts()) : without(TIMER);
  }

  /** The timer that holds. */
  Optional<SessionTimer> interval() {
    var seconds = facts.number(INTERVAL);
    return seconds.isPresent()
        ? Optional.of(new SessionTimer(seconds.getAsLong() * 1000, facts.flag(REFRESHING)))
        : Optional.empty();
  }

  LegFacts interval(Optional<SessionTimer> holds) {
    return holds.isPresent()
        ? with(INTERVAL, holds.get().interval() / 1000).with(REFRESHING, holds.get().weRefresh())
        : without(INTERVAL).without(REFRESHING);
  }

  // One fact more or less.

  LegFacts with(String fact, Object value) {
    return read(new LegFacts(facts.with(fact, value)));
  }

  LegFacts without(String fact) {
    return facts.has(fact) ? read(new LegFacts(facts.without(fact))) : this;
  }

  /** What was read of these facts holds for {@code next}, but for what its maker says otherwise. */
  private LegFacts read(LegFacts next) {
    next.dialog = dialog;
    next.peer = peer;
    next.sdp = sdp;
    next.path = path;
    return next;
  }
}
