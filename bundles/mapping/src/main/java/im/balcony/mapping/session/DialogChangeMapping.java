package im.balcony.mapping.session;

import im.balcony.api.message.Failure;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SessionDescription;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipParty;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.SipResponse;
import im.balcony.mapping.content.DialogBodies;
import im.balcony.mapping.correlation.CorrelationAsked;
import im.balcony.mapping.correlation.CorrelationLeg;
import im.balcony.mapping.correlation.CorrelationMessages;
import im.balcony.mapping.correlation.CorrelationTurn;
import im.balcony.mapping.dialog.DialogTarget;
import im.balcony.mapping.dialog.DialogTimer;
import im.balcony.mapping.error.ErrorMapping;
import im.balcony.mapping.msrp.MsrpReach;
import im.balcony.mapping.sdp.SdpPeer;
import im.balcony.mapping.sdp.SdpReading;
import im.balcony.mapping.sdp.SdpWriting;
import java.util.List;
import java.util.Optional;

/**
 * A re-INVITE or UPDATE of the SIP user (RFC 3261 §14.2, RFC 3311). What it wants is kept with the
 * open request, and holds from our 200 on: a refused change leaves the session as it was.
 */
final class DialogChangeMapping {

  private static final long RETRY_BOUND = 11;

  private DialogChangeMapping() {}

  static void received(CorrelationTurn turn, SipEvent.Received received, CorrelationLeg leg) {
    var request = received.request();
    var refusal =
        overlap(turn, request, leg)
            .or(() -> DialogBodies.refusalOfChange(request, turn.context))
            .or(
                () ->
                    DialogTarget.refusal(
                        request, leg.dialog().routes(), turn.context.gateway().speaksTls()))
            .or(() -> DialogTimer.refusal(request));
    if (refusal.isPresent()) {
      turn.respond(received.transaction(), refusal.get());
      return;
    }
    if (request.sdp().isEmpty()) {
      withoutOffer(turn, received, leg);
      return;
    }
    withOffer(turn, received, leg, request.sdp().get());
  }

  /**
   * One offer at a time: 491 while ours is open, in a request or in the 2xx to one without an
   * offer; 500 while one of the peer is (RFC 3261 §14.2, RFC 3311 §5.2).
   */
  private static Optional<SipResponse> overlap(
      CorrelationTurn turn, SipRequest request, CorrelationLeg leg) {
    var invite = request.method().equals("INVITE");
    if (!invite && request.sdp().isEmpty()) {
      return Optional.empty();
    }
    if (leg.open() || !CorrelationMessages.changes(turn, leg).isEmpty()) {
      var seconds = String.valueOf(turn.context.ids().below(RETRY_BOUND));
      return Optional.of(SipResponse.of(500, "Request In Progress").with("Retry-After", seconds));
    }
    return leg.pending().isPresent() || leg.late()
        ? Optional.of(SipResponse.of(491, "Request Pending"))
        : Optional.empty();
  }

  private static void withoutOffer(
      CorrelationTurn turn, SipEvent.Received received, CorrelationLeg leg) {
    var invite = received.request().method().equals("INVITE");
    var offer =
        invite
            ? leg.sdp().flatMap(l -> leg.path().map(p -> offerAgain(turn, l, p)))
            : Optional.<SessionDescription>empty();
    ask(turn, received, leg, Optional.empty(), offer, false);
  }

  private static SessionDescription offerAgain(
      CorrelationTurn turn, SessionDescription last, im.balcony.api.msrp.MsrpUri path) {
    return SdpWriting.offerAgain(last, path, true, turn.context);
  }

  private static void withOffer(
      CorrelationTurn turn,
      SipEvent.Received received,
      CorrelationLeg leg,
      SessionDescription offer) {
    var path = leg.path();
    var reading =
        path.map(own -> SdpReading.offerAgain(offer, own, turn.context))
            .orElseGet(() -> SdpReading.offer(offer, turn.context));
    var last = leg.sdp();
    if (reading.peer().isEmpty() || path.isEmpty() || last.isEmpty()) {
      turn.respond(received.transaction(), ChatInviteMapping.notAcceptable(turn, reading));
      return;
    }
    var asked = reading.peer().get();
    var moved = !samePath(leg, asked.path());
    // As long as the path stays so does the connection, and with it who made it.
    var peer = moved ? asked : asked.connecting(leg.connect());
    var forbidden = moved ? MsrpReach.refusal(turn, peer, false) : Optional.<Failure>empty();
    if (forbidden.isPresent()) {
      turn.respond(received.transaction(), ChatInviteMapping.forbidden(turn, forbidden.get()));
      return;
    }
    var kept = reading.with(peer);
    var answer = SdpWriting.answerAgain(offer, kept, last.get(), path.get(), turn.context);
    ask(turn, received, leg, Optional.of(peer), Optional.of(answer), moved);
  }

  /** Whether a path is the one in use, compared as RFC 4975 §6.1 compares URIs. */
  static boolean samePath(CorrelationLeg leg, List<String> path) {
    return leg.peer()
        .filter(
            p ->
                p.path().stream()
                    .map(SdpWriting::uri)
                    .toList()
                    .equals(path.stream().map(SdpWriting::uri).toList()))
        .isPresent();
  }

  private static void ask(
      CorrelationTurn turn,
      SipEvent.Received received,
      CorrelationLeg leg,
      Optional<SdpPeer> peer,
      Optional<SessionDescription> sdp,
      boolean moved) {
    var request = received.request();
    var invite = request.method().equals("INVITE");
    var timer = DialogTimer.answering(request);
    var gruu = ChatInviteMapping.gruu(ChatInviteMapping.shown(request), SipParty.of(""));
    var asked =
        CorrelationAsked.of(CorrelationAsked.Kind.CHANGE, Optional.of(leg), received.transaction())
            .changing(invite, request.cseq(), invite && request.sdp().isEmpty())
            .with(peer)
            .answeredBy(sdp)
            .timed(timer)
            .from(request.contact(), gruu);
    var ref = CorrelationMessages.newRef(turn);
    CorrelationMessages.ask(turn, ref, asked);
    turn.tell(
        new Event.SessionChanged(leg.name(), ref, moved, invite, timer.map(DialogTimer::ours)));
  }

  /** The answer to a change: from a 200 on it holds. */
  static void answer(CorrelationTurn turn, Effect.Answer effect, CorrelationAsked asked) {
    var transaction = asked.transaction();
    var known = asked.leg().flatMap(turn.correlation::leg);
    if (effect.failure().isPresent() || known.isEmpty()) {
      var why = effect.failure().orElse(im.balcony.api.message.Failure.sip(481, "Gone"));
      turn.respond(
          transaction, ErrorMapping.toSipResponse(why, asked.invite(), true, turn.context.book()));
      return;
    }
    var leg = applied(turn, known.get(), asked);
    var timer = asked.timer();
    turn.correlation.put(
        asked.invite()
            ? leg.invited(transaction, timer).heard(asked.cseq())
            : leg.timed(timer.map(DialogTimer::ours)));
    turn.respond(transaction, ChatInviteMapping.ok(turn, leg, asked.sdp(), timer));
  }

  private static CorrelationLeg applied(
      CorrelationTurn turn, CorrelationLeg leg, CorrelationAsked asked) {
    var target = asked.target().stream().toList();
    var moved =
        leg.with(leg.dialog().targeted(target, turn.context.gateway().speaksTls()))
            .gruu(asked.gruu());
    var heard = asked.peer().map(moved::with).orElse(moved);
    var out = asked.sdp().map(heard::with).orElse(heard);
    return asked.late() ? out.asLate() : out;
  }
}
