/**
 * A strict SIP and MSRP endpoint, written from RFC 3261, RFC 4566 and RFC 4975 and sharing no code
 * with the product: a mistake of one cannot hide in the other. It notes every violation that it
 * sees.
 */
@NullMarked
package im.balcony.testkit.romeo;

import org.jspecify.annotations.NullMarked;
