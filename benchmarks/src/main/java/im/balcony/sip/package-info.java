/** Benchmarks of the SIP edge, in its package because nothing of a bundle is exported. */
@NullMarked
package im.balcony.sip;

import org.jspecify.annotations.NullMarked;
