package im.balcony.sip.text;

import im.balcony.api.data.Facts;
import java.util.List;
import java.util.Map;

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

  private ResponseTemplate() {}

  /**
   * The facts.
   *
   * @param message the request
   * @param topVia its top Via with received and rport filled in
   */
  public static Facts of(RawMessage message, String topVia) {
    var vias = new java.util.ArrayList<>(TopVia.all(message));
    if (!vias.isEmpty()) {
      vias.set(0, topVia);
    }
    return Facts.of(
        Map.of(
            VIA,
            vias,
            FROM,
            message.first("From").orElse(""),
            TO,
            message.first("To").orElse(""),
            CALL_ID,
            message.first("Call-ID").orElse(""),
            CSEQ,
            message.first("CSeq").orElse(""),
            RECORD_ROUTE,
            List.copyOf(message.all("Record-Route"))));
  }

  /** Only where responses go: all that repeating one needs. */
  public static Facts target(Facts facts) {
    return facts
        .without(VIA)
        .without(FROM)
        .without(TO)
        .without(CALL_ID)
        .without(CSEQ)
        .without(RECORD_ROUTE);
  }

  /** The method that the request's CSeq names. */
  public static String method(Facts facts) {
    var words = facts.text(CSEQ, "").strip().split("\\s+");
    return words[words.length - 1];
  }
}
