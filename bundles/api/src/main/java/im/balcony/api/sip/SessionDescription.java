package im.balcony.api.sip;

import java.util.List;
import java.util.Optional;

/**
 * An SDP (RFC 4566), as far as the gateway needs it.
 *
 * @param originUser the user name of {@code o=}
 * @param originId the session id of {@code o=}
 * @param originVersion the session version of {@code o=}
 * @param host the address of the session-level {@code c=}, or of {@code o=} where there is none;
 *     IPv6 without brackets
 * @param direction the session-level direction attribute, if any
 * @param media the m-lines in their order
 */
public record SessionDescription(
    String originUser,
    long originId,
    long originVersion,
    String host,
    Optional<String> direction,
    List<MediaLine> media) {

  /** Copies the m-lines. */
  public SessionDescription {
    media = List.copyOf(media);
  }

  /**
   * An m-line with what belongs to it.
   *
   * @param type {@code message}, {@code audio} ...
   * @param port the port; 0 refuses the stream
   * @param protocol {@code TCP/MSRP}, {@code TCP/TLS/MSRP} ...
   * @param formats the formats, as written
   * @param host the address of this line's own {@code c=}, if it has one
   * @param attributes the attributes in their order
   */
  public record MediaLine(
      String type,
      int port,
      String protocol,
      String formats,
      Optional<String> host,
      List<Attribute> attributes) {

    /** Copies the attributes. */
    public MediaLine {
      attributes = List.copyOf(attributes);
    }

    /**
     * The value of the first attribute with this name; white space around it is cut off (SDP-36).
     */
    public Optional<String> attribute(String name) {
      return attributes.stream()
          .filter(a -> a.name().equalsIgnoreCase(name))
          .map(a -> a.value().strip())
          .findFirst();
    }
  }

  /**
   * An attribute.
   *
   * @param name the name
   * @param value the value, empty for a property attribute
   */
  public record Attribute(String name, String value) {}
}
