package im.balcony.itests.simulation;

import im.balcony.api.data.Changes;
import im.balcony.api.data.Facts;
import im.balcony.api.mapping.Context;
import im.balcony.api.mapping.ConversationKey;
import im.balcony.api.mapping.Correlation;
import im.balcony.api.mapping.Heard;
import im.balcony.api.mapping.MappingRules;
import im.balcony.api.mapping.Route;
import im.balcony.api.mapping.Said;
import im.balcony.api.session.Effect;
import im.balcony.api.wire.WireRecord;
import im.balcony.mapping.MappingComponent;
import im.balcony.testkit.Violations;
import im.balcony.testkit.virtual.VirtualProcess;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.Version;

/**
 * One version of the real rules, except that some calls throw, as no rules should. A version from
 * {@link #NEWER} on writes a fact into each row that older ones do not know and have to keep.
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

  @Override
  public Route route(WireRecord record, Context context) {
    call("record routed");
    return real.route(record, context);
  }

  @Override
  public Correlation open(ConversationKey key, Map<String, Facts> rows) {
    return new Marked(real.open(key, rows), rows);
  }

  @Override
  public Heard in(WireRecord record, Correlation correlation, Context context) {
    call("record read");
    return real.in(record, ((Marked) correlation).real, context);
  }

  @Override
  public Said out(Effect effect, Correlation correlation, Context context) {
    call("effect written as a record");
    return real.out(effect, ((Marked) correlation).real, context);
  }

  private final class Marked implements Correlation {

    private final Correlation real;
    private final Map<String, Facts> rows;

    Marked(Correlation real, Map<String, Facts> rows) {
      this.real = real;
      this.rows = new HashMap<>(rows);
    }

    @Override
    public ConversationKey key() {
      return real.key();
    }

    @Override
    public void undo() {
      real.undo();
    }

    @Override
    public Set<String> handles() {
      return real.handles();
    }

    @Override
    public Changes changes() {
      var changes = real.changes();
      var put = new LinkedHashMap<String, Changes.Row>();
      changes
          .put()
          .forEach((name, row) -> put.put(name, Changes.Row.of(marked(name, row.value()))));
      var all = new Changes(put, changes.removed());
      all.apply(rows);
      return all;
    }

    private Facts marked(String name, Facts after) {
      if (version.compareTo(NEWER) >= 0) {
        return after.with(MARK, true);
      }
      var before = rows.getOrDefault(name, Facts.NONE);
      violations.check(
          after.has(MARK) == before.has(MARK), "rolling back", "a fact of newer rules was lost");
      return after;
    }
  }
}
