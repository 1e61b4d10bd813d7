/**
 * What became of each message, for operators and for observers. It reads drafts and sends nothing.
 */
@NullMarked
package im.balcony.router.journal;

import org.jspecify.annotations.NullMarked;
