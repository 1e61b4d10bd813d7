/**
 * A SIP message cut into lines, before any grammar has read it, and the bounds that it is cut by.
 */
@NullMarked
package im.balcony.sip.raw;

import org.jspecify.annotations.NullMarked;
