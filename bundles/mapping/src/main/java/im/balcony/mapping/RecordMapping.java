package im.balcony.mapping;

import im.balcony.api.message.Failure;
import im.balcony.api.message.Failure.Cause;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.xmpp.XmppEvent;
import im.balcony.mapping.correlation.CorrelationTurn;
import im.balcony.mapping.session.ChatAnswerMapping;
import im.balcony.mapping.session.ChatInviteMapping;
import im.balcony.mapping.session.DialogMapping;
import java.util.Optional;

/** Who reads which record of SIP, and of what a link says besides stanzas. */
final class RecordMapping implements SipEvent.Visitor, XmppEvent.Visitor {

  /** The note on what tells a conversation nothing. */
  static final String NOTHING = "nothing a conversation hears of";

  private final CorrelationTurn turn;

  RecordMapping(CorrelationTurn turn) {
    this.turn = turn;
  }

  @Override
  public void visit(SipEvent.Received event) {
    DialogMapping.received(turn, event);
  }

  @Override
  public void visit(SipEvent.Cancelled event) {
    ChatInviteMapping.cancelled(turn, event.transaction());
  }

  @Override
  public void visit(SipEvent.Answered event) {
    ChatAnswerMapping.answered(turn, event);
  }

  @Override
  public void visit(SipEvent.NotAnswered event) {
    ChatAnswerMapping.notAnswered(turn, event);
  }

  @Override
  public void visit(XmppEvent.HandedOver event) {
    turn.tell(new Event.Result(event.effectId(), Optional.empty(), false));
  }

  @Override
  public void visit(XmppEvent.NotSent event) {
    var why = Failure.of(Cause.TRANSPORT, "XMPP link was lost");
    turn.tell(new Event.Result(event.effectId(), Optional.of(why), event.written()));
  }

  @Override
  public void visit(XmppEvent.Expired event) {
    var why = Failure.of(Cause.EXPIRED, "waited too long for the XMPP link");
    turn.tell(new Event.Result(event.effectId(), Optional.of(why), event.written()));
  }

  @Override
  public void visit(XmppEvent.Refused event) {
    // The error stanza itself came before and said more; this only counts where it said nothing.
    var why = Failure.of(Cause.REFUSED, "XMPP server gave it back");
    turn.tell(new Event.Result(event.effectId(), Optional.of(why), true));
  }

  @Override
  public void visit(XmppEvent.Up event) {
    turn.note(NOTHING);
  }

  @Override
  public void visit(XmppEvent.Down event) {
    turn.note(NOTHING);
  }

  @Override
  public void visit(XmppEvent.PassedOver event) {
    turn.note(NOTHING);
  }
}
