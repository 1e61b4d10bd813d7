/** Bodies: which part of a message is its text or its SDP, and SDP read and written. */
@NullMarked
package im.balcony.sip.body;

import org.jspecify.annotations.NullMarked;
