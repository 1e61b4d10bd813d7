package im.balcony.msrp.frame;

import im.balcony.api.message.ChatMessage.FailureReport;
import im.balcony.api.msrp.MsrpMessage;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes frames (RFC 4975 §7.1, §9). Values never bring a line break into a header. */
public final class Frames {

  /** Of a transaction-id: 12 characters of 5.95 bits, over the 64 bits of RFC 4975 §7.1. */
  public static final int ID_LENGTH = 12;

  /** The flag of an end-line: the message is whole. */
  public static final char LAST = '$';

  /** The flag of an end-line: another chunk follows. */
  public static final char MORE = '+';

  /** The flag of an end-line: the message is given up. */
  public static final char ABORT = '#';

  private static final Map<Integer, String> COMMENTS =
      Map.of(
          200, "OK",
          400, "Bad Request",
          403, "Forbidden",
          408, "Timeout",
          413, "Message Too Large",
          415, "Unsupported Media Type",
          481, "No Such Session",
          501, "Unknown Method",
          506, "Session Bound Elsewhere");

  private Frames() {}

  /** The usual comment of a status. */
  static String comment(int status) {
    return COMMENTS.getOrDefault(status, "");
  }

  /** A response; both paths hold one URI (RFC 4975 §7.2). */
  public static byte[] response(
      String transactionId, int status, String comment, String to, String from) {
    var words = comment.isEmpty() ? comment(status) : comment;
    return bytes(
        head(transactionId, status + (words.isEmpty() ? "" : " " + clean(words)), to, from)
            + endLine(transactionId, LAST));
  }

  /** A SEND without Content-Type: binds a session or keeps it alive (RFC 4975 §5.4, §7.1). */
  public static byte[] bodiless(String transactionId, String to, String from, String messageId) {
    return bytes(
        head(transactionId, "SEND", to, from)
            + "Message-ID: "
            + messageId
            + "\r\nByte-Range: 1-0/0\r\n"
            + endLine(transactionId, LAST));
  }

  /** A SEND up to the blank line before its data. */
  public static byte[] sendHead(
      String transactionId, String to, String from, MsrpMessage message, ByteRange range) {
    var text = new StringBuilder(400);
    text.append(head(transactionId, "SEND", to, from));
    text.append("Message-ID: ").append(clean(message.messageId()));
    text.append("\r\nByte-Range: ").append(range).append("\r\n");
    if (message.successReport()) {
      text.append("Success-Report: yes\r\n");
    }
    if (message.failureReport() != FailureReport.YES) {
      text.append("Failure-Report: ").append(message.failureReport().word()).append("\r\n");
    }
    // RFC 4975 §9: other MIME headers stand before the Content-Type, which is the last.
    message
        .language()
        .ifPresent(l -> text.append("Content-Language: ").append(clean(l)).append("\r\n"));
    text.append("Content-Type: ").append(clean(message.contentType())).append("\r\n\r\n");
    return bytes(text.toString());
  }

  /** What follows the data of a SEND. */
  public static byte[] sendEnd(String transactionId, char flag) {
    return bytes("\r\n" + endLine(transactionId, flag));
  }

  /** A REPORT: no body and no report headers (RFC 4975 §7.1.2). */
  public static byte[] report(
      String transactionId,
      String to,
      String from,
      String messageId,
      ByteRange range,
      int status,
      String comment) {
    var words = comment.isEmpty() ? comment(status) : comment;
    return bytes(
        head(transactionId, "REPORT", to, from)
            + "Message-ID: "
            + clean(messageId)
            + "\r\nByte-Range: "
            + range
            + "\r\nStatus: 000 "
            + status
            + (words.isEmpty() ? "" : " " + clean(words))
            + "\r\n"
            + endLine(transactionId, LAST));
  }

  /** Octets around the body of a message in one chunk, with empty paths. */
  public static int overhead(MsrpMessage message) {
    var length = message.body().length();
    var id = "0".repeat(Frames.ID_LENGTH);
    return sendHead(id, "", "", message, new ByteRange(1, length, length)).length
        + sendEnd(id, LAST).length;
  }

  private static String head(String transactionId, String what, String to, String from) {
    return "MSRP "
        + transactionId
        + " "
        + what
        + "\r\nTo-Path: "
        + to
        + "\r\nFrom-Path: "
        + from
        + "\r\n";
  }

  private static String endLine(String transactionId, char flag) {
    return "-------" + transactionId + flag + "\r\n";
  }

  private static String clean(String value) {
    return Head.hasControl(value) ? value.replaceAll("\\p{Cntrl}", " ") : value;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
