/**
 * What a message costs the appliance, along axes on which it should cost the same: {@code ./balcony
 * bench flat}. The appliance runs in a process of its own and is looked at from outside.
 */
@org.jspecify.annotations.NullMarked
package im.balcony.benchmarks.flat;
