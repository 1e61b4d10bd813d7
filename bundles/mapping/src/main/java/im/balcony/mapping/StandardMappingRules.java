package im.balcony.mapping;

import im.balcony.api.data.Facts;
import im.balcony.api.mapping.Context;
import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.mapping.Correlation;
import im.balcony.api.mapping.Heard;
import im.balcony.api.mapping.MappingRules;
import im.balcony.api.mapping.Route;
import im.balcony.api.mapping.Said;
import im.balcony.api.message.Failure;
import im.balcony.api.message.Failure.Cause;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.session.Effect;
import im.balcony.api.session.Event;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.wire.WireRecord;
import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppEvent;
import im.balcony.mapping.correlation.CorrelationShelves;
import im.balcony.mapping.correlation.CorrelationTurn;
import im.balcony.mapping.msrp.ChatMsrpMapping;
import im.balcony.mapping.route.Routing;
import im.balcony.mapping.route.RoutingStanza;
import im.balcony.mapping.session.ChatAnswerMapping;
import im.balcony.mapping.session.ChatInviteMapping;
import im.balcony.mapping.session.DialogMapping;
import im.balcony.mapping.stanza.ChatStanzaInMapping;
import im.balcony.mapping.stanza.ChatStanzaMapping;
import java.util.Map;
import java.util.Optional;

/**
 * The rules of RFC 7247, RFC 7572 and RFC 7573: who maps which record, and which effect. Rules of
 * one's own extend it, in a bundle that holds these classes itself (ADR 0012).
 */
public class StandardMappingRules implements MappingRules {

  /** Stateless. */
  public StandardMappingRules() {}

  @Override
  public Route route(WireRecord record, Context context) {
    if (record instanceof SipEvent.Received received) {
      return Routing.route(received, context);
    }
    if (record instanceof Stanza stanza) {
      return RoutingStanza.route(stanza, context);
    }
    return new Route.Drop("belongs to nothing known");
  }

  @Override
  public Correlation open(ConversationKey key, Map<String, Facts> rows) {
    return CorrelationShelves.open(key, rows);
  }

  @Override
  public Heard in(WireRecord record, Correlation correlation, Context context) {
    var turn = new CorrelationTurn((CorrelationShelves) correlation, context);
    turn.sweep();
    if (record instanceof SipEvent event) {
      sip(turn, event);
    } else if (record instanceof MsrpEvent event) {
      ChatMsrpMapping.in(turn, event);
    } else if (record instanceof Stanza stanza) {
      ChatStanzaInMapping.in(turn, stanza);
    } else if (record instanceof XmppEvent.HandedOver event) {
      turn.tell(new Event.Result(event.effectId(), Optional.empty(), false));
    } else if (record instanceof XmppEvent.NotSent event) {
      ChatStanzaMapping.notSent(turn, event);
    } else if (record instanceof XmppEvent.Refused event) {
      // The error stanza itself came before and said more; this only counts where it said nothing.
      var why = Failure.of(Cause.REFUSED, "XMPP server gave it back");
      turn.tell(new Event.Result(event.effectId(), Optional.of(why), true));
    } else {
      turn.note("nothing a conversation hears of");
    }
    return turn.heard();
  }

  private static void sip(CorrelationTurn turn, SipEvent event) {
    if (event instanceof SipEvent.Received received) {
      DialogMapping.received(turn, received);
    } else if (event instanceof SipEvent.Cancelled cancelled) {
      ChatInviteMapping.cancelled(turn, cancelled.transaction());
    } else if (event instanceof SipEvent.Answered answered) {
      ChatAnswerMapping.answered(turn, answered);
    } else if (event instanceof SipEvent.NotAnswered notAnswered) {
      ChatAnswerMapping.notAnswered(turn, notAnswered);
    }
  }

  @Override
  public Said out(Effect effect, Correlation correlation, Context context) {
    var turn = new CorrelationTurn((CorrelationShelves) correlation, context);
    effect.accept(new EffectMapping(turn));
    return turn.said();
  }
}
