package im.balcony.router;

import im.balcony.api.data.Changes;
import im.balcony.api.data.Facts;
import java.util.Map;
import java.util.Set;

/**
 * A mapping ({@link ScriptRules}) and a machine ({@link ScriptMachine}) small enough to predict:
 * texts become pages and messages, one page in flight; a text with {@code |} is a page in several
 * requests.
 */
final class Script {

  /** The name of the one row in which each of the two remembers all. */
  static final String ROW = "all";

  private Script() {}

  /** The one row of either, and what became of it. */
  static Changes row(Facts before, Facts after, Facts written) {
    if (after.equals(before)) {
      return Changes.NONE;
    }
    return after.isEmpty()
        ? new Changes(Map.of(), Set.of(ROW))
        : new Changes(Map.of(ROW, new Changes.Row(after, written)), Set.of());
  }
}
