/** What a SIP message is as text: lines, header fields by JAIN-SIP's grammar, and SDP. */
@NullMarked
package im.balcony.sip.text;

import org.jspecify.annotations.NullMarked;
