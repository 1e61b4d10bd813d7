package im.balcony.session.leg;

import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.session.PeerNote;
import im.balcony.session.state.Bounds;
import im.balcony.session.state.Failures;
import im.balcony.session.state.Leg;
import im.balcony.session.state.LegState;
import im.balcony.session.step.Turn;
import im.balcony.session.text.Inbox;
import java.util.Optional;

/**
 * Sessions that the SIP user starts: accepted at once on the XMPP user's behalf (RFC 7573 §5), 2xx
 * repeated until its ACK (RFC 3261 §13.3.1.4).
 */
final class Answering {

  private Answering() {}

  static void offer(Turn turn, Leg leg, Event event) {
    if (!(event instanceof Event.SessionOffered offered)) {
      return;
    }
    if (turn.tenant.draining()) {
      turn.effect(new Effect.RefuseSession(leg.name(), Failures.DRAINING));
      return;
    }
    if (turn.legs().size() >= Bounds.LEGS) {
      turn.effect(new Effect.RefuseSession(leg.name(), Failures.BUSY));
      return;
    }
    if (!Inbox.hasRoom(turn, offered.first().size())) {
      turn.effect(new Effect.RefuseSession(leg.name(), Failures.TOO_MANY_IN_FLIGHT));
      return;
    }
    peerHasSessions(turn);
    turn.effect(new Effect.AcceptSession(leg.name(), false));
    if (!offered.lateOffer()) {
      // The peer's first SEND may overtake its ACK.
      turn.effect(new Effect.OpenMedia(leg.name()));
    }
    var accepted =
        leg.withGruu(offered.gruu().orElse(""))
            .when(Leg.Flag.LATE, offered.lateOffer())
            .in(LegState.OFFERED)
            .at(Leg.Mark.USED_AT, turn.now);
    turn.put(Refreshing.armed(turn, awaitingAck(turn, accepted), offered.timer()));
    offered.first().forEach(text -> Inbox.first(turn, text, leg.name()));
  }

  /** Who invites us has sessions: what we believed before is over. */
  private static void peerHasSessions(Turn turn) {
    if (turn.known(PeerNote.Kind.NO_SESSIONS) > turn.now) {
      turn.note(PeerNote.Kind.NO_SESSIONS, 0);
    }
    turn.noSessionUntil(0);
    turn.rungUntil(0);
  }

  /** Our 2xx is out: it is repeated until the ACK comes, for 64*T1. */
  static Leg awaitingAck(Turn turn, Leg leg) {
    return leg.at(Leg.Mark.UNACKED, turn.now + Bounds.TRANSACTION)
        .at(Leg.Mark.REPEAT, turn.now + Bounds.T1)
        .at(Leg.Mark.GAP, Bounds.T1);
  }

  private static Leg confirmed(Leg leg) {
    return leg.clear(Leg.Mark.UNACKED, Leg.Mark.REPEAT, Leg.Mark.GAP);
  }

  static void repeat(Turn turn, Leg leg, Event event) {
    turn.effect(new Effect.AcceptSession(leg.name(), true));
    var gap = Math.min(2 * leg.marks().getOrDefault(Leg.Mark.GAP, Bounds.T1), Bounds.T2);
    turn.put(leg.at(Leg.Mark.GAP, gap).at(Leg.Mark.REPEAT, turn.now + gap));
  }

  static void acked(Turn turn, Leg leg, Event event) {
    var standing = confirmed(leg);
    if (!(event instanceof Event.SessionAcked acked)
        || acked.media().isPresent()
        || leg.has(Leg.Flag.DOOMED)) {
      Parting.end(turn, standing, leg.why().or(() -> Failures.cause(event)));
      return;
    }
    if (leg.has(Leg.Flag.LATE)) {
      // Else it was opened with the offer; opening it again would cut off what is under way on it.
      turn.effect(new Effect.OpenMedia(leg.name()));
    }
    if (leg.has(Leg.Flag.MEDIA_UP)) {
      Talking.establish(turn, standing);
    } else {
      turn.put(
          standing
              .when(Leg.Flag.SECRET, acked.secret())
              .in(LegState.CONNECTING, turn.now + turn.limits().bindTimeout()));
    }
  }

  /** The ACK to our 2xx to a re-INVITE. */
  static void reAcked(Turn turn, Leg leg, Event event) {
    turn.put(confirmed(leg));
  }

  /** Without ACK the dialog is ended (RFC 3261 §13.3.1.4, §14.2). */
  static void unacked(Turn turn, Leg leg, Event event) {
    Parting.end(turn, confirmed(leg), Optional.of(Failures.NO_ACK));
  }

  static void cancelled(Turn turn, Leg leg, Event event) {
    turn.put(leg.with(Leg.Flag.DOOMED));
  }

  /** The peer connects before its ACK is here; texts wait for the ACK all the same. */
  static void mediaUpEarly(Turn turn, Leg leg, Event event) {
    turn.put(leg.with(Leg.Flag.MEDIA_UP));
  }

  /** No BYE before the ACK (SIP-42), which then says why: the leg only takes no more texts. */
  static void mediaDownEarly(Turn turn, Leg leg, Event event) {
    if (event instanceof Event.MediaDown down && down.restarted()) {
      // The caller has our 2xx or will have it again, and connects to what it says.
      if (!leg.has(Leg.Flag.LATE)) {
        turn.effect(new Effect.OpenMedia(leg.name()));
      }
      turn.put(leg.without(Leg.Flag.MEDIA_UP));
      return;
    }
    var lost = leg.without(Leg.Flag.MEDIA_UP);
    turn.put(Failures.cause(event).map(lost::doomed).orElseGet(() -> lost.with(Leg.Flag.DOOMED)));
  }
}
