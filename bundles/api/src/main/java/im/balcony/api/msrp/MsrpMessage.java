package im.balcony.api.msrp;

import im.balcony.api.data.Octets;
import im.balcony.api.message.ChatMessage.FailureReport;

/**
 * A whole MSRP message: what arrived in one or more SENDs, or what is to be sent in one or more.
 *
 * @param messageId the Message-ID
 * @param contentType the Content-Type
 * @param body all its octets
 * @param successReport whether {@code Success-Report: yes} was or is to be in every chunk
 * @param failureReport the Failure-Report
 */
public record MsrpMessage(
    String messageId,
    String contentType,
    Octets body,
    boolean successReport,
    FailureReport failureReport) {}
