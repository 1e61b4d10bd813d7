package im.balcony.mapping.session;

import im.balcony.api.message.Failure;
import im.balcony.api.msrp.Formats.FormatException;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SessionDescription;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipParty;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.sip.SipTransaction;
import im.balcony.mapping.address.AddressMapping;
import im.balcony.mapping.content.DialogBodies;
import im.balcony.mapping.correlation.CorrelationEnds;
import im.balcony.mapping.correlation.CorrelationLeg;
import im.balcony.mapping.correlation.CorrelationShelves;
import im.balcony.mapping.correlation.CorrelationThreads;
import im.balcony.mapping.correlation.CorrelationTurn;
import im.balcony.mapping.dialog.Dialog;
import im.balcony.mapping.dialog.DialogContact;
import im.balcony.mapping.dialog.DialogRequests;
import im.balcony.mapping.dialog.DialogTarget;
import im.balcony.mapping.dialog.DialogTimer;
import im.balcony.mapping.error.ErrorMapping;
import im.balcony.mapping.msrp.ChatMediaMapping;
import im.balcony.mapping.msrp.MsrpReach;
import im.balcony.mapping.page.PageInMapping;
import im.balcony.mapping.route.PrivacyWish;
import im.balcony.mapping.sdp.SdpPeer;
import im.balcony.mapping.sdp.SdpReading;
import im.balcony.mapping.sdp.SdpWriting;
import im.balcony.mapping.stanza.ChatStanzaMapping;
import im.balcony.mapping.text.Languages;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A session that the SIP user starts (RFC 7573 §5): his INVITE, our answer, his ACK or CANCEL. */
public final class ChatInviteMapping {

  private static final int LEG = 12;
  private static final int TAG = 12;
  private static final int RETRY_AFTER = 10;

  private ChatInviteMapping() {}

  static void received(CorrelationTurn turn, SipEvent.Received received) {
    var request = received.request();
    var refusal =
        DialogBodies.refusal(request)
            .or(() -> contactMissing(request))
            .or(() -> unreachable(turn, request))
            .or(() -> DialogTimer.refusal(request))
            .or(() -> crowded(turn))
            .or(() -> notListening(turn, request));
    if (refusal.isPresent()) {
      turn.respond(received.transaction(), refusal.get());
      return;
    }
    try {
      var first = ChatFirstTexts.read(request, turn);
      if (request.sdp().isPresent()) {
        offer(turn, received, request.sdp().get(), first);
      } else {
        late(turn, received, first);
      }
    } catch (FormatException e) {
      turn.respond(received.transaction(), DialogBodies.refused(e, turn.context));
    }
  }

  /** Our offer, in the 2xx to an INVITE that has none. */
  private static void late(CorrelationTurn turn, SipEvent.Received received, ChatFirstTexts first)
      throws FormatException {
    var leg = pathed(turn, received, MsrpReach.offersTls(turn));
    if (leg.isPresent()) {
      var sdp = SdpWriting.offer(leg.get().path().orElseThrow(), turn.context);
      offered(turn, received.request(), leg.get().with(sdp).asLate(), first);
    }
  }

  private static void offer(
      CorrelationTurn turn,
      SipEvent.Received received,
      SessionDescription sdp,
      ChatFirstTexts first)
      throws FormatException {
    var reading = SdpReading.offer(sdp, turn.context);
    if (reading.peer().isEmpty()) {
      turn.respond(received.transaction(), notAcceptable(turn, reading));
      return;
    }
    var forbidden = MsrpReach.refusal(turn, reading.peer().get(), false);
    if (forbidden.isPresent()) {
      turn.respond(received.transaction(), forbidden(turn, forbidden.get()));
      return;
    }
    var leg = pathed(turn, received, reading.isSecure(sdp));
    if (leg.isPresent()) {
      var path = leg.get().path().orElseThrow();
      var answer = SdpWriting.answer(sdp, reading, path, turn.context);
      offered(turn, received.request(), leg.get().with(reading.peer().get()).with(answer), first);
    }
  }

  /** The leg with a path; without one the request is answered. */
  private static Optional<CorrelationLeg> pathed(
      CorrelationTurn turn, SipEvent.Received received, boolean secure) {
    var path = SdpWriting.newPath(secure, turn.context);
    if (path.isEmpty()) {
      turn.respond(received.transaction(), 500, "No MSRP address");
    }
    return path.map(p -> leg(turn, received).with(p));
  }

  /** The 488 to an offer that cannot be taken, with its Warning. */
  static SipResponse notAcceptable(CorrelationTurn turn, SdpReading reading) {
    var why = reading.failure().orElse(Failure.sip(488, "Not Acceptable Here"));
    return ErrorMapping.toSipResponse(why, true, false, turn.context.book());
  }

