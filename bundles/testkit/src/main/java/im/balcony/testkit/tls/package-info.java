/** Certificates of a test's own: good ones, and each kind of bad one. */
@NullMarked
package im.balcony.testkit.tls;

import org.jspecify.annotations.NullMarked;
