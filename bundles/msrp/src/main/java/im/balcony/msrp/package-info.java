/** MSRP (RFC 4975) as a protocol without I/O, and the message formats it carries. Private. */
@NullMarked
package im.balcony.msrp;

import org.jspecify.annotations.NullMarked;