  /** The 488 to an offer that policy forbids. */
  static SipResponse forbidden(CorrelationTurn turn, Failure why) {
    turn.refused(why);
    return ErrorMapping.toSipResponse(why, true, false, turn.context.book());
  }

  private static Optional<SipResponse> contactMissing(SipRequest request) {
    return request.contact().isPresent()
        ? Optional.empty()
        : Optional.of(SipResponse.of(400, "Contact is missing"));
  }

  private static Optional<SipResponse> unreachable(CorrelationTurn turn, SipRequest request) {
    return DialogTarget.refusal(request, request.routes(), turn.context.gateway().speaksTls());
  }

  private static Optional<SipResponse> crowded(CorrelationTurn turn) {
    return turn.correlation.legs().size() < CorrelationShelves.MAX_LEGS
        ? Optional.empty()
        : Optional.of(
            SipResponse.of(503, "Too many sessions")
                .with("Retry-After", String.valueOf(RETRY_AFTER)));
  }

  /** A caller who has to connect to us would find nobody there, and hear of it too late. */
  private static Optional<SipResponse> notListening(CorrelationTurn turn, SipRequest request) {
    var sdp = request.sdp();
    if (sdp.isPresent() ? mayConnect(turn, sdp.get()) : MsrpReach.mayOffer(turn)) {
      return Optional.empty();
    }
    var noTls = sdp.isPresent() ? Optional.<Failure>empty() : MsrpReach.noTls(turn);
    if (noTls.isPresent()) {
      return Optional.of(forbidden(turn, noTls.get()));
    }
    return Optional.of(
        SipResponse.of(480, "Temporarily Unavailable")
            .with("Retry-After", String.valueOf(RETRY_AFTER)));
  }

  private static boolean mayConnect(CorrelationTurn turn, SessionDescription offer) {
    var reading = SdpReading.offer(offer, turn.context);
    return MsrpReach.mayBePlain(turn)
        || reading.isSecure(offer)
        || reading.peer().filter(SdpPeer::connect).isPresent();
  }

  private static CorrelationLeg leg(CorrelationTurn turn, SipEvent.Received received) {
    var request = received.request();
    var ids = turn.context.ids();
    var dialog = Dialog.ofPeer(request, ids.token(TAG));
    var thread = CorrelationThreads.threadOf(turn.correlation, request.callId());
    return CorrelationLeg.named(ids.token(LEG))
        .with(dialog)
        .thread(Optional.of(thread))
        .resource(PageInMapping.resource(request, turn))
        .gruu(gruu(shown(request), request.from()))
        .language(request.header("Content-Language").flatMap(Languages::first))
        .heard(request.cseq())
        .update(allowsUpdate(request.header("Allow")))
        .invited(received.transaction(), DialogTimer.answering(request))
        .opened();
  }

  /** The Contact, of which the device is shown to the XMPP user, unless that is not wanted. */
  static List<SipParty> shown(SipRequest request) {
    return PrivacyWish.of(request).hidesContact() ? List.of() : request.contact().stream().toList();
  }

  /**
   * The endpoint: the {@code gr} of the Contact's URI, also where it stands outside the brackets,
   * else that of the From.
   */
  static Optional<String> gruu(List<SipParty> contacts, SipParty otherwise) {
    return contacts.stream()
        .findFirst()
        .flatMap(
            c ->
                PageInMapping.gruu(c.uri())
                    .or(() -> Optional.ofNullable(c.parameters().get("gr")))
                    .filter(gr -> !gr.isEmpty()))
        .or(() -> PageInMapping.gruu(otherwise.uri()));
  }

  static boolean allowsUpdate(Optional<String> allow) {
    return allow.filter(a -> a.matches("(?s)(?:.*[,\\s])?UPDATE(?:[,\\s].*)?")).isPresent();
  }

  private static void offered(
      CorrelationTurn turn, SipRequest request, CorrelationLeg leg, ChatFirstTexts first)
      throws FormatException {
    var texts = first.messages(turn, request, leg);
    turn.correlation.put(leg);
    ChatStanzaMapping.sessionBegins(turn, leg);
    var expires = PageInMapping.seconds(request, "Expires");
    turn.tell(
        new Event.SessionOffered(
            leg.name(),
            leg.late(),
            leg.gruu(),
            expires.isPresent()
                ? OptionalLong.of(expires.getAsLong() * 1000)
                : OptionalLong.empty(),
            leg.timer().map(DialogTimer::ours),
            texts));
    first
        .composing()
        .ifPresent(c -> turn.tell(new Event.MsrpComposing(leg.name(), c.active(), c.refresh())));
  }

