/** The journal and the snapshots. */
@NullMarked
package im.balcony.store;

import org.jspecify.annotations.NullMarked;
