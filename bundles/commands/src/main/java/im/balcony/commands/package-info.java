/** Karaf commands. */
@NullMarked
package im.balcony.commands;

import org.jspecify.annotations.NullMarked;
