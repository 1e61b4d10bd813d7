package im.balcony.mapping.msrp;

import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.message.Failure;
import im.balcony.api.message.Failure.Cause;
import im.balcony.api.msrp.Formats.FormatException;
import im.balcony.api.msrp.MsrpCommand;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.msrp.MsrpMessage;
import im.balcony.api.session.Event;
import im.balcony.mapping.content.Imdn.Disposition;
import im.balcony.mapping.content.ImdnWish;
import im.balcony.mapping.content.PageBody;
import im.balcony.mapping.content.Subjects;
import im.balcony.mapping.correlation.CorrelationAsked;
import im.balcony.mapping.correlation.CorrelationEffect;
import im.balcony.mapping.correlation.CorrelationEffect.Kind;
import im.balcony.mapping.correlation.CorrelationLeg;
import im.balcony.mapping.correlation.CorrelationMessage;
import im.balcony.mapping.correlation.CorrelationMessages;
import im.balcony.mapping.correlation.CorrelationTurn;
import im.balcony.mapping.stanza.ChatStanzaMapping;
import im.balcony.mapping.stanza.StanzaNotices;
import im.balcony.mapping.text.TextRules;
import im.balcony.mapping.text.Timestamps;
import java.time.Instant;
import java.util.Optional;

/** What comes from the SIP user by MSRP (RFC 7573 §4 to §8, RFC 4975). */
public final class ChatMsrpMapping {

  private ChatMsrpMapping() {}

  /** What a record of MSRP means. */
  public static void in(CorrelationTurn turn, MsrpEvent event) {
    event.accept(new Hearing(turn));
  }

  /** Who reads which record; all but the result of a message concern a session that goes on. */
  private static final class Hearing implements MsrpEvent.Visitor {

    private final CorrelationTurn turn;

    Hearing(CorrelationTurn turn) {
      this.turn = turn;
    }

    private Optional<CorrelationLeg> known(MsrpEvent event) {
      var leg = leg(turn, event.sessionId());
      if (leg.isEmpty()) {
        turn.note("no such MSRP session");
      }
      return leg;
    }

    @Override
    public void visit(MsrpEvent.Sent event) {
      sent(turn, event);
    }

    @Override
    public void visit(MsrpEvent.Received event) {
      known(event)
          .ifPresentOrElse(
              leg -> received(turn, event, leg),
              () -> respond(turn, event, 481, "No such session"));
    }

    @Override
    public void visit(MsrpEvent.Report event) {
      known(event).ifPresent(leg -> ChatReportMapping.report(turn, event, leg));
    }

    @Override
    public void visit(MsrpEvent.Bound event) {
      known(event).ifPresent(leg -> turn.tell(new Event.MediaUp(leg.name())));
    }

    @Override
    public void visit(MsrpEvent.Broken event) {
      var reason = TextRules.headerLine(event.reason());
      var why =
          reason.equals(MsrpEvent.Broken.FORBIDDEN)
              ? MsrpReach.found(reason)
              : Failure.of(Cause.TRANSPORT, reason);
      known(event).ifPresent(leg -> turn.tell(new Event.MediaDown(leg.name(), why)));
    }

    @Override
    public void visit(MsrpEvent.Restarted event) {
      var why = Failure.of(Cause.TRANSPORT, "the gateway was restarted");
      known(event).ifPresent(leg -> turn.tell(new Event.MediaDown(leg.name(), why, true)));
    }

    @Override
    public void visit(MsrpEvent.Unbound event) {
      // The router binds the session to a connection, or refuses it.
      known(event);
    }
  }

  private static Optional<CorrelationLeg> leg(CorrelationTurn turn, String sessionId) {
    return turn.correlation.legs().stream()
        .filter(l -> !l.ended() && !l.closed())
        .filter(l -> l.path().filter(p -> p.sessionId().equals(sessionId)).isPresent())
        .findFirst();
  }

  static void respond(
      CorrelationTurn turn, MsrpEvent.Received received, int status, String comment) {
    turn.send(
        new MsrpCommand.Respond(received.sessionId(), received.transactionId(), status, comment));
  }

  private static void received(
      CorrelationTurn turn, MsrpEvent.Received received, CorrelationLeg leg) {
    try {
      var body = PageBody.read(received.wrapped(), TextRules::decodeLeniently);
      if (body.composing().isPresent()) {
        var document = body.composing().get();
        respond(turn, received, 200, "OK");
        ChatStanzaMapping.writes(turn, leg.gruu());
        turn.tell(new Event.MsrpComposing(leg.name(), document.active(), document.refresh()));
      } else if (body.text().filter(t -> !t.isEmpty()).isPresent()) {
        text(turn, received, body, leg);
      } else {
        // What is empty or not for the reader is answered and reported, and shown to nobody.
        respond(turn, received, 200, "OK");
        if (received.message().successReport()) {
          ChatMediaMapping.reported(turn, memory(turn, received, leg), 200, "OK");
        }
        turn.note("nothing to show");
      }
    } catch (FormatException e) {
      respond(turn, received, e.status(), String.valueOf(e.getMessage()));
      turn.note("unreadable message");
    }
  }

