/**
 * What is remembered as facts and back, and the words that stand for constants there. Nothing
 * stored depends on the name of a class; it uses {@code state} only.
 */
@NullMarked
package im.balcony.session.snapshot;

import org.jspecify.annotations.NullMarked;
