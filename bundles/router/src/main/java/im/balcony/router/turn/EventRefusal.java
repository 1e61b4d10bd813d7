package im.balcony.router.turn;

import im.balcony.api.data.Ids;
import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.Failure;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import java.util.Optional;

/** Which effect tells the sender of an event that it cannot be taken. */
public final class EventRefusal implements Event.Visitor {

  private static final int ID = 16;

  private final Failure why;
  private final Ids ids;
  private Optional<Effect> effect = Optional.empty();

  private EventRefusal(Failure why, Ids ids) {
    this.why = why;
    this.ids = ids;
  }

  /** The effect, if the sender of {@code event} waits for something. */
  public static Optional<Effect> of(Event event, Failure why, Ids ids) {
    var refusal = new EventRefusal(why, ids);
    event.accept(refusal);
    return refusal.effect;
  }

  private void answer(String ref) {
    effect = Optional.of(new Effect.Answer(ref, Optional.of(why)));
  }

  @Override
  public void visit(Event.XmppText event) {
    effect = Optional.of(new Effect.ErrorToXmpp(ids.token(ID), event.message().ref(), why));
  }

  @Override
  public void visit(Event.SipText event) {
    answer(event.message().ref());
  }

  @Override
  public void visit(Event.SipComposing event) {
    answer(event.ref());
  }

  @Override
  public void visit(Event.SessionOffered event) {
    effect = Optional.of(new Effect.RefuseSession(event.leg(), why));
  }

  @Override
  public void visit(Event.SessionChanged event) {
    answer(event.ref());
  }

  @Override
  public void visit(Event.MsrpText event) {
    answer(event.message().ref());
  }

  // Of the rest nobody waits for anything that the gateway itself could say.

  @Override
  public void visit(Event.XmppState event) {}

  @Override
  public void visit(Event.XmppReceipt event) {}

  @Override
  public void visit(Event.XmppError event) {}

  @Override
  public void visit(Event.SessionAcked event) {}

  @Override
  public void visit(Event.SessionCancelled event) {}

  @Override
  public void visit(Event.SessionEnded event) {}

  @Override
  public void visit(Event.SessionProgress event) {}

  @Override
  public void visit(Event.SessionAccepted event) {}

  @Override
  public void visit(Event.SessionForked event) {}

  @Override
  public void visit(Event.SessionRefused event) {}

  @Override
  public void visit(Event.MediaUp event) {}

  @Override
  public void visit(Event.MediaDown event) {}

  @Override
  public void visit(Event.MsrpComposing event) {}

  @Override
  public void visit(Event.Reported event) {}

  @Override
  public void visit(Event.Shown event) {}

  @Override
  public void visit(Event.Result event) {}

  @Override
  public void visit(Event.Due event) {}

  @Override
  public void visit(Event.EndWanted event) {}

  @Override
  public void visit(Event.GivenUp event) {}

  /** What the machine hears when {@code effect} cannot be written; empty if it does not wait. */
  static Optional<Event> unsaid(Effect effect, Failure why) {
    if (effect instanceof Effect.StartSession start) {
      return Optional.of(new Event.SessionRefused(start.leg(), why, false));
    }
    if (effect instanceof Effect.OpenMedia open) {
      return Optional.of(new Event.MediaDown(open.leg(), why));
    }
    return effectId(effect).map(id -> new Event.Result(id, Optional.of(why), false));
  }

  /** The id under which the result of an effect comes back, if it has one. */
  static Optional<String> effectId(Effect effect) {
    return effect instanceof Effect.Awaited e ? Optional.of(e.effectId()) : Optional.empty();
  }

  /** Why an effect ends or refuses a session, if a key of the configuration decided so. */
  static Optional<Failure> ends(Effect effect) {
    Optional<Failure> why =
        effect instanceof Effect.EndSession end
            ? end.why()
            : effect instanceof Effect.RefuseSession refuse
                ? Optional.of(refuse.failure())
                : Optional.empty();
    return why.filter(failure -> !failure.policy().isEmpty());
  }

  /** The message that an effect carries, if it carries one. */
  static Optional<ChatMessage> message(Effect effect) {
    return effect instanceof Effect.Carrier e ? Optional.of(e.message()) : Optional.empty();
  }

  /** The message of which an effect's octets hold something: an INVITE has its subject. */
  static Optional<ChatMessage> source(Effect effect) {
    return effect instanceof Effect.StartSession e ? Optional.of(e.first()) : message(effect);
  }
}
