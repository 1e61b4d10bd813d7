/** Writes docs/conformance.md: which requirement row is proven by which test that passed. */
@NullMarked
package im.balcony.testkit.conformance;

import org.jspecify.annotations.NullMarked;
