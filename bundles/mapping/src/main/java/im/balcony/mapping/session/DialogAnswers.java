package im.balcony.mapping.session;

import im.balcony.api.message.Failure;
import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.session.Effect;
import im.balcony.mapping.correlation.CorrelationAsked;
import im.balcony.mapping.correlation.CorrelationEnds;
import im.balcony.mapping.correlation.CorrelationMessages;
import im.balcony.mapping.correlation.CorrelationTurn;
import im.balcony.mapping.error.ErrorMapping;
import im.balcony.mapping.page.PageInMapping;
import im.balcony.mapping.text.TextRules;
import java.util.Optional;

/** The machine's answers to requests of the SIP user, by what they were. */
public final class DialogAnswers {

  private DialogAnswers() {}

  /** Sends the answer to the request of that ref. */
  public static void answer(CorrelationTurn turn, Effect.Answer effect) {
    var asked = turn.correlation.asked().get(effect.ref()).orElse(CorrelationAsked.NONE);
    turn.correlation.asked().remove(effect.ref());
    if (effect.failure().isPresent()) {
      CorrelationMessages.unheard(turn, effect.ref());
    }
    switch (asked.kind()) {
      case PAGE -> page(turn, effect.failure(), asked);
      case SEND -> send(turn, effect.failure(), asked);
      case BYE -> bye(turn, asked);
      case CHANGE -> DialogChangeMapping.answer(turn, effect, asked);
      case NOTHING -> turn.note("nothing to answer");
    }
  }

  private static void page(
      CorrelationTurn turn, Optional<Failure> failure, CorrelationAsked asked) {
    var context = turn.context;
    var accepted = PageInMapping.accepted(context.tenant().policy().pageStatus().code());
    turn.respond(
        asked.transaction(),
        failure
            .map(f -> ErrorMapping.toSipResponse(f, false, asked.leg().isPresent(), context.book()))
            .orElse(accepted));
  }

  private static void send(
      CorrelationTurn turn, Optional<Failure> failure, CorrelationAsked asked) {
    turn.send(
        new MsrpCommand.Respond(
            asked.session(),
            asked.msrpTransaction(),
            failure.map(ErrorMapping::toMsrpStatus).orElse(200),
            failure.flatMap(Failure::text).map(TextRules::headerLine).orElse("OK")));
  }

  /** A BYE that matches its dialog is always answered 200 (RFC 3261 §15.1.2). */
  private static void bye(CorrelationTurn turn, CorrelationAsked asked) {
    turn.respond(asked.transaction(), 200, "OK");
    asked.leg().flatMap(turn.correlation::leg).ifPresent(l -> CorrelationEnds.end(turn, l));
  }
}
