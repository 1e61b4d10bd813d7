package im.balcony.mapping;

import im.balcony.api.session.Effect;
import im.balcony.mapping.correlation.CorrelationMessages;
import im.balcony.mapping.correlation.CorrelationTurn;
import im.balcony.mapping.msrp.ChatMediaMapping;
import im.balcony.mapping.page.PageOutMapping;
import im.balcony.mapping.session.ChatInviteMapping;
import im.balcony.mapping.session.ChatSessionMapping;
import im.balcony.mapping.session.DialogAnswers;
import im.balcony.mapping.stanza.ChatStanzaMapping;

/** Who writes which effect. */
final class EffectMapping implements Effect.Visitor {

  private final CorrelationTurn turn;

  EffectMapping(CorrelationTurn turn) {
    this.turn = turn;
  }

  @Override
  public void visit(Effect.TextToXmpp effect) {
    ChatStanzaMapping.text(turn, effect);
  }

  @Override
  public void visit(Effect.StateToXmpp effect) {
    ChatStanzaMapping.state(turn, effect);
  }

  @Override
  public void visit(Effect.ReceiptToXmpp effect) {
    ChatStanzaMapping.receipt(turn, effect);
  }

  @Override
  public void visit(Effect.MarkerToXmpp effect) {
    ChatStanzaMapping.marker(turn, effect);
  }

  @Override
  public void visit(Effect.ErrorToXmpp effect) {
    ChatStanzaMapping.error(turn, effect);
  }

  @Override
  public void visit(Effect.PageToSip effect) {
    PageOutMapping.out(turn, effect);
  }

  @Override
  public void visit(Effect.Answer effect) {
    DialogAnswers.answer(turn, effect);
  }

  @Override
  public void visit(Effect.StartSession effect) {
    ChatSessionMapping.start(turn, effect);
  }

  @Override
  public void visit(Effect.CancelSession effect) {
    ChatSessionMapping.cancel(turn, effect);
  }

  @Override
  public void visit(Effect.AckSession effect) {
    ChatSessionMapping.acknowledge(turn, effect);
  }

  @Override
  public void visit(Effect.EndSession effect) {
    ChatSessionMapping.end(turn, effect);
  }

  @Override
  public void visit(Effect.AcceptSession effect) {
    ChatInviteMapping.accept(turn, effect);
  }

  @Override
  public void visit(Effect.RefuseSession effect) {
    ChatInviteMapping.refuse(turn, effect);
  }

  @Override
  public void visit(Effect.RefreshSession effect) {
    ChatSessionMapping.refresh(turn, effect);
  }

  @Override
  public void visit(Effect.OpenMedia effect) {
    ChatMediaMapping.open(turn, effect);
  }

  @Override
  public void visit(Effect.CloseMedia effect) {
    ChatMediaMapping.close(turn, effect);
  }

  @Override
  public void visit(Effect.TextToMsrp effect) {
    ChatMediaMapping.text(turn, effect);
  }

  @Override
  public void visit(Effect.ComposingToMsrp effect) {
    ChatMediaMapping.composing(turn, effect);
  }

  @Override
  public void visit(Effect.ReportToMsrp effect) {
    ChatMediaMapping.report(turn, effect);
  }

  @Override
  public void visit(Effect.Forget effect) {
    CorrelationMessages.forget(turn, effect.ref());
  }
}
