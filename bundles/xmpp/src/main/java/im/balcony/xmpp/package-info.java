/** The XMPP component stream without I/O. */
@NullMarked
package im.balcony.xmpp;

import org.jspecify.annotations.NullMarked;
