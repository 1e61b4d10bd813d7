/**
 * Order and threads: one strand a conversation, one input at a time, workers, and whose turn it is
 * among tenants. It knows no record and no rule.
 */
@NullMarked
package im.balcony.router.strand;

import org.jspecify.annotations.NullMarked;
