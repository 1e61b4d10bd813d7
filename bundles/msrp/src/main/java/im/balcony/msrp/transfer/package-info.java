/**
 * Messages and what becomes of them: sessions, chunks that come in and are put together, messages
 * that leave in chunks, transactions and reports (RFC 4975 §5, §7). It reads and writes frames by
 * {@code frame} and unwraps bodies by {@code format}.
 */
@NullMarked
package im.balcony.msrp.transfer;

import org.jspecify.annotations.NullMarked;
