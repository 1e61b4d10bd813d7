/**
 * What is remembered of ids, threads, dialogs and media, a row each, and one record or effect in
 * the making. Each kind of entry is a type that alone knows the names of its facts, and keeps those
 * that it does not know. Names are kept for ever; nothing stored depends on the name of a class. It
 * uses dialogs and descriptions.
 */
@NullMarked
package im.balcony.mapping.correlation;

import org.jspecify.annotations.NullMarked;
