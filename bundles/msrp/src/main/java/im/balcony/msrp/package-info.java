/** MSRP as a protocol without I/O. */
@NullMarked
package im.balcony.msrp;

import org.jspecify.annotations.NullMarked;
