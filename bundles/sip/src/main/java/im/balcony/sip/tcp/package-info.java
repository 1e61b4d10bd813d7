/**
 * TCP with one thread for all connections: who may connect, where messages end, what waits to be
 * written.
 */
@NullMarked
package im.balcony.sip.tcp;

import org.jspecify.annotations.NullMarked;
