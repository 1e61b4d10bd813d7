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
import im.balcony.mapping.correlation.CorrelationLeg;
import im.balcony.mapping.correlation.CorrelationMessages;
import im.balcony.mapping.correlation.CorrelationThreads;
import im.balcony.mapping.correlation.CorrelationTurn;
import im.balcony.mapping.dialog.Dialog;
import im.balcony.mapping.dialog.DialogRequests;
import im.balcony.mapping.error.Reasons;
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
  private static final String AGAIN = "again";
  private static final String CALL_ID = "call-id";
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
    if (!context.gateway().msrpOpen()) {
      turn.fail(NOBODY_LISTENS);
      return;
    }
    var path = SdpWriting.newPath(context);
    if (path.isEmpty()) {
      turn.fail(Failure.of(Cause.INTERNAL, "No MSRP address"));
      return;
    }
    var thread = effect.first().thread();
    var again = again(turn, thread);
    var callId = again.text(CALL_ID).orElseGet(() -> CorrelationThreads.dialogCallId(turn, thread));
    var sdp = SdpWriting.offer(path.get(), context);
    var memory = CorrelationMessages.memory(turn, effect.first().ref());
    var resource = CorrelationMessages.sender(turn, memory).resource();
    var leg =
        new CorrelationLeg(effect.leg(), Facts.NONE)
            .with("thread", thread.orElse(callId))
            .with("resource", resource)
            .with("gruu", effect.gruu())
            .with(CorrelationLeg.SUBJECT, CorrelationLeg.markOfSubject(effect.first()))
            .with("pending", effect.effectId())
            .with(path.get())
            .with(sdp);
    var invite = invite(turn, effect, leg, callId, again);
    turn.correlation.put(leg.with(Dialog.ofOurs(invite)));
    turn.correlation.set("thread", thread.orElse(callId));
    expect(turn, effect.effectId(), ChatAnswerMapping.INVITE, effect.leg(), invite.cseq());
    turn.request(effect.effectId(), invite);
  }

  /** The peer wants a longer timer: the next INVITE is this one again (RFC 4028 §7.3). */
  static void tryAgain(CorrelationTurn turn, CorrelationLeg refused) {
    var dialog = refused.dialog();
    turn.correlation.set(
        AGAIN,
        Facts.NONE
            .with(CALL_ID, dialog.callId())
            .with("tag", dialog.localTag())
            .with("cseq", dialog.localSeq())
            .with("thread", refused.text("thread").orElse("")));
  }

  /** What an INVITE for this thread has of the one before it. */
  private static Facts again(CorrelationTurn turn, Optional<String> thread) {
    var again = turn.correlation.facts().facts(AGAIN);
    turn.correlation.drop(AGAIN);
    var callId = again.text(CALL_ID, "");
    return again.text("thread", "").equals(thread.orElse(callId)) ? again : Facts.NONE;
  }

  private static SipRequest invite(
      CorrelationTurn turn,
      Effect.StartSession effect,
      CorrelationLeg leg,
      String callId,
      Facts again) {
    var context = turn.context;
    var romeo = AddressMapping.toSipUri(turn.key.romeo(), context.book());
    var juliet = AddressMapping.toSipUri(turn.key.juliet(), context.book());
    var name = effect.first().nick().map(TextRules::headerLine).filter(n -> !n.isEmpty());
    var tag = again.text("tag").orElseGet(() -> context.ids().token(TAG));
    return new SipRequest(
        "INVITE",
        effect.gruu().map(romeo::withGruu).orElse(romeo).toString(),
        new SipParty(juliet.toString(), name, Map.of()).tagged(tag),
        SipParty.of(romeo.toString()),
        callId,
        again.number("cseq", 0) + 1,
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
    return turn.correlation.number("least-timer", 0);
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
      CorrelationTurn turn, String effectId, String kind, String leg, long cseq) {
    var effect = Facts.NONE.with("kind", kind).with("leg", leg).with("cseq", cseq);
    turn.correlation.expect(effectId, effect);
  }

  /** The INVITE as it was prepared is the router's; it finds it by the effect. */
  public static void cancel(CorrelationTurn turn, Effect.CancelSession effect) {
    turn.correlation
        .leg(effect.leg())
        .flatMap(leg -> leg.text("pending"))
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
            : leg.get().facts().number("ack", dialog.get().localSeq());
    turn.send(
        new SipCommand.Ack(
            turn.key.tenant(), DialogRequests.plain(dialog.get(), "ACK", cseq, List.of())));
  }

  private static Optional<Dialog> dialog(CorrelationLeg leg, Optional<String> fork) {
    if (fork.isEmpty()) {
      return Optional.of(leg.dialog());
    }
    var forks = leg.facts().facts("forks");
    return forks.has(fork.get())
        ? Optional.of(Dialog.of(forks.facts(fork.get())))
        : Optional.empty();
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
      expect(turn, effect.effectId(), ChatAnswerMapping.BYE, effect.leg(), cseq);
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
    if (!effect.newPath() && leg.facts().flag("update")) {
      turn.correlation.put(leg.with(dialog));
      expect(turn, effect.effectId(), ChatAnswerMapping.UPDATE, leg.name(), dialog.localSeq());
      turn.request(effect.effectId(), request(turn, leg, "UPDATE", dialog, Optional.empty()));
      return;
    }
    reinvite(turn, effect, leg.with(dialog));
  }

  private static void reinvite(
      CorrelationTurn turn, Effect.RefreshSession effect, CorrelationLeg leg) {
    var path = effect.newPath() ? SdpWriting.newPath(turn.context) : leg.path();
    var last = leg.sdp();
    if (path.isEmpty() || last.isEmpty()) {
      turn.fail(Failure.of(Cause.INTERNAL, "No MSRP address"));
      return;
    }
    var sdp = SdpWriting.offerAgain(last.get(), path.get(), turn.context);
    var pathed = effect.newPath() ? leg.with(path.get()) : leg;
    turn.correlation.put(pathed.with(sdp).with("pending", effect.effectId()));
    var seq = leg.dialog().localSeq();
    var entry =
        Facts.NONE
            .with("kind", ChatAnswerMapping.REINVITE)
            .with("leg", leg.name())
            .with("cseq", seq)
            .with("moved", effect.newPath());
    turn.correlation.expect(effect.effectId(), entry);
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
        sessionHeaders(DialogTimer.refreshing(leg, least(turn))),
        sdp);
  }
}
