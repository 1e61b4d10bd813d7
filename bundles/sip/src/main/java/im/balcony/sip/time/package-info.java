/** The clock and the timers of the edge. */
@NullMarked
package im.balcony.sip.time;

import org.jspecify.annotations.NullMarked;
