/**
 * The service {@code MappingRules}: who maps which record, and which effect (RFC 7247, RFC 7572,
 * RFC 7573). It stands above all other packages of the bundle; rules of one's own extend {@code
 * StandardMappingRules}.
 */
@NullMarked
package im.balcony.mapping;

import org.jspecify.annotations.NullMarked;
