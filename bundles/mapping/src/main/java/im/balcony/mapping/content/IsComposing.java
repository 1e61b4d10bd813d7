package im.balcony.mapping.content;

import im.balcony.api.data.Octets;
import im.balcony.api.xmpp.Element;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An isComposing document (RFC 3994).
 *
 * @param active whether the state is {@code active}; every other token means idle (RFC 3994 §3.5)
 * @param refresh milliseconds for which an active state holds, where the document says so
 */
public record IsComposing(boolean active, OptionalLong refresh) {

  /** The type of these documents (RFC 3994 §4). */
  public static final String CONTENT_TYPE = "application/im-iscomposing+xml";

  /** The interval that holds without {@code <refresh/>}, in milliseconds (RFC 3994 §3.2). */
  public static final long DEFAULT_REFRESH = 120_000;

  private static final String NAMESPACE = "urn:ietf:params:xml:ns:im-iscomposing";

  /**
   * Reads a document; no DTD, no entities, bounded in size and depth (SEC-18).
   *
   * @return empty if it is malformed or no isComposing document (STATE-35)
   */
  public static Optional<IsComposing> read(Octets document) {
    return SmallXml.read(document)
        .filter(root -> root.is(NAMESPACE, "isComposing"))
        .flatMap(
            root ->
                text(root, "state")
                    .map(state -> new IsComposing(state.equals("active"), refresh(root))));
  }

  private static Optional<String> text(Element root, String name) {
    return root.child(NAMESPACE, name).map(child -> child.text().strip());
  }

  private static OptionalLong refresh(Element root) {
    return text(root, "refresh").map(IsComposing::milliseconds).orElse(OptionalLong.empty());
  }

  /**
   * A document for text that is being written or no more.
   *
   * @param refreshSeconds the interval promised for an active state, at least 60 (RFC 3994 §3.2);
   *     left out of an idle document
   */
  public static Octets write(boolean active, int refreshSeconds) {
    var refresh = "<refresh>" + Math.max(60, refreshSeconds) + "</refresh>";
    return Octets.utf8(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<isComposing xmlns=\""
            + NAMESPACE
            + "\"><state>"
            + (active ? "active" : "idle")
            + "</state><contenttype>text/plain</contenttype>"
            + (active ? refresh : "")
            + "</isComposing>");
  }

  /** A positive number of seconds, at most a day; anything else counts as left out. */
  private static OptionalLong milliseconds(String seconds) {
    return seconds.matches("0{0,4}[1-9][0-9]{0,8}")
        ? OptionalLong.of(Math.min(Long.parseLong(seconds), 86_400) * 1000)
        : OptionalLong.empty();
  }
}
