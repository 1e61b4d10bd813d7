package im.balcony.session.state;

import im.balcony.api.data.Facts;
import im.balcony.api.message.ChatMessage.FailureReport;

/**
 * A text of the SIP user, from its acceptance until nothing can be told about it any more.
 *
 * @param ref the text
 * @param leg the session it came through; empty for a MESSAGE outside of sessions
 * @param effectId the effect that carries it; empty once it is handed over
 * @param until in flight: when its hand-over is given up; handed over: until when an error counts
 * @param receiptUntil until when a receipt is owed to the SIP user; 0 for not at all
 * @param answerBy until when the answer to its MESSAGE is held back; 0 if it is given
 * @param receipt whether the SIP user asked for a success report
 * @param marker whether the SIP user asked to be told that it was shown
 * @param failures which failures the SIP user wants told
 * @param more what a newer version wrote
 */
public record Incoming(
    String ref,
    String leg,
    String effectId,
    long until,
    long receiptUntil,
    long answerBy,
    boolean receipt,
    boolean marker,
    FailureReport failures,
    Facts more)
    implements Entry {

  @Override
  public String key() {
    return ref;
  }

  /** Whether its hand-over to the XMPP side has no result yet. */
  public boolean inFlight() {
    return !effectId.isEmpty();
  }

  /** When it may be forgotten, or has to be given up. */
  @Override
  public long due() {
    if (inFlight()) {
      return answerBy == 0 ? until : Math.min(until, answerBy);
    }
    return Math.max(until, receiptUntil);
  }

  /** It was taken; its error may come and its receipt is owed until these times, milliseconds. */
  public Incoming handedOver(long errorsUntil, long owedUntil) {
    return new Incoming(ref, leg, "", errorsUntil, owedUntil, 0, receipt, marker, failures, more);
  }

  /** Its receipt came; that it was shown may be told until then, milliseconds. */
  public Incoming delivered(long owedUntil) {
    return new Incoming(ref, leg, "", 0, owedUntil, 0, false, marker, failures, more);
  }

  /** Whether nothing but a marker may still come. */
  public boolean isDelivered() {
    return until == 0;
  }

  /** Its sender has the answer. */
  public Incoming answered() {
    return new Incoming(
        ref, leg, effectId, until, receiptUntil, 0, receipt, marker, failures, more);
  }

  /** Whether something may have to be told through its session. */
  public boolean isReportable() {
    return !leg.isEmpty() && (receipt || receiptUntil > 0);
  }

  /** Its session is over: no report can be sent any more (RCPT-18). */
  public Incoming orphaned() {
    return new Incoming(ref, leg, effectId, until, 0, answerBy, false, marker, failures, more);
  }
}
