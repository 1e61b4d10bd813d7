package im.balcony.mapping.content;

import im.balcony.api.data.Octets;
import im.balcony.api.xmpp.Element;
import im.balcony.mapping.text.TextRules;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A notification of what became of a message (RFC 5438 §11).
 *
 * @param messageId the Message-ID of the message that it is about
 * @param disposition what became of it
 */
public record Imdn(String messageId, Disposition disposition) {

  /** The type of these documents (RFC 5438 §11.1.8). */
  public static final String CONTENT_TYPE = "message/imdn+xml";

  /** The namespace of the message headers (RFC 5438 §6.1). */
  public static final String HEADERS = "urn:ietf:params:imdn";

  private static final String NAMESPACE = "urn:ietf:params:xml:ns:imdn";

  /** What can have become of a message, as far as somebody is told (RFC 5438 §5). */
  public enum Disposition {
    DELIVERED,
    FAILED,
    DISPLAYED,
    /** Forbidden, an error, processing, or what nobody knows: it says nothing of the message. */
    OTHER
  }

  /**
   * Reads a document, as bounded as {@link IsComposing#read}.
   *
   * @return empty if it is malformed or names no message
   */
  public static Optional<Imdn> read(Octets document) {
    return SmallXml.read(document)
        .filter(root -> root.is(NAMESPACE, "imdn"))
        .flatMap(
            root ->
                root.child(NAMESPACE, "message-id")
                    .map(id -> id.text().strip())
                    .filter(id -> !id.isEmpty())
                    .map(id -> new Imdn(id, disposition(root))));
  }

  /**
   * A document that the schema of RFC 5438 §11.1.9 allows. It has both recipients or none.
   *
   * @param datetime when the message was written, as its DateTime said
   * @param recipients the URI of the recipient, and that of the one it was sent to at first
   */
  public Octets write(String datetime, List<String> recipients) {
    var out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<imdn xmlns=\"");
    out.append(NAMESPACE).append("\">");
    element(out, "message-id", messageId);
    element(out, "datetime", datetime);
    if (recipients.size() == 2) {
      element(out, "recipient-uri", recipients.get(0));
      element(out, "original-recipient-uri", recipients.get(1));
    }
    var type = disposition == Disposition.DISPLAYED ? "display" : "delivery";
    out.append("<").append(type).append("-notification><status><");
    out.append(disposition.name().toLowerCase(Locale.ROOT)).append("/></status></");
    out.append(type).append("-notification></imdn>");
    return Octets.utf8(out.toString());
  }

  private static void element(StringBuilder out, String name, String text) {
    var escaped =
        TextRules.xml(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    out.append('<').append(name).append('>').append(escaped);
    out.append("</").append(name).append('>');
  }

  private static Disposition disposition(Element root) {
    if (says(root, "delivery-notification", "delivered")) {
      return Disposition.DELIVERED;
    }
    if (says(root, "delivery-notification", "failed")) {
      return Disposition.FAILED;
    }
    return says(root, "display-notification", "displayed")
        ? Disposition.DISPLAYED
        : Disposition.OTHER;
  }

  private static boolean says(Element root, String type, String status) {
    return root.child(NAMESPACE, type)
        .flatMap(notification -> notification.child(NAMESPACE, "status"))
        .flatMap(said -> said.child(NAMESPACE, status))
        .isPresent();
  }
}
