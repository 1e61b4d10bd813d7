/**
 * What a leg does with each input: the table, and a class for each part of a session's life (RFC
 * 7573 §4, §5). It may say to {@code text} what becomes of the texts that wait for a leg; texts
 * start a leg only through the table.
 */
@NullMarked
package im.balcony.session.leg;

import org.jspecify.annotations.NullMarked;
