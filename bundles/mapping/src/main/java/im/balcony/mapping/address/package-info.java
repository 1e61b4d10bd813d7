/**
 * SIP URIs and JIDs, both directions: escaping, contacts, what people type (RFC 7247 §5). It uses
 * no other package of the bundle but {@code text}.
 */
@NullMarked
package im.balcony.mapping.address;

import org.jspecify.annotations.NullMarked;
