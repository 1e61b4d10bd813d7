package im.balcony.router.turn;

import im.balcony.api.data.Ids;
import im.balcony.api.message.ChatMessage;
import im.balcony.api.message.Failure;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import java.util.Optional;

/** Which effect tells the sender of an event that it cannot be taken. */
public final class EventRefusal {

  private static final int ID = 16;

  private EventRefusal() {}

  /** The effect, if the sender of {@code event} waits for something. */
  public static Optional<Effect> of(Event event, Failure why, Ids ids) {
    var failure = Optional.of(why);
    if (event instanceof Event.XmppText text) {
      return Optional.of(new Effect.ErrorToXmpp(ids.token(ID), text.message().ref(), why));
    }
    if (event instanceof Event.SipText text) {
      return Optional.of(new Effect.Answer(text.message().ref(), failure));
    }
    if (event instanceof Event.SipComposing composing) {
      return Optional.of(new Effect.Answer(composing.ref(), failure));
    }
    if (event instanceof Event.MsrpText text) {
      return Optional.of(new Effect.Answer(text.message().ref(), failure));
    }
    if (event instanceof Event.SessionChanged changed) {
      return Optional.of(new Effect.Answer(changed.ref(), failure));
    }
    if (event instanceof Event.SessionOffered offered) {
      return Optional.of(new Effect.RefuseSession(offered.leg(), why));
    }
    return Optional.empty();
  }

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
    if (effect instanceof Effect.TextToXmpp e) {
      return Optional.of(e.effectId());
    } else if (effect instanceof Effect.ReceiptToXmpp e) {
      return Optional.of(e.effectId());
    } else if (effect instanceof Effect.ErrorToXmpp e) {
      return Optional.of(e.effectId());
    } else if (effect instanceof Effect.PageToSip e) {
      return Optional.of(e.effectId());
    } else if (effect instanceof Effect.StartSession e) {
      return Optional.of(e.effectId());
    } else if (effect instanceof Effect.EndSession e) {
      return Optional.of(e.effectId());
    } else if (effect instanceof Effect.RefreshSession e) {
      return Optional.of(e.effectId());
    } else if (effect instanceof Effect.TextToMsrp e) {
      return Optional.of(e.effectId());
    }
    return Optional.empty();
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
    if (effect instanceof Effect.TextToXmpp e) {
      return Optional.of(e.message());
    } else if (effect instanceof Effect.PageToSip e) {
      return Optional.of(e.message());
    } else if (effect instanceof Effect.TextToMsrp e) {
      return Optional.of(e.message());
    }
    return Optional.empty();
  }

  /** The message of which an effect's octets hold something: an INVITE has its subject. */
  static Optional<ChatMessage> source(Effect effect) {
    return effect instanceof Effect.StartSession e ? Optional.of(e.first()) : message(effect);
  }
}
