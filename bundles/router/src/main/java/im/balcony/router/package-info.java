/** The switchboard between the edges, mapping and sessions. */
@NullMarked
package im.balcony.router;

import org.jspecify.annotations.NullMarked;
