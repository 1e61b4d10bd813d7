package im.balcony.itests.simulation;

import im.balcony.api.data.Facts;
import im.balcony.api.mapping.Context;
import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.mapping.Heard;
import im.balcony.api.mapping.MappingRules;
import im.balcony.api.mapping.Route;
import im.balcony.api.mapping.Said;
import im.balcony.api.session.Effect;
import im.balcony.api.wire.WireRecord;
import im.balcony.mapping.MappingComponent;
import java.util.Set;

/** The real rules, except that some calls throw, as no rules should. */
final class FaultyRules implements MappingRules {

  private final MappingRules real = new MappingComponent();
  private int faults;

  /** The next {@code count} calls throw. */
  void fault(int count) {
    faults = count;
  }

  private void call() {
    if (faults > 0) {
      faults--;
      throw new IllegalStateException("a fault of the rules");
    }
  }

  @Override
  public Route route(WireRecord record, Context context) {
    call();
    return real.route(record, context);
  }

  @Override
  public Heard in(WireRecord record, ConversationKey key, Facts correlation, Context context) {
    call();
    return real.in(record, key, correlation, context);
  }

  @Override
  public Said out(Effect effect, ConversationKey key, Facts correlation, Context context) {
    call();
    return real.out(effect, key, correlation, context);
  }

  @Override
  public Set<String> handles(Facts correlation) {
    return real.handles(correlation);
  }
}
