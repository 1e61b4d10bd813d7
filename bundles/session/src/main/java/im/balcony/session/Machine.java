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
import im.balcony.session.text.Watching;
import java.util.List;

/** What each event does: to a leg by {@link im.balcony.session.leg.LegRules}, else to the texts. */
final class Machine implements Event.Visitor {

  private final Turn turn;

  private Machine(Turn turn) {
    this.turn = turn;
  }

  /** The event, and what follows from it for the texts in hand. */
  static void run(Turn turn, Event event) {
    Outbox.giveUpWithheld(turn);
    event.accept(new Machine(turn));
    Delivery.settle(turn, event);
  }

  @Override
  public void visit(Event.XmppText event) {
    Outbox.take(turn, event);
  }

  @Override
  public void visit(Event.XmppState event) {
    Composings.juliet(turn, event);
  }

  @Override
  public void visit(Event.XmppReceipt event) {
    Inbox.receipt(turn, event);
  }

  @Override
  public void visit(Event.XmppError event) {
    Inbox.error(turn, event);
  }

  @Override
  public void visit(Event.SipText event) {
    Inbox.sipText(turn, event);
  }

  @Override
  public void visit(Event.SipComposing event) {
    Composings.sip(turn, event);
  }

  @Override
  public void visit(Event.SessionOffered event) {
    turn.fire(event.leg(), LegInput.OFFER, event);
  }

  @Override
  public void visit(Event.SessionAcked event) {
    turn.fire(event.leg(), LegInput.ACKED, event);
  }

  @Override
  public void visit(Event.SessionCancelled event) {
    turn.fire(event.leg(), LegInput.CANCEL, event);
  }

  @Override
  public void visit(Event.SessionChanged event) {
    turn.fire(event.leg(), LegInput.CHANGED, event);
  }

  @Override
  public void visit(Event.SessionEnded event) {
    turn.fire(event.leg(), LegInput.BYE, event);
  }

  @Override
  public void visit(Event.SessionProgress event) {
    turn.fire(event.leg(), LegInput.PROGRESS, event);
  }

  @Override
  public void visit(Event.SessionAccepted event) {
    turn.fire(event.leg(), event.repeated() ? LegInput.COPY : LegInput.ACCEPTED, event);
  }

  @Override
  public void visit(Event.SessionForked event) {
    turn.fire(event.leg(), LegInput.FORKED, event);
  }

  @Override
  public void visit(Event.SessionRefused event) {
    turn.fire(event.leg(), LegInput.REFUSED, event);
  }

  @Override
  public void visit(Event.MediaUp event) {
    turn.fire(event.leg(), LegInput.MEDIA_UP, event);
  }

  @Override
  public void visit(Event.MediaDown event) {
    turn.fire(event.leg(), LegInput.MEDIA_DOWN, event);
  }

  @Override
  public void visit(Event.MsrpText event) {
    turn.fire(event.leg(), LegInput.TEXT, event);
  }

  @Override
  public void visit(Event.MsrpComposing event) {
    turn.fire(event.leg(), LegInput.COMPOSING, event);
  }

  @Override
  public void visit(Event.Reported event) {
    Sending.reported(turn, event);
  }

  @Override
  public void visit(Event.Shown event) {
    Watching.shown(turn, event);
  }

  @Override
  public void visit(Event.Result result) {
    if (result.effectId().isEmpty() || Sending.legResult(turn, result)) {
      return;
    }
    var text = turn.texts().ofEffect(result.effectId());
    if (text.isPresent() && text.get().is(Text.Place.SENDING)) {
      Sending.result(turn, text.get(), result);
    } else if (text.isPresent()) {
      PageQueue.result(turn, text.get(), result.failure());
    } else {
      turn.incoming()
          .ofEffect(result.effectId())
          .ifPresent(i -> Inbox.result(turn, i, result.failure()));
    }
  }

  @Override
  public void visit(Event.Due event) {
    Timers.run(turn, event);
  }

  @Override
  public void visit(Event.EndWanted event) {
    for (var name : turn.legNames()) {
      turn.fire(name, LegInput.END_WANTED, event);
    }
  }

  /** Texts first: a session that is still there carries the last REPORT. */
  @Override
  public void visit(Event.GivenUp event) {
    for (var text : List.copyOf(turn.texts().all())) {
      Outbox.fail(turn, text, Failures.SERVICE_ENDED);
    }
    Inbox.giveUp(turn);
    for (var name : turn.legNames()) {
      turn.fire(name, LegInput.END_NOW, event);
    }
  }
}
