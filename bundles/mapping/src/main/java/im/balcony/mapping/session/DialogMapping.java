package im.balcony.mapping.session;

import im.balcony.api.session.Event;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.sip.SipRequest;
import im.balcony.api.sip.SipResponse;
import im.balcony.api.sip.SipTransaction;
import im.balcony.mapping.correlation.CorrelationAsked;
import im.balcony.mapping.correlation.CorrelationLeg;
import im.balcony.mapping.correlation.CorrelationMessages;
import im.balcony.mapping.correlation.CorrelationTurn;
import im.balcony.mapping.dialog.DialogRequests;
import im.balcony.mapping.page.PageInMapping;
import java.util.Optional;

/**
 * Requests of the SIP user by where they stand: outside or inside of a dialog (RFC 3261 §12.2.2).
 */
public final class DialogMapping {

  private DialogMapping() {}

  /** A request of the SIP user. */
  public static void received(CorrelationTurn turn, SipEvent.Received received) {
    var request = received.request();
    if (request.to().tag().isPresent()) {
      var leg = find(turn, request);
      if (leg.isPresent()) {
        inside(turn, received, leg.get());
      } else {
        unknown(turn, received);
      }
      return;
    }
    switch (request.method()) {
      case "MESSAGE" -> PageInMapping.received(turn, received, Optional.empty());
      case "INVITE" -> ChatInviteMapping.received(turn, received);
      default -> unknown(turn, received);
    }
  }

  private static Optional<CorrelationLeg> find(CorrelationTurn turn, SipRequest request) {
    var tag = request.to().tag().orElse("");
    return turn.correlation.legs().stream()
        .filter(l -> !l.ended())
        .filter(l -> l.dialog().callId().equals(request.callId()))
        .filter(l -> l.dialog().localTag().equals(tag))
        .findFirst();
  }

  private static void unknown(CorrelationTurn turn, SipEvent.Received received) {
    turn.note("no such dialog");
    if (!received.request().method().equals("ACK")) {
      turn.respond(received.transaction(), 481, "Call/Transaction Does Not Exist");
    }
  }

  private static void inside(CorrelationTurn turn, SipEvent.Received received, CorrelationLeg leg) {
    var request = received.request();
    var tag = request.from().tag();
    if (!leg.dialog().remoteTag().equals(tag)) {
      fork(turn, received, leg, tag.orElse(""));
    } else if (request.method().equals("ACK")) {
      ChatInviteMapping.acknowledged(turn, request, leg);
    } else if (request.cseq() < leg.dialog().remoteSeq()) {
      turn.note("CSeq is out of order");
      turn.respond(received.transaction(), 500, "CSeq Out of Order");
    } else {
      var heard = leg.with(leg.dialog().heard(request.cseq()));
      turn.correlation.put(heard);
      dispatch(turn, received, heard);
    }
  }

  private static void dispatch(
      CorrelationTurn turn, SipEvent.Received received, CorrelationLeg leg) {
    switch (received.request().method()) {
      case "BYE" -> bye(turn, received, leg);
      case "INVITE", "UPDATE" -> DialogChangeMapping.received(turn, received, leg);
      case "MESSAGE" -> PageInMapping.received(turn, received, Optional.of(leg));
      default ->
          turn.respond(
              received.transaction(),
              SipResponse.of(405, "Method Not Allowed")
                  .with(DialogRequests.ALLOW.name(), DialogRequests.ALLOW.value()));
    }
  }

  /** Another fork of our INVITE: it may hang up by itself, everything else is too much. */
  private static void fork(
      CorrelationTurn turn, SipEvent.Received received, CorrelationLeg leg, String tag) {
    if (!received.request().method().equals("BYE") || leg.fork(tag).isEmpty()) {
      unknown(turn, received);
      return;
    }
    turn.correlation.put(leg.withoutFork(tag));
    turn.respond(received.transaction(), 200, "OK");
    turn.note("another fork hung up");
  }

  /** Requests that are still open end with the dialog (RFC 3261 §15.1.2). */
  private static void bye(CorrelationTurn turn, SipEvent.Received received, CorrelationLeg leg) {
    var asked = turn.correlation.asked();
    for (var change : CorrelationMessages.changes(turn, leg)) {
      var transaction = asked.get(change).orElseThrow().transaction();
      asked.remove(change);
      terminated(turn, transaction, leg);
    }
    if (leg.open()) {
      leg.inviteOfPeer().ifPresent(invite -> terminated(turn, invite, leg));
      turn.correlation.put(leg.answered());
    }
    var ref = CorrelationMessages.newRef(turn);
    CorrelationMessages.ask(
        turn,
        ref,
        CorrelationAsked.of(CorrelationAsked.Kind.BYE, Optional.of(leg), received.transaction()));
    turn.tell(new Event.SessionEnded(leg.name(), ref));
  }

  private static void terminated(
      CorrelationTurn turn, SipTransaction transaction, CorrelationLeg leg) {
    turn.respond(transaction, tagged(SipResponse.of(487, "Request Terminated"), leg));
  }

  /** {@code response} with our tag of the leg's dialog. */
  static SipResponse tagged(SipResponse response, CorrelationLeg leg) {
    return new SipResponse(
        response.status(),
        response.reason(),
        response.to(),
        leg.dialog().local().tag(),
        response.routes(),
        response.contact(),
        response.headers(),
        response.contentType(),
        response.body(),
        response.sdp());
  }
}
