/** A conversation as a pure machine. */
@NullMarked
package im.balcony.session;

import org.jspecify.annotations.NullMarked;
