/** The mapping rules of RFC 7247, RFC 7572 and RFC 7573. */
@NullMarked
package im.balcony.mapping;

import org.jspecify.annotations.NullMarked;
