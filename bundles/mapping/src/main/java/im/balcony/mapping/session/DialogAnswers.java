package im.balcony.mapping.session;

import im.balcony.api.data.Facts;
import im.balcony.api.message.Failure;
import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.session.Effect;
import im.balcony.mapping.correlation.Correlation;
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
    var asked = turn.correlation.entry(Correlation.ASKED, effect.ref()).orElse(Facts.NONE);
    turn.correlation.remove(Correlation.ASKED, effect.ref());
    if (effect.failure().isPresent()) {
      CorrelationMessages.unheard(turn, effect.ref());
    }
    switch (asked.text("kind", "")) {
      case "page" -> page(turn, effect.failure(), asked);
      case "send" -> send(turn, effect.failure(), asked);
      case DialogMapping.BYE -> bye(turn, asked);
      case DialogMapping.CHANGE -> DialogChangeMapping.answer(turn, effect, asked);
      default -> turn.note("nothing to answer");
    }
  }

  private static void page(CorrelationTurn turn, Optional<Failure> failure, Facts asked) {
    var context = turn.context;
    var accepted = PageInMapping.accepted(context.tenant().policy().pageStatus());
    turn.respond(
        CorrelationMessages.transaction(asked),
        failure
            .map(f -> ErrorMapping.toSipResponse(f, false, asked.has("leg"), context.book()))
            .orElse(accepted));
  }

  private static void send(CorrelationTurn turn, Optional<Failure> failure, Facts asked) {
    turn.send(
        new MsrpCommand.Respond(
            asked.text("session", ""),
            asked.text("transaction", ""),
            failure.map(ErrorMapping::toMsrpStatus).orElse(200),
            failure.flatMap(Failure::text).map(TextRules::headerLine).orElse("OK")));
  }

  /** A BYE that matches its dialog is always answered 200 (RFC 3261 §15.1.2). */
  private static void bye(CorrelationTurn turn, Facts asked) {
    turn.respond(CorrelationMessages.transaction(asked), 200, "OK");
    turn.correlation.leg(asked.text("leg", "")).ifPresent(l -> CorrelationEnds.end(turn, l));
  }
}
