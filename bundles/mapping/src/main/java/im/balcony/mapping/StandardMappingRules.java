package im.balcony.mapping;

import im.balcony.api.data.Facts;
import im.balcony.api.mapping.Context;
import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.mapping.Correlation;
import im.balcony.api.mapping.Heard;
import im.balcony.api.mapping.MappingRules;
import im.balcony.api.mapping.Route;
import im.balcony.api.mapping.Said;
import im.balcony.api.msrp.MsrpEvent;
import im.balcony.api.session.Effect;
import im.balcony.api.sip.SipEvent;
import im.balcony.api.wire.WireRecord;
import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppEvent;
import im.balcony.mapping.correlation.CorrelationShelves;
import im.balcony.mapping.correlation.CorrelationTurn;
import im.balcony.mapping.msrp.ChatMsrpMapping;
import im.balcony.mapping.route.Routing;
import im.balcony.mapping.route.RoutingStanza;
import im.balcony.mapping.stanza.ChatStanzaInMapping;
import java.util.Map;

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
      event.accept(new RecordMapping(turn));
    } else if (record instanceof MsrpEvent event) {
      ChatMsrpMapping.in(turn, event);
    } else if (record instanceof Stanza stanza) {
      ChatStanzaInMapping.in(turn, stanza);
    } else if (record instanceof XmppEvent event) {
      event.accept(new RecordMapping(turn));
    } else {
      turn.note(RecordMapping.NOTHING);
    }
    return turn.heard();
  }

  @Override
  public Said out(Effect effect, Correlation correlation, Context context) {
    var turn = new CorrelationTurn((CorrelationShelves) correlation, context);
    effect.accept(new EffectMapping(turn));
    return turn.said();
  }
}
