package im.balcony.api.msrp;

import im.balcony.api.data.Octets;
import im.balcony.api.message.ChatMessage.FailureReport;
import java.util.Optional;

/**
 * A whole MSRP message: what arrived in one or more SENDs, or what is to be sent in one or more.
 *
 * @param messageId the Message-ID
 * @param contentType the Content-Type
 * @param body all its octets
 * @param successReport whether {@code Success-Report: yes} was or is to be in every chunk
 * @param failureReport the Failure-Report
 * @param language the Content-Language, one well-formed tag or as received
 */
public record MsrpMessage(
    String messageId,
    String contentType,
    Octets body,
    boolean successReport,
    FailureReport failureReport,
    Optional<String> language) {

  /** A message that says no language. */
  public MsrpMessage(
      String messageId,
      String contentType,
      Octets body,
      boolean successReport,
      FailureReport failureReport) {
    this(messageId, contentType, body, successReport, failureReport, Optional.empty());
  }
}
