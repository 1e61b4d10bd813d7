package im.balcony.mapping.session;

import im.balcony.api.data.Facts;
import im.balcony.api.message.Failure;
import im.balcony.api.message.Failure.Cause;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SessionDescription;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipParty;
import im.balcony.api.sip.SipResponse;
import im.balcony.mapping.correlation.Correlation;
import im.balcony.mapping.correlation.CorrelationEnds;
import im.balcony.mapping.correlation.CorrelationLeg;
import im.balcony.mapping.correlation.CorrelationTurn;
import im.balcony.mapping.dialog.Dialog;
import im.balcony.mapping.error.ErrorMapping;
import im.balcony.mapping.msrp.MsrpReach;
import im.balcony.mapping.sdp.SdpFacts;
import im.balcony.mapping.sdp.SdpPeer;
import im.balcony.mapping.sdp.SdpReading;
import java.util.Optional;
import java.util.OptionalLong;

/** Responses to requests of ours (RFC 3261 §13.2.2, RFC 7573 §4). */
public final class ChatAnswerMapping {

  /** Kinds of requests whose responses mean more than a result. */
  static final String INVITE = "invite";

  static final String REINVITE = "reinvite";
  static final String UPDATE = "update";
  static final String BYE = "bye";

  private static final int MAX_EARLY = 4;

  private ChatAnswerMapping() {}

  /** A response, by the effect that it answers. */
  public static void answered(CorrelationTurn turn, SipEvent.Answered answered) {
    var effectId = answered.effectId();
    var response = answered.response();
    var effect = turn.correlation.entry(Correlation.EFFECTS, effectId).orElse(Facts.NONE);
    var leg = turn.correlation.leg(effect.text("leg", ""));
    var kind = effect.text("kind", "");
    if (kind.equals(INVITE) || kind.equals(REINVITE)) {
      if (leg.isPresent()) {
        invited(turn, effectId, effect, response, leg.get());
      } else {
        turn.note("response for a session that is gone");
      }
    } else if (response.status() >= 200) {
      finished(turn, effectId, kind, leg, response);
    } else {
      turn.note("provisional response");
    }
  }

  /** No response in time, or no way to send the request. */
  public static void notAnswered(CorrelationTurn turn, SipEvent.NotAnswered event) {
    var effect = turn.correlation.entry(Correlation.EFFECTS, event.effectId()).orElse(Facts.NONE);
    var leg = turn.correlation.leg(effect.text("leg", ""));
    var kind = effect.text("kind", "");
    if (kind.equals(INVITE) || kind.equals(REINVITE)) {
      leg.ifPresent(l -> refused(turn, kind, l, event.failure(), false));
      return;
    }
    if (kind.equals(BYE)) {
      leg.ifPresent(l -> CorrelationEnds.end(turn, l));
    }
    turn.correlation.remove(Correlation.EFFECTS, event.effectId());
    turn.tell(
        new Event.Result(
            event.effectId(), Optional.of(event.failure()), mayHaveArrived(event.failure())));
  }

  private static boolean mayHaveArrived(Failure failure) {
    return failure.cause() == Cause.TIMEOUT || failure.sipStatus().orElse(0) == 408;
  }

