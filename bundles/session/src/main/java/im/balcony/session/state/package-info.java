/**
 * What a row of a conversation says, as values; the bounds and the failures that all others share.
 * It uses no other package of the bundle.
 */
@NullMarked
package im.balcony.session.state;

import org.jspecify.annotations.NullMarked;
