package im.balcony.session;

import im.balcony.api.session.Event;
import im.balcony.session.state.Failures;
import im.balcony.session.state.Text;
import im.balcony.session.step.LegInput;
import im.balcony.session.step.Turn;
import im.balcony.session.text.Composings;
import im.balcony.session.text.Delivery;
import im.balcony.session.text.Inbox;
import im.balcony.session.text.Outbox;
import im.balcony.session.text.PageQueue;
import im.balcony.session.text.Sending;
import im.balcony.session.text.Withheld;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** What each event does: to a leg by {@link im.balcony.session.leg.LegRules}, else to the texts. */
final class Machine {

  private static final Map<Class<? extends Event>, BiConsumer<Turn, Event>> HANDLERS =
      new HashMap<>();

  static {
    on(Event.XmppText.class, Outbox::take);
    on(Event.XmppState.class, Composings::juliet);
    on(Event.XmppReceipt.class, Inbox::receipt);
    on(Event.XmppError.class, Inbox::error);
    on(Event.SipText.class, Inbox::sipText);
    on(Event.SipComposing.class, Composings::sip);
    on(Event.SessionOffered.class, (t, e) -> t.fire(e.leg(), LegInput.OFFER, e));
    on(Event.SessionAcked.class, (t, e) -> t.fire(e.leg(), LegInput.ACKED, e));
    on(Event.SessionCancelled.class, (t, e) -> t.fire(e.leg(), LegInput.CANCEL, e));
    on(Event.SessionChanged.class, (t, e) -> t.fire(e.leg(), LegInput.CHANGED, e));
    on(Event.SessionEnded.class, (t, e) -> t.fire(e.leg(), LegInput.BYE, e));
    on(Event.SessionProgress.class, (t, e) -> t.fire(e.leg(), LegInput.PROGRESS, e));
    on(
        Event.SessionAccepted.class,
        (t, e) -> t.fire(e.leg(), e.repeated() ? LegInput.COPY : LegInput.ACCEPTED, e));
    on(Event.SessionForked.class, (t, e) -> t.fire(e.leg(), LegInput.FORKED, e));
    on(Event.SessionRefused.class, (t, e) -> t.fire(e.leg(), LegInput.REFUSED, e));
    on(Event.MediaUp.class, (t, e) -> t.fire(e.leg(), LegInput.MEDIA_UP, e));
    on(Event.MediaDown.class, (t, e) -> t.fire(e.leg(), LegInput.MEDIA_DOWN, e));
    on(Event.MsrpText.class, (t, e) -> t.fire(e.leg(), LegInput.TEXT, e));
    on(Event.MsrpComposing.class, (t, e) -> t.fire(e.leg(), LegInput.COMPOSING, e));
    on(Event.Reported.class, Sending::reported);
    on(Event.Result.class, Machine::result);
    on(Event.Due.class, Timers::run);
    on(Event.EndWanted.class, Machine::endWanted);
    on(Event.GivenUp.class, Machine::givenUp);
  }

  private Machine() {}

  private static <E extends Event> void on(Class<E> type, BiConsumer<Turn, E> handler) {
    HANDLERS.put(type, (turn, event) -> handler.accept(turn, type.cast(event)));
  }

  /** The event, and what follows from it for the texts in hand. */
  static void run(Turn turn, Event event) {
    Withheld.settle(turn);
    var handler = HANDLERS.get(event.getClass());
    if (handler != null) {
      handler.accept(turn, event);
    }
    Delivery.settle(turn, event);
  }

  private static void result(Turn turn, Event.Result result) {
    if (result.effectId().isEmpty() || Sending.legResult(turn, result)) {
      return;
    }
    var text = turn.text(t -> t.effectId().equals(result.effectId()));
    if (text.isPresent() && text.get().is(Text.Place.SENDING)) {
      Sending.result(turn, text.get(), result);
    } else if (text.isPresent()) {
      PageQueue.result(turn, text.get(), result.failure());
    } else {
      turn.incoming.stream()
          .filter(i -> i.effectId().equals(result.effectId()))
          .findFirst()
          .ifPresent(i -> Inbox.result(turn, i, result.failure()));
    }
  }

  private static void endWanted(Turn turn, Event.EndWanted event) {
    for (var name : List.copyOf(turn.legs.keySet())) {
      turn.fire(name, LegInput.END_WANTED, event);
    }
  }

  /** Texts first: a session that is still there carries the last REPORT. */
  private static void givenUp(Turn turn, Event.GivenUp event) {
    for (var text : List.copyOf(turn.texts)) {
      Outbox.fail(turn, text, Failures.SERVICE_ENDED);
    }
    Inbox.giveUp(turn);
    for (var name : List.copyOf(turn.legs.keySet())) {
      turn.fire(name, LegInput.END_NOW, event);
    }
  }
}
