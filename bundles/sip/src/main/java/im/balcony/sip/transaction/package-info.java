/** The transactions of RFC 3261 §17, RFC 4320 and RFC 6026 as small machines, and their tables. */
@NullMarked
package im.balcony.sip.transaction;

import org.jspecify.annotations.NullMarked;
