/** What the store takes a second; in its package, for nothing of it is exported. */
@NullMarked
package im.balcony.store;

import org.jspecify.annotations.NullMarked;
