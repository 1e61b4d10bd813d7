package im.balcony.sip.text;

import im.balcony.api.data.Facts;
import im.balcony.api.data.FactsDraft;
import im.balcony.sip.raw.RawMessage;
import java.util.List;
import java.util.Set;

/**
 * What every response copies from its request (RFC 3261 §8.2.6.2), taken as text before anything is
 * judged, and kept in the facts of a transaction so that another edge can answer too.
 */
public final class ResponseTemplate {

  static final String VIA = "via";
  static final String FROM = "from";
  static final String TO = "to";
  static final String CALL_ID = "call-id";
  static final String CSEQ = "cseq";
  static final String RECORD_ROUTE = "record-route";

  private static final Set<String> COPIED = Set.of(VIA, FROM, TO, CALL_ID, CSEQ, RECORD_ROUTE);

  private ResponseTemplate() {}

  /**
   * The facts, to which what else is known may be added.
   *
   * @param message the request
   * @param vias its Via values, the topmost with received and rport filled in
   */
  public static FactsDraft of(RawMessage message, List<String> vias) {
    return Facts.draft()
        .with(VIA, vias)
        .with(FROM, message.first("From").orElse(""))
        .with(TO, message.first("To").orElse(""))
        .with(CALL_ID, message.first("Call-ID").orElse(""))
        .with(CSEQ, message.first("CSeq").orElse(""))
        .with(RECORD_ROUTE, message.all("Record-Route"));
  }

  /** Only where responses go: all that repeating one needs. */
  public static Facts target(Facts facts) {
    return facts.without(COPIED);
  }

  /** The number that the request's CSeq begins with, as it is written. */
  static String number(Facts facts) {
    var cseq = facts.text(CSEQ, "").strip();
    var end = 0;
    while (end < cseq.length() && " \t\n\u000b\f\r".indexOf(cseq.charAt(end)) < 0) {
      end++;
    }
    return cseq.substring(0, end);
  }

  /** The method that the request's CSeq names. */
  public static String method(Facts facts) {
    var cseq = facts.text(CSEQ, "").strip();
    var start = cseq.length();
    while (start > 0 && !Character.isWhitespace(cseq.charAt(start - 1))) {
      start--;
    }
    return cseq.substring(start);
  }
}
