package im.balcony.session.state;

import im.balcony.api.data.Facts;

/**
 * What is remembered of a conversation as a whole, beside its sessions and texts.
 *
 * @param composing who is writing
 * @param rungUntil until when the conversation is on the page rung; 0 if it is not
 * @param noSessionUntil until when no session is tried because the last one could not carry texts
 * @param fresh the effect of a text that the last step accepted and that may still be refused
 *     before the commit (SIZE-11, SIZE-16); empty if there is none
 * @param more what a newer version wrote
 */
public record Rest(
    Composing composing, long rungUntil, long noSessionUntil, String fresh, Facts more) {

  /** Nothing. */
  public static final Rest NOTHING = new Rest(Composing.NOBODY, 0, 0, "", Facts.NONE);

  /** Whether nothing of it is worth keeping. */
  public boolean isOver() {
    return composing.equals(Composing.NOBODY) && rungUntil == 0 && noSessionUntil == 0;
  }

  /** The same without what a crash may take. */
  public Rest lasting() {
    return new Rest(Composing.NOBODY, rungUntil, noSessionUntil, "", more);
  }

  /** When it changes by itself, milliseconds; {@link Long#MAX_VALUE} for never. */
  public long due() {
    return Math.min(
        Math.min(orNever(composing.romeoUntil()), orNever(composing.julietRefresh())),
        Math.min(orNever(rungUntil), orNever(noSessionUntil)));
  }

  private static long orNever(long time) {
    return time == 0 ? Long.MAX_VALUE : time;
  }
}