  private static void text(
      CorrelationTurn turn, MsrpEvent.Received received, PageBody body, CorrelationLeg leg) {
    var ref = CorrelationMessages.newRef(turn);
    var wish = wish(turn, received.message(), body);
    var message = message(turn, ref, received, body, leg, wish);
    var memory = memory(turn, received, leg).noticing(wish);
    if (ChatStanzaMapping.tooLarge(turn, message, memory, Optional.of(leg))) {
      respond(turn, received, 413, "Message is too large");
      turn.note("stanza would be too large");
      return;
    }
    var sent = received.message();
    var name = CorrelationMessages.name(sent.messageId(), sent.body());
    var first = CorrelationMessages.heard(turn, name, ref);
    if (first.isPresent()) {
      again(turn, first.get(), memory);
    } else {
      CorrelationMessages.remember(turn, ref, memory.heardAs(name));
    }
    ask(turn, ref, received, leg);
    turn.tell(new Event.MsrpText(leg.name(), message, first.isPresent()));
  }

  /**
   * In a session reports come first: a notification is for what they do not tell (RFC 5438 §13).
   */
  private static Optional<ImdnWish> wish(CorrelationTurn turn, MsrpMessage message, PageBody body) {
    var failure = message.failureReport() != FailureReport.NO;
    return body.cpim()
        .flatMap(cpim -> StanzaNotices.wish(turn, cpim))
        .map(wish -> wish.besides(message.successReport(), failure))
        .filter(ImdnWish::isWanted);
  }

  private static void ask(
      CorrelationTurn turn, String ref, MsrpEvent.Received received, CorrelationLeg leg) {
    CorrelationMessages.ask(
        turn, ref, CorrelationAsked.send(leg, received.sessionId(), received.transactionId()));
  }

  /** A message known from before is reported on where it came now (MSRP-61). */
  private static void again(CorrelationTurn turn, String first, CorrelationMessage memory) {
    var known = CorrelationMessages.memory(turn, first);
    if (known.isEmpty() || !memory.successWanted()) {
      return;
    }
    if (known.isReceived()) {
      ChatMediaMapping.reported(turn, memory, 200, "OK");
      return;
    }
    CorrelationMessages.remember(turn, first, known.again(memory));
  }

  private static ChatMessage message(
      CorrelationTurn turn,
      String ref,
      MsrpEvent.Received received,
      PageBody body,
      CorrelationLeg leg,
      Optional<ImdnWish> wish) {
    var now = Instant.ofEpochMilli(turn.context.now());
    var subjects = Subjects.of(Optional.empty(), body.cpim());
    var language = body.language().or(() -> leg.language());
    return new ChatMessage(
        ref,
        ChatMessage.Kind.CHAT,
        body.text().orElse(""),
        Subjects.first(subjects),
        leg.thread(),
        language,
        body.cpim()
            .flatMap(c -> c.header("DateTime"))
            .flatMap(Timestamps::fromStamp)
            .filter(t -> !t.isAfter(now)),
        leg.dialog().remote().display().map(TextRules::headerLine).filter(n -> !n.isEmpty()),
        received.message().successReport()
            || wish.filter(w -> w.wants(Disposition.DELIVERED)).isPresent(),
        received.message().failureReport(),
        Optional.empty(),
        Optional.empty(),
        true,
        Optional.empty(),
        Subjects.besides(subjects, language),
        wish.filter(w -> w.wants(Disposition.DISPLAYED)).isPresent());
  }

  /** What a REPORT on the message needs, and what makes its stanza. */
  private static CorrelationMessage memory(
      CorrelationTurn turn, MsrpEvent.Received received, CorrelationLeg leg) {
    var message = received.message();
    return CorrelationMessage.ofLeg(turn.context.now(), leg)
        .asSend(
            message.messageId(),
            message.body().length(),
            received.fromPath().stream().map(p -> p.raw()).toList())
        .reporting(message.successReport(), message.failureReport());
  }

  /** What became of a message of ours; of a composing document a REPORT may still tell more. */
  private static void sent(CorrelationTurn turn, MsrpEvent.Sent sent) {
    var effects = turn.correlation.effects();
    var effect = effects.get(sent.effectId()).orElse(CorrelationEffect.NONE);
    if (effect.is(Kind.COMPOSING)) {
      ChatReportMapping.composing(turn, sent.effectId(), effect, sent.status());
      turn.note("composing was sent");
      return;
    }
    effects.remove(sent.effectId());
    if (sent.status() == 415) {
      // That type is not used again in the session (MSRP-52).
      turn.correlation.leg(effect.leg()).ifPresent(l -> turn.correlation.put(l.asDeaf()));
    }
    turn.tell(
        new Event.Result(sent.effectId(), failure(sent), sent.status() != 200 && sent.written()));
  }

  private static Optional<Failure> failure(MsrpEvent.Sent sent) {
    return switch (sent.status()) {
      case 200 -> Optional.empty();
      case 0 -> Optional.of(Failure.of(Cause.TRANSPORT, "MSRP connection was lost"));
      default -> Optional.of(Failure.msrp(sent.status(), TextRules.headerLine(sent.comment())));
    };
  }
}
