/**
 * What comes in, up to the strand that it belongs to: rates, duplicates, who may send, whose it is.
 * What cannot go on waits in {@code waiting}, or is refused there.
 */
@NullMarked
package im.balcony.router.intake;

import org.jspecify.annotations.NullMarked;
