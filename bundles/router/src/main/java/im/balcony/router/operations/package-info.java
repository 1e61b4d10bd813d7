/**
 * What operators see and do: counts, parts, the story of a message, a record that is mapped for
 * show. It reads all that is below and changes it only where an operator says so.
 */
@NullMarked
package im.balcony.router.operations;

import org.jspecify.annotations.NullMarked;
