/**
 * What a bundle's own test asks about its packages. It reads classes, and knows nothing of the
 * other packages here.
 */
@NullMarked
package im.balcony.testkit.architecture;

import org.jspecify.annotations.NullMarked;