  /** The final response to MESSAGE, BYE or UPDATE. */
  private static void finished(
      CorrelationTurn turn,
      String effectId,
      String kind,
      Optional<CorrelationLeg> leg,
      SipResponse response) {
    turn.correlation.remove(Correlation.EFFECTS, effectId);
    if (kind.equals(BYE)) {
      leg.ifPresent(l -> CorrelationEnds.end(turn, l));
    } else if (kind.equals(UPDATE)) {
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
    var target = leg.with(leg.dialog().targeted(response.contact()));
    turn.correlation.put(timer.isPresent() ? target.timed(timer) : target);
  }

  /** Remembers the shortest interval that the peer takes; empty if it names none. */
  private static OptionalLong heedMinimum(CorrelationTurn turn, SipResponse response) {
    var least = DialogTimer.minimum(response);
    least.ifPresent(s -> turn.correlation.set("least-timer", s));
    return least;
  }

  private static void invited(
      CorrelationTurn turn,
      String effectId,
      Facts effect,
      SipResponse response,
      CorrelationLeg leg) {
    var kind = effect.text("kind", "");
    if (response.status() < 200) {
      early(turn, response, leg);
      if (kind.equals(INVITE)) {
        turn.tell(new Event.SessionProgress(leg.name()));
      }
    } else if (response.status() >= 300) {
      var least = heedMinimum(turn, response);
      if (kind.equals(INVITE) && response.status() == DialogTimer.TOO_SMALL && least.isPresent()) {
        ChatSessionMapping.tryAgain(turn, leg);
      }
      var failure = ErrorMapping.fromSipResponse(response).orElseThrow();
      refused(turn, kind, leg, failure, ErrorMapping.saysNoSession(response.status()));
    } else if (isFork(leg, response)) {
      forked(turn, response, leg);
    } else if (leg.text("pending").filter(effectId::equals).isPresent()) {
      accepted(turn, effect, response, leg);
    } else {
      turn.correlation.put(leg.with("ack", effect.number("cseq", 0)));
      turn.tell(
          new Event.SessionAccepted(
              leg.name(),
              true,
              leg.connect(),
              leg.text("gruu"),
              Optional.empty(),
              DialogTimer.settled(response)));
    }
  }

  /** An answer in a provisional response holds for a 2xx of the same tag without one (SIP-62). */
  private static void early(CorrelationTurn turn, SipResponse response, CorrelationLeg leg) {
    var tag = response.to().flatMap(SipParty::tag);
    var early = leg.facts().facts("early");
    if (tag.isPresent() && response.sdp().isPresent() && early.asMap().size() < MAX_EARLY) {
      var sdp = SdpFacts.write(response.sdp().get());
      turn.correlation.put(leg.with("early", early.with(tag.get(), sdp)));
    }
  }

  private static boolean isFork(CorrelationLeg leg, SipResponse response) {
    return leg.facts().has("ack")
        && !leg.dialog().remoteTag().equals(response.to().flatMap(SipParty::tag));
  }

  private static void forked(CorrelationTurn turn, SipResponse response, CorrelationLeg leg) {
    var tag = response.to().flatMap(SipParty::tag).orElse("");
    var forks = leg.facts().facts("forks");
    if (!forks.has(tag) && forks.asMap().size() < MAX_EARLY * MAX_EARLY) {
      var first = leg.dialog();
      var invite =
          new Dialog(
              first.callId(),
              first.local(),
              first.remote(),
              leg.facts().number("ack", first.localSeq()),
              -1,
              first.routes(),
              first.target());
      turn.correlation.put(
          leg.with("forks", forks.with(tag, invite.confirmedBy(response).facts())));
    }
    turn.tell(new Event.SessionForked(leg.name(), tag));
  }

  private static void accepted(
      CorrelationTurn turn, Facts effect, SipResponse response, CorrelationLeg leg) {
    var first = effect.text("kind", "").equals(INVITE);
    var dialog =
        first ? leg.dialog().confirmedBy(response) : leg.dialog().targeted(response.contact());
    var reading = answer(response, leg).map(SdpReading::answer);
    // A refresh leaves the connection, and who made it, as it was.
    var stays = !first && !effect.flag("moved");
    var peer =
        reading
            .flatMap(SdpReading::peer)
            .map(
                p ->
                    stays && DialogChangeMapping.samePath(leg, p.path())
                        ? p.connecting(leg.connect())
                        : p);
    var timer = DialogTimer.settled(response);
    var settled =
        leg.with(dialog)
            .with("ack", effect.number("cseq", 0))
            .with("gruu", ChatInviteMapping.gruu(response.contact(), dialog.remote()))
            .without("pending")
            .without("early")
            .timed(timer);
    if (first) {
      settled = settled.with("update", ChatInviteMapping.allowsUpdate(response.header("Allow")));
    }
    turn.correlation.put(peer.isPresent() ? settled.with(peer.get()) : settled);
    var failure =
        peer.isPresent()
            ? MsrpReach.refusal(turn, peer.get())
            : reading
                .flatMap(SdpReading::failure)
                .or(() -> Optional.of(ChatInviteMapping.noAnswer()));
    turn.tell(
        new Event.SessionAccepted(
            leg.name(),
            false,
            peer.filter(SdpPeer::connect).isPresent(),
            settled.text("gruu"),
            failure,
            timer));
  }

  private static Optional<SessionDescription> answer(SipResponse response, CorrelationLeg leg) {
    var tag = response.to().flatMap(SipParty::tag).orElse("");
    return response.sdp().or(() -> SdpFacts.read(leg.facts().facts("early").facts(tag)));
  }

  private static void refused(
      CorrelationTurn turn, String kind, CorrelationLeg leg, Failure failure, boolean noSession) {
    if (!leg.facts().has("pending")) {
      turn.note("refusal after the answer");
      return;
    }
    if (kind.equals(INVITE)) {
      CorrelationEnds.end(turn, leg);
    } else {
      turn.correlation.put(leg.without("pending"));
    }
    turn.tell(new Event.SessionRefused(leg.name(), failure, noSession && kind.equals(INVITE)));
  }
}
