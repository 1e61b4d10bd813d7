/**
 * One turn as a computation on values: a record becomes events, a step, and what is to be sent. It
 * can be given up at any point; it commits and sends nothing itself.
 */
@NullMarked
package im.balcony.router.turn;

import org.jspecify.annotations.NullMarked;
