package im.balcony.mapping.correlation;

import im.balcony.api.data.Facts;
import im.balcony.api.mapping.Handles;
import java.util.LinkedHashSet;
import java.util.Set;

/** Under which names later records find a conversation. */
public final class CorrelationHandles {

  private CorrelationHandles() {}

  /** The names, as {@link Handles} spells them. */
  public static Set<String> of(Facts facts) {
    var correlation = new Correlation(facts);
    var handles = new LinkedHashSet<String>();
    for (var leg : correlation.legs()) {
      if (!leg.ended()) {
        handles.add(Handles.dialog(leg.dialog().callId(), leg.dialog().localTag()));
        handles.add(Handles.call(leg.dialog().callId()));
        if (leg.facts().flag("open")) {
          handles.add(Handles.transaction(CorrelationMessages.inviteOfPeer(leg).id()));
        }
      }
      if (!leg.ended() && !leg.closed()) {
        // Offered but not yet open: a first SEND may overtake our 200.
        leg.path().ifPresent(path -> handles.add(Handles.msrp(path.sessionId())));
      }
    }
    for (var asked : correlation.entries(Correlation.ASKED).values()) {
      asked.text("tx").ifPresent(id -> handles.add(Handles.transaction(id)));
    }
    return handles;
  }
}
