/** The appliance beside another gateway, with the same peers in the same run. */
@org.jspecify.annotations.NullMarked
package im.balcony.benchmarks.beside;
