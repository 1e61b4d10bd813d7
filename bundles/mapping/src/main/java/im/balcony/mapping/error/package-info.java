/**
 * Failures as SIP statuses, MSRP statuses and stanza errors, in tables that are read in both
 * directions (RFC 7247 §7). It uses addresses for redirects, and texts.
 */
@NullMarked
package im.balcony.mapping.error;

import org.jspecify.annotations.NullMarked;