  /** A CANCEL; a re-INVITE is answered at once by the machine, so only a first INVITE is open. */
  public static void cancelled(CorrelationTurn turn, SipTransaction transaction) {
    var leg =
        turn.correlation.legs().stream()
            .filter(CorrelationLeg::open)
            .filter(l -> isInvite(l, transaction))
            .findFirst();
    if (leg.isPresent()) {
      turn.tell(new Event.SessionCancelled(leg.get().name()));
    } else {
      turn.note("nothing to cancel");
    }
  }

  private static boolean isInvite(CorrelationLeg leg, SipTransaction transaction) {
    return leg.inviteOfPeer().map(SipTransaction::id).filter(transaction.id()::equals).isPresent();
  }

  /** An ACK: of the last INVITE only, and heard once. */
  static void acknowledged(CorrelationTurn turn, SipRequest ack, CorrelationLeg leg) {
    var matches = leg.heard().orElse(-1) == ack.cseq() && !leg.acked() && !leg.open();
    if (!matches) {
      turn.note("ACK for no open 2xx");
      return;
    }
    var acked = leg.asAcked();
    if (!leg.late()) {
      turn.correlation.put(acked);
      turn.tell(new Event.SessionAcked(leg.name(), leg.connect(), Optional.empty(), leg.secret()));
      return;
    }
    var reading = ack.sdp().flatMap(sdp -> ChatMediaMapping.answer(turn, leg, sdp));
    var heard = reading.flatMap(SdpReading::peer);
    var stays = heard.filter(p -> DialogChangeMapping.samePath(leg, p.path())).isPresent();
    var peer = stays ? heard.map(p -> p.connecting(leg.connect())) : heard;
    var settled = acked.notLate();
    turn.correlation.put(peer.isPresent() ? settled.with(peer.get()) : settled);
    var failure =
        peer.isPresent()
            ? MsrpReach.refusal(turn, peer.get(), stays)
            : reading.flatMap(SdpReading::failure).or(() -> Optional.of(noAnswer()));
    turn.tell(
        new Event.SessionAcked(
            leg.name(), peer.filter(SdpPeer::connect).isPresent(), failure, leg.secret()));
    peer.filter(SdpPeer::again).ifPresent(p -> ChatMediaMapping.offerAgain(turn, leg));
  }

  /** Why a session without a usable description cannot be. */
  static Failure noAnswer() {
    return Failure.sip(488, "No session description in the answer").inOwnWords();
  }

  /** A 2xx with our answer, or with our offer where the INVITE had none. */
  public static void accept(CorrelationTurn turn, Effect.AcceptSession effect) {
    var known = turn.correlation.leg(effect.leg());
    var invite = known.flatMap(CorrelationLeg::inviteOfPeer);
    if (known.isEmpty() || invite.isEmpty()) {
      return;
    }
    turn.correlation.put(known.get().answered());
    turn.respond(invite.get(), ok(turn, known.get()));
  }

  /** The 200 to the last INVITE of the peer; the same whenever it is asked for. */
  static SipResponse ok(CorrelationTurn turn, CorrelationLeg leg) {
    return ok(turn, leg, leg.sdp(), leg.timer());
  }

  static SipResponse ok(
      CorrelationTurn turn,
      CorrelationLeg leg,
      Optional<SessionDescription> sdp,
      Optional<DialogTimer> timer) {
    var response =
        new SipResponse(
            200,
            "OK",
            Optional.empty(),
            leg.dialog().local().tag(),
            List.of(),
            List.of(contact(turn, leg)),
            List.of(DialogRequests.ALLOW, DialogRequests.SUPPORTED),
            sdp.map(s -> "application/sdp"),
            im.balcony.api.data.Octets.EMPTY,
            sdp);
    return timer.map(t -> t.on(response)).orElse(response);
  }

  /** Our Contact in the leg's dialog. */
  static SipParty contact(CorrelationTurn turn, CorrelationLeg leg) {
    var juliet = AddressMapping.full(turn.key.juliet(), leg.resource());
    return DialogContact.of(juliet, leg.dialog(), turn.context);
  }

  /** The refusal of an INVITE. */
  public static void refuse(CorrelationTurn turn, Effect.RefuseSession effect) {
    var leg = turn.correlation.leg(effect.leg());
    if (leg.isEmpty() || !leg.get().open()) {
      return;
    }
    var response = ErrorMapping.toSipResponse(effect.failure(), true, false, turn.context.book());
    leg.get()
        .inviteOfPeer()
        .ifPresent(invite -> turn.respond(invite, DialogMapping.tagged(response, leg.get())));
    ChatFirstTexts.refused(turn, leg.get());
    CorrelationEnds.end(turn, leg.get());
  }
}
