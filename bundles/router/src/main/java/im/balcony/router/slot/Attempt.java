package im.balcony.router.slot;

import java.util.ArrayList;
import java.util.List;

/**
 * One attempt at something that calls parts, in a thread that may be lost in one of them. Where a
 * part hangs nothing of the attempt counts from then on, its thread meets an exception when the
 * part comes back, and another thread attempts it anew.
 *
 * @param watch over this attempt; whoever borrows a part names it
 * @param hangs what hung in the attempts before, in their order
 */
public record Attempt(Watch watch, List<Slot.PartFailedException> hangs) {

  /** Copies the list. */
  public Attempt {
    hangs = List.copyOf(hangs);
  }

  /** The first attempt of one that calls no part that could hang. */
  public static Attempt unwatched() {
    return new Attempt(Watch.unwatched(), List.of());
  }

  /**
   * Whether another thread attempted it before, and what came before the part was called is done.
   */
  public boolean isAnother() {
    return !hangs.isEmpty();
  }

  /** What hung by now, if this attempt ends with {@code hang}. */
  public static List<Slot.PartFailedException> after(
      List<Slot.PartFailedException> hangs, Slot.PartFailedException hang) {
    var all = new ArrayList<>(hangs);
    all.add(hang);
    return all;
  }
}
