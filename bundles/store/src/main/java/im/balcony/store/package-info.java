/** The journal, and what conversations remember. */
@NullMarked
package im.balcony.store;

import org.jspecify.annotations.NullMarked;
