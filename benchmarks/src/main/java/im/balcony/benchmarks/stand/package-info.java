/** The appliance with its peers, and what it uses. */
@org.jspecify.annotations.NullMarked
package im.balcony.benchmarks.stand;
