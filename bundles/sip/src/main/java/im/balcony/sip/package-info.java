/** The SIP edge. */
@NullMarked
package im.balcony.sip;

import org.jspecify.annotations.NullMarked;
