package im.balcony.mapping.session;

import im.balcony.api.data.Facts;
import im.balcony.api.data.Octets;
import im.balcony.api.message.Failure;
import im.balcony.api.message.Failure.Cause;
import im.balcony.api.session.Effect;
import im.balcony.api.sip.PreparedRequest;
import im.balcony.api.sip.SipCommand;
import im.balcony.api.sip.SipHeader;
import im.balcony.api.sip.SipParty;
import im.balcony.api.sip.SipRequest;
import im.balcony.mapping.address.AddressMapping;
import im.balcony.mapping.address.JidEscaping;
import im.balcony.mapping.correlation.CorrelationEffect;
import im.balcony.mapping.correlation.CorrelationEffect.Kind;
import im.balcony.mapping.correlation.CorrelationLeg;
import im.balcony.mapping.correlation.CorrelationMessages;
import im.balcony.mapping.correlation.CorrelationState;
import im.balcony.mapping.correlation.CorrelationState.Again;
import im.balcony.mapping.correlation.CorrelationThreads;
import im.balcony.mapping.correlation.CorrelationTurn;
import im.balcony.mapping.dialog.Dialog;
import im.balcony.mapping.dialog.DialogRequests;
import im.balcony.mapping.dialog.DialogTimer;
import im.balcony.mapping.error.Reasons;
import im.balcony.mapping.msrp.MsrpReach;
import im.balcony.mapping.sdp.SdpPeer;
import im.balcony.mapping.sdp.SdpWriting;
import im.balcony.mapping.text.Languages;
import im.balcony.mapping.text.TextRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sessions that we start, keep and end: INVITE, ACK, CANCEL, UPDATE, BYE (RFC 7573 §4). */
public final class ChatSessionMapping {

  private static final int TAG = 12;
  private static final Failure NO_SESSION =
      Failure.sip(481, "Session is gone").withCondition("recipient-unavailable");

  /** Our own trouble, not the peer's: MESSAGE may do. */
  private static final Failure NOBODY_LISTENS =
      Failure.of(Cause.INTERNAL, "Sessions are not possible now")
          .withCondition("recipient-unavailable");

  private ChatSessionMapping() {}

  /** An INVITE. */
  public static void start(CorrelationTurn turn, Effect.StartSession effect) {
    var context = turn.context;
    var noTls = MsrpReach.noTls(turn);
    if (noTls.isPresent() || !MsrpReach.mayOffer(turn)) {
      turn.fail(noTls.orElse(NOBODY_LISTENS));
      return;
    }
    var path = SdpWriting.newPath(MsrpReach.offersTls(turn), context);
    if (path.isEmpty()) {
      turn.fail(Failure.of(Cause.INTERNAL, "No MSRP address"));
      return;
    }
    var thread = effect.first().thread();
    var again = again(turn, thread);
    var callId =
        again.map(Again::callId).orElseGet(() -> CorrelationThreads.dialogCallId(turn, thread));
    var sdp = SdpWriting.offer(path.get(), context);
    var memory = CorrelationMessages.memory(turn, effect.first().ref());
    var resource = CorrelationMessages.sender(turn, memory).resource();
    var leg =
        CorrelationLeg.named(effect.leg())
            .thread(Optional.of(thread.orElse(callId)))
            .resource(resource)
            .gruu(effect.gruu())
            .subjectOf(effect.first())
            .pending(effect.effectId())
            .with(path.get())
            .with(sdp);
    var invite = invite(turn, effect, leg, callId, again);
    turn.correlation.put(leg.with(Dialog.ofOurs(invite)));
    turn.correlation.state(s -> s.thread(thread.orElse(callId)));
    expect(turn, effect.effectId(), Kind.INVITE, effect.leg(), invite.cseq());
    turn.request(effect.effectId(), invite);
  }

  /** The peer wants a longer timer: the next INVITE is this one again (RFC 4028 §7.3). */
  static void tryAgain(CorrelationTurn turn, CorrelationLeg refused) {
    var dialog = refused.dialog();
    var again =
        new Again(
            refused.thread().orElse(""), dialog.callId(), dialog.localTag(), dialog.localSeq());
    turn.correlation.state(s -> s.again(again));
  }

