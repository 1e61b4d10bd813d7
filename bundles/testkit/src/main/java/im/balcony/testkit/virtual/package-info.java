/**
 * A world in one thread: virtual time, a network with weather, and what stands on it instead of
 * sockets and disks. Everything random in it comes from one seed.
 */
@NullMarked
package im.balcony.testkit.virtual;

import org.jspecify.annotations.NullMarked;
