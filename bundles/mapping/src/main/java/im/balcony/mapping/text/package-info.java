/**
 * What may stand in a text, a header or a stanza; languages and times. It uses no other package of
 * the bundle.
 */
@NullMarked
package im.balcony.mapping.text;

import org.jspecify.annotations.NullMarked;