  /** What an INVITE for this thread has of the one before it. */
  private static Optional<Again> again(CorrelationTurn turn, Optional<String> thread) {
    var again = turn.correlation.state().again();
    turn.correlation.state(CorrelationState::withoutAgain);
    return again.filter(a -> a.thread().equals(thread.orElse(a.callId())));
  }

  private static SipRequest invite(
      CorrelationTurn turn,
      Effect.StartSession effect,
      CorrelationLeg leg,
      String callId,
      Optional<Again> again) {
    var context = turn.context;
    var romeo = AddressMapping.toSipUri(turn.key.romeo(), context.book());
    var juliet = AddressMapping.toSipUri(turn.key.juliet(), context.book());
    var name = effect.first().nick().map(TextRules::headerLine).filter(n -> !n.isEmpty());
    var tag = again.map(Again::tag).orElseGet(() -> context.ids().token(TAG));
    return new SipRequest(
        "INVITE",
        effect.gruu().map(romeo::withGruu).orElse(romeo).toString(),
        new SipParty(juliet.toString(), name, Map.of()).tagged(tag),
        SipParty.of(romeo.toString()),
        callId,
        again.map(Again::cseq).orElse(0L) + 1,
        DialogRequests.MAX_FORWARDS,
        List.of(),
        Optional.of(ChatInviteMapping.contact(turn, leg)),
        headers(turn, effect),
        Optional.of("application/sdp"),
        Octets.EMPTY,
        leg.sdp());
  }

  private static List<SipHeader> headers(CorrelationTurn turn, Effect.StartSession effect) {
    var headers = new ArrayList<>(sessionHeaders(DialogTimer.asking(least(turn))));
    var seconds = Math.max(1, turn.context.tenant().limits().setupTimeout() / 1000);
    headers.add(new SipHeader("Expires", String.valueOf(seconds)));
    var subject = TextRules.headerLine(effect.first().subject().orElseGet(() -> subject(turn)));
    if (!subject.isEmpty()) {
      headers.add(new SipHeader("Subject", subject));
    }
    effect
        .first()
        .language()
        .flatMap(Languages::checked)
        .ifPresent(l -> headers.add(new SipHeader("Content-Language", l)));
    return headers;
  }

  private static List<SipHeader> sessionHeaders(List<SipHeader> timer) {
    var headers = new ArrayList<SipHeader>();
    headers.add(DialogRequests.ALLOW);
    headers.add(DialogRequests.SUPPORTED);
    headers.addAll(timer);
    return headers;
  }

  /** The shortest interval that a 422 let us ask for. */
  private static long least(CorrelationTurn turn) {
    return turn.correlation.state().leastTimer();
  }

  private static String subject(CorrelationTurn turn) {
    var name = turn.key.juliet().local().map(JidEscaping::unescape);
    return turn.context
        .tenant()
        .policy()
        .chatSubject()
        .replace("{name}", name.orElse(turn.key.juliet().domain()));
  }

  private static void expect(
      CorrelationTurn turn, String effectId, Kind kind, String leg, long cseq) {
    turn.correlation.effects().put(effectId, CorrelationEffect.of(kind, leg, cseq));
  }

  /** The INVITE as it was prepared is the router's; it finds it by the effect. */
  public static void cancel(CorrelationTurn turn, Effect.CancelSession effect) {
    turn.correlation
        .leg(effect.leg())
        .flatMap(leg -> leg.pending())
        .ifPresent(
            id ->
                turn.send(
                    new SipCommand.Cancel(
                        id,
                        new PreparedRequest(id, Octets.EMPTY, Facts.NONE),
                        Reasons.of(effect.why()))));
  }

  /** An ACK has the CSeq of its INVITE and goes to the remote target. */
  public static void acknowledge(CorrelationTurn turn, Effect.AckSession effect) {
    var leg = turn.correlation.leg(effect.leg());
    if (leg.isEmpty()) {
      return;
    }
    var dialog = dialog(leg.get(), effect.fork());
    if (dialog.isEmpty()) {
      return;
    }
    var cseq =
        effect.fork().isPresent()
            ? dialog.get().localSeq()
            : leg.get().ack().orElse(dialog.get().localSeq());
    turn.send(
        new SipCommand.Ack(
            turn.key.tenant(), DialogRequests.plain(dialog.get(), "ACK", cseq, List.of())));
  }

