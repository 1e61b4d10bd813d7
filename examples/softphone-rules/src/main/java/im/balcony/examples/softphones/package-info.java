/** A worked example: mapping rules of one's own, as a delta on the standard ones. */
@NullMarked
package im.balcony.examples.softphones;

import org.jspecify.annotations.NullMarked;
