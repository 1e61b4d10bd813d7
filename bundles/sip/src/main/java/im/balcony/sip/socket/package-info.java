/** What sockets of either kind need: threads, bounds, and to whom they bring what they read. */
@NullMarked
package im.balcony.sip.socket;

import org.jspecify.annotations.NullMarked;
