/**
 * Values of header fields: the usual forms by a look at each character, all others by JAIN-SIP's
 * grammar.
 */
@NullMarked
package im.balcony.sip.value;

import org.jspecify.annotations.NullMarked;
