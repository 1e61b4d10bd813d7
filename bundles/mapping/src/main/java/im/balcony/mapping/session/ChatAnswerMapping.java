package im.balcony.mapping.session;

import im.balcony.api.message.Failure;
import im.balcony.api.message.Failure.Cause;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SessionDescription;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipParty;
import im.balcony.api.sip.SipResponse;
import im.balcony.mapping.correlation.CorrelationEffect;
import im.balcony.mapping.correlation.CorrelationEffect.Kind;
import im.balcony.mapping.correlation.CorrelationEnds;
import im.balcony.mapping.correlation.CorrelationLeg;
import im.balcony.mapping.correlation.CorrelationTurn;
import im.balcony.mapping.dialog.Dialog;
import im.balcony.mapping.dialog.DialogTimer;
import im.balcony.mapping.error.ErrorMapping;
import im.balcony.mapping.msrp.ChatMediaMapping;
import im.balcony.mapping.msrp.MsrpReach;
import im.balcony.mapping.sdp.SdpPeer;
import im.balcony.mapping.sdp.SdpReading;
import java.util.Optional;
import java.util.OptionalLong;

/** Responses to requests of ours (RFC 3261 §13.2.2, RFC 7573 §4). */
public final class ChatAnswerMapping {

  private static final int MAX_EARLY = 4;

  private ChatAnswerMapping() {}

  /** A response, by the effect that it answers. */
  public static void answered(CorrelationTurn turn, SipEvent.Answered answered) {
    var effectId = answered.effectId();
    var response = answered.response();
    var effect = effect(turn, effectId).raised(answered.raised());
    if (answered.raised() > 0) {
      // The next request in the dialog has to have a higher one still (RFC 3261 §12.2.1.1).
      turn.correlation
          .leg(effect.leg())
          .ifPresent(l -> turn.correlation.put(l.with(l.dialog().sent(effect.cseq()))));
    }
    var leg = turn.correlation.leg(effect.leg());
    if (isInvite(effect)) {
      if (leg.isPresent()) {
        invited(turn, effectId, effect, response, leg.get());
      } else {
        turn.note("response for a session that is gone");
      }
    } else if (response.status() >= 200) {
      finished(turn, effectId, effect, leg, response);
    } else {
      turn.note("provisional response");
    }
  }

  /** No response in time, or no way to send the request. */
  public static void notAnswered(CorrelationTurn turn, SipEvent.NotAnswered event) {
    var effect = effect(turn, event.effectId());
    var leg = turn.correlation.leg(effect.leg());
    if (isInvite(effect)) {
      leg.ifPresent(l -> refused(turn, effect, l, event.failure(), false));
      return;
    }
    if (effect.is(Kind.BYE)) {
      leg.ifPresent(l -> CorrelationEnds.end(turn, l));
    }
    turn.correlation.effects().remove(event.effectId());
    turn.tell(
        new Event.Result(
            event.effectId(), Optional.of(event.failure()), mayHaveArrived(event.failure())));
  }

  private static CorrelationEffect effect(CorrelationTurn turn, String effectId) {
    return turn.correlation.effects().get(effectId).orElse(CorrelationEffect.NONE);
  }

  private static boolean isInvite(CorrelationEffect effect) {
    return effect.is(Kind.INVITE) || effect.is(Kind.REINVITE);
  }

  private static boolean mayHaveArrived(Failure failure) {
    return failure.cause() == Cause.TIMEOUT || failure.sipStatus().orElse(0) == 408;
  }

  /** The final response to MESSAGE, BYE or UPDATE. */
  private static void finished(
      CorrelationTurn turn,
      String effectId,
      CorrelationEffect effect,
      Optional<CorrelationLeg> leg,
      SipResponse response) {
    turn.correlation.effects().remove(effectId);
    if (effect.is(Kind.BYE)) {
      leg.ifPresent(l -> CorrelationEnds.end(turn, l));
    } else if (effect.is(Kind.UPDATE)) {
      leg.ifPresent(l -> updated(turn, response, l));
    }
    var failure = ErrorMapping.fromSipResponse(response);
    turn.tell(
        new Event.Result(
            effectId,
            failure,
            failure.filter(ChatAnswerMapping::mayHaveArrived).isPresent(),
            failure.isEmpty() ? DialogTimer.settled(response) : Optional.empty()));
  }

  private static void updated(CorrelationTurn turn, SipResponse response, CorrelationLeg leg) {
    if (response.status() >= 300) {
      heedMinimum(turn, response);
      return;
    }
    var timer = DialogTimer.settled(response);
    var target =
        leg.with(leg.dialog().targeted(response.contact(), turn.context.gateway().speaksTls()));
    turn.correlation.put(timer.isPresent() ? target.timed(timer) : target);
  }

  /** Remembers the shortest interval that the peer takes; empty if it names none. */
  private static OptionalLong heedMinimum(CorrelationTurn turn, SipResponse response) {
    var least = DialogTimer.minimum(response);
    least.ifPresent(s -> turn.correlation.state(st -> st.leastTimer(s)));
    return least;
  }

