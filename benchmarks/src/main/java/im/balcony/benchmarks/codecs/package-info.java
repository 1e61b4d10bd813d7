/** Codecs alone, by JMH. */
@org.jspecify.annotations.NullMarked
package im.balcony.benchmarks.codecs;
