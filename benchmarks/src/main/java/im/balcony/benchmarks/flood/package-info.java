/**
 * One tenant is flooded, and another one looked at: {@code ./balcony bench flood}. The appliance
 * runs in a process of its own, with its own settings.
 */
@org.jspecify.annotations.NullMarked
package im.balcony.benchmarks.flood;
