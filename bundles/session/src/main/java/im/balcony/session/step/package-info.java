/**
 * One step in the making: what is changed so far and what the step will say, the form of the table
 * that it asks, and the deadlines that follow. It may use what is remembered, and knows no rule.
 */
@NullMarked
package im.balcony.session.step;

import org.jspecify.annotations.NullMarked;
