/**
 * How much of anything there may be, how it is counted and shared out, and what is said where it is
 * exceeded. It uses no other package of the bundle.
 */
@NullMarked
package im.balcony.router.bounds;

import org.jspecify.annotations.NullMarked;