  private static void invited(
      CorrelationTurn turn,
      String effectId,
      CorrelationEffect effect,
      SipResponse response,
      CorrelationLeg leg) {
    var first = effect.is(Kind.INVITE);
    if (response.status() < 200) {
      early(turn, response, leg);
      if (first) {
        turn.tell(new Event.SessionProgress(leg.name()));
      }
    } else if (response.status() >= 300) {
      var least = heedMinimum(turn, response);
      if (first && response.status() == DialogTimer.TOO_SMALL && least.isPresent()) {
        ChatSessionMapping.tryAgain(turn, leg);
      }
      var failure = ErrorMapping.fromSipResponse(response).orElseThrow();
      refused(turn, effect, leg, failure, ErrorMapping.saysNoSession(response.status()));
    } else if (isFork(leg, response)) {
      forked(turn, response, leg);
    } else if (leg.pending().filter(effectId::equals).isPresent()) {
      accepted(turn, effect, response, leg);
    } else {
      turn.correlation.put(leg.ack(effect.cseq()));
      turn.tell(
          new Event.SessionAccepted(
              leg.name(),
              true,
              leg.connect(),
              leg.gruu(),
              Optional.empty(),
              DialogTimer.settled(response),
              leg.secret()));
    }
  }

  /** An answer in a provisional response holds for a 2xx of the same tag without one (SIP-62). */
  private static void early(CorrelationTurn turn, SipResponse response, CorrelationLeg leg) {
    var tag = response.to().flatMap(SipParty::tag);
    if (tag.isPresent() && response.sdp().isPresent() && leg.earlies() < MAX_EARLY) {
      turn.correlation.put(leg.withEarly(tag.get(), response.sdp().get()));
    }
  }

  private static boolean isFork(CorrelationLeg leg, SipResponse response) {
    return leg.ack().isPresent()
        && !leg.dialog().remoteTag().equals(response.to().flatMap(SipParty::tag));
  }

  private static void forked(CorrelationTurn turn, SipResponse response, CorrelationLeg leg) {
    var tag = response.to().flatMap(SipParty::tag).orElse("");
    if (leg.fork(tag).isEmpty() && leg.forks() < MAX_EARLY * MAX_EARLY) {
      var first = leg.dialog();
      var invite =
          new Dialog(
              first.callId(),
              first.local(),
              first.remote(),
              leg.ack().orElse(first.localSeq()),
              -1,
              first.routes(),
              first.target());
      turn.correlation.put(
          leg.withFork(tag, invite.confirmedBy(response, turn.context.gateway().speaksTls())));
    }
    turn.tell(new Event.SessionForked(leg.name(), tag));
  }

  private static void accepted(
      CorrelationTurn turn, CorrelationEffect effect, SipResponse response, CorrelationLeg leg) {
    var first = effect.is(Kind.INVITE);
    var tls = turn.context.gateway().speaksTls();
    var dialog =
        first
            ? leg.dialog().confirmedBy(response, tls)
            : leg.dialog().targeted(response.contact(), tls);
    var reading = answer(response, leg).flatMap(sdp -> ChatMediaMapping.answer(turn, leg, sdp));
    var heard = reading.flatMap(SdpReading::peer);
    // A refresh leaves the connection, and who made it, as it was.
    var stays =
        !first
            && !effect.moved()
            && heard.filter(p -> DialogChangeMapping.samePath(leg, p.path())).isPresent();
    var peer = stays ? heard.map(p -> p.connecting(leg.connect())) : heard;
    var timer = DialogTimer.settled(response);
    var settled =
        leg.with(dialog)
            .ack(effect.cseq())
            .gruu(ChatInviteMapping.gruu(response.contact(), dialog.remote()))
            .settled()
            .withoutEarly()
            .timed(timer);
    if (first) {
      settled = settled.update(ChatInviteMapping.allowsUpdate(response.header("Allow")));
    }
    turn.correlation.put(peer.isPresent() ? settled.with(peer.get()) : settled);
    var failure =
        peer.isPresent()
            ? MsrpReach.refusal(turn, peer.get(), stays)
            : reading
                .flatMap(SdpReading::failure)
                .or(() -> Optional.of(ChatInviteMapping.noAnswer()));
    turn.tell(
        new Event.SessionAccepted(
            leg.name(),
            false,
            peer.filter(SdpPeer::connect).isPresent(),
            settled.gruu(),
            failure,
            timer,
            leg.secret()));
    peer.filter(SdpPeer::again).ifPresent(p -> ChatMediaMapping.offerAgain(turn, leg));
  }

  private static Optional<SessionDescription> answer(SipResponse response, CorrelationLeg leg) {
    var tag = response.to().flatMap(SipParty::tag).orElse("");
    return response.sdp().or(() -> leg.early(tag));
  }

  private static void refused(
      CorrelationTurn turn,
      CorrelationEffect effect,
      CorrelationLeg leg,
      Failure failure,
      boolean noSession) {
    var first = effect.is(Kind.INVITE);
    if (leg.pending().isEmpty()) {
      turn.note("refusal after the answer");
      return;
    }
    if (first) {
      CorrelationEnds.end(turn, leg);
    } else {
      turn.correlation.put(leg.settled());
    }
    turn.tell(new Event.SessionRefused(leg.name(), failure, noSession && first));
  }
}
