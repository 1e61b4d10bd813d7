package im.balcony.session.state;

import im.balcony.api.data.Facts;

/**
 * A text of the XMPP user that was handed over and of which more may still be heard.
 *
 * @param ref the text
 * @param leg the session that carried it; empty for a MESSAGE
 * @param receipt whether the XMPP user asked for a receipt
 * @param marker whether the XMPP user asked to be told that it was shown, and the SIP user may say
 *     so
 * @param silent whether nothing is ever told about it (headline)
 * @param errorsUntil until when a failure counts; 0 once it was delivered
 * @param receiptUntil until when a receipt or marker is owed; 0 for not at all
 * @param more what a newer version wrote
 */
public record Handed(
    String ref,
    String leg,
    boolean receipt,
    boolean marker,
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
    return new Handed(ref, leg, receipt, marker, silent, errorsUntil, 0, more);
  }

  /** Whether nothing but a marker may still come. */
  public boolean isDelivered() {
    return errorsUntil == 0;
  }

  /** It was delivered. */
  public Handed delivered() {
    return new Handed(ref, leg, false, marker, silent, 0, receiptUntil, more);
  }
}
