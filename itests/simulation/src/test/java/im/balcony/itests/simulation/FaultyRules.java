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
import im.balcony.testkit.Violations;
import im.balcony.testkit.virtual.VirtualProcess;
import java.util.Set;
import org.osgi.framework.Version;

/**
 * One version of the real rules, except that some calls throw, as no rules should. A version from
 * {@link #NEWER} on writes a fact that older ones do not know and have to keep.
 */
final class FaultyRules implements MappingRules {

  static final Version OLDER = new Version("1.0.0");
  static final Version NEWER = new Version("2.0.0");

  private static final String MARK = "newer.mark";

  private final MappingRules real = new MappingComponent();
  private final VirtualProcess process;
  private final Violations violations;
  private final Version version;
  private int faults;

  FaultyRules(VirtualProcess process, Violations violations, Version version) {
    this.process = process;
    this.violations = violations;
    this.version = version;
  }

  Version version() {
    return version;
  }

  /** The next {@code count} calls throw. */
  void fault(int count) {
    faults = count;
  }

  private void call(String what) {
    process.point(what);
    if (faults > 0) {
      faults--;
      throw new IllegalStateException("a fault of the rules");
    }
  }

  private Facts marked(Facts before, Facts after) {
    if (after.without(MARK).isEmpty()) {
      return Facts.NONE;
    }
    if (version.compareTo(NEWER) >= 0) {
      return after.with(MARK, true);
    }
    violations.check(
        after.has(MARK) == before.has(MARK), "rolling back", "a fact of newer rules was lost");
    return after;
  }

  @Override
  public Route route(WireRecord record, Context context) {
    call("record routed");
    return real.route(record, context);
  }

  @Override
  public Heard in(WireRecord record, ConversationKey key, Facts correlation, Context context) {
    call("record read");
    var heard = real.in(record, key, correlation, context);
    return new Heard(
        marked(correlation, heard.correlation()),
        heard.events(),
        heard.replies(),
        heard.additions(),
        heard.note());
  }

  @Override
  public Said out(Effect effect, ConversationKey key, Facts correlation, Context context) {
    call("effect written as a record");
    var said = real.out(effect, key, correlation, context);
    return new Said(
        marked(correlation, said.correlation()), said.records(), said.additions(), said.failure());
  }

  @Override
  public Set<String> handles(Facts correlation) {
    return real.handles(correlation);
  }
}