  private static Optional<Dialog> dialog(CorrelationLeg leg, Optional<String> fork) {
    return fork.isEmpty() ? Optional.of(leg.dialog()) : fork.flatMap(leg::fork);
  }

  /** A BYE. */
  public static void end(CorrelationTurn turn, Effect.EndSession effect) {
    var leg = turn.correlation.leg(effect.leg()).filter(l -> !l.ended());
    var dialog = leg.flatMap(l -> dialog(l, effect.fork()));
    if (leg.isEmpty() || dialog.isEmpty() || dialog.get().remoteTag().isEmpty()) {
      turn.fail(NO_SESSION);
      return;
    }
    // The number of the INVITE stays with a fork, for the ACKs to further copies of its 2xx.
    var cseq = dialog.get().localSeq() + 1;
    var headers = new ArrayList<>(List.of(DialogRequests.SUPPORTED));
    headers.addAll(Reasons.of(effect.why()));
    var bye = DialogRequests.plain(dialog.get(), "BYE", cseq, headers);
    if (effect.fork().isEmpty()) {
      turn.correlation.put(leg.get().with(dialog.get().next()));
      expect(turn, effect.effectId(), Kind.BYE, effect.leg(), cseq);
    }
    turn.request(effect.effectId(), bye);
  }

  /**
   * UPDATE where only the timer is to be refreshed and the peer knows it, else a re-INVITE (RFC
   * 4028 §7.4).
   */
  public static void refresh(CorrelationTurn turn, Effect.RefreshSession effect) {
    var known = turn.correlation.leg(effect.leg()).filter(l -> !l.ended());
    if (known.isEmpty() || known.get().dialog().remoteTag().isEmpty()) {
      turn.fail(NO_SESSION);
      return;
    }
    var leg = known.get();
    var dialog = leg.dialog().next();
    if (!effect.newPath() && leg.update()) {
      turn.correlation.put(leg.with(dialog));
      expect(turn, effect.effectId(), Kind.UPDATE, leg.name(), dialog.localSeq());
      turn.request(effect.effectId(), request(turn, leg, "UPDATE", dialog, Optional.empty()));
      return;
    }
    reinvite(turn, effect, leg.with(dialog));
  }

  private static void reinvite(
      CorrelationTurn turn, Effect.RefreshSession effect, CorrelationLeg leg) {
    var path =
        effect.newPath()
            ? leg.path().flatMap(p -> SdpWriting.newPath(p.secure(), turn.context))
            : leg.path();
    var last = leg.sdp();
    if (path.isEmpty() || last.isEmpty()) {
      turn.fail(Failure.of(Cause.INTERNAL, "No MSRP address"));
      return;
    }
    var anchors = leg.peer().filter(SdpPeer::again).isEmpty();
    var sdp = SdpWriting.offerAgain(last.get(), path.get(), anchors, turn.context);
    var pathed = effect.newPath() ? leg.with(path.get()) : leg;
    turn.correlation.put(pathed.with(sdp).pending(effect.effectId()));
    var seq = leg.dialog().localSeq();
    turn.correlation
        .effects()
        .put(
            effect.effectId(),
            CorrelationEffect.of(Kind.REINVITE, leg.name(), seq).moving(effect.newPath()));
    turn.request(effect.effectId(), request(turn, leg, "INVITE", leg.dialog(), Optional.of(sdp)));
  }

  private static SipRequest request(
      CorrelationTurn turn,
      CorrelationLeg leg,
      String method,
      Dialog dialog,
      Optional<im.balcony.api.sip.SessionDescription> sdp) {
    return DialogRequests.of(
        dialog,
        method,
        dialog.localSeq(),
        Optional.of(ChatInviteMapping.contact(turn, leg)),
        sessionHeaders(DialogTimer.refreshing(leg.interval(), least(turn))),
        sdp);
  }
}
