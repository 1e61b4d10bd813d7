package im.balcony.mapping.content;

import im.balcony.api.data.Octets;
import im.balcony.api.xmpp.Element;
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
