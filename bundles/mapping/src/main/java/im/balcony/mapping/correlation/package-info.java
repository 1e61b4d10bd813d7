/**
 * What is remembered of ids, threads, dialogs and media, as facts in the snapshot, and one record
 * or effect in the making. The names of facts are kept for ever; nothing stored depends on the name
 * of a class. It uses dialogs and descriptions.
 */
@NullMarked
package im.balcony.mapping.correlation;

import org.jspecify.annotations.NullMarked;
