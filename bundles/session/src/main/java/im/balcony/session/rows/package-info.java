/**
 * What is remembered: as tables that a step works on, and as rows that outlive it. Nothing stored
 * depends on the name of a class; it uses {@code state} only.
 */
@NullMarked
package im.balcony.session.rows;

import org.jspecify.annotations.NullMarked;
