/** Sockets on Netty. */
@NullMarked
package im.balcony.net;

import org.jspecify.annotations.NullMarked;
