/** Whole SIP messages: a request or response read from its text, and written. */
@NullMarked
package im.balcony.sip.text;

import org.jspecify.annotations.NullMarked;
