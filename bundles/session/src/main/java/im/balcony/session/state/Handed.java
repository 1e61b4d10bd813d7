package im.balcony.session.state;

import im.balcony.api.data.Facts;

/**
 * A text of the XMPP user that was handed over and of which more may still be heard.
 *
 * @param ref the text
 * @param leg the session that carried it; empty for a MESSAGE
 * @param receipt whether the XMPP user asked for a receipt
 * @param silent whether nothing is ever told about it (headline)
 * @param errorsUntil until when a failure counts
 * @param receiptUntil until when a receipt is owed; 0 for not at all
 * @param more what a newer version wrote
 */
public record Handed(
    String ref,
    String leg,
    boolean receipt,
    boolean silent,
    long errorsUntil,
    long receiptUntil,
    Facts more)
    implements Entry {

  @Override
  public String key() {
    return ref;
  }

  /** Whether a report from its session is still to come (RFC 4975 §7.1.2). */
  public boolean isAwaited() {
    return receiptUntil > 0 && !leg.isEmpty();
  }

  /** When it may be forgotten. */
  @Override
  public long due() {
    return Math.max(errorsUntil, receiptUntil);
  }

  /** Its session is over: no REPORT can come any more (RCPT-19, RCPT-22). */
  public Handed orphaned() {
    return new Handed(ref, leg, receipt, silent, errorsUntil, 0, more);
  }
}
