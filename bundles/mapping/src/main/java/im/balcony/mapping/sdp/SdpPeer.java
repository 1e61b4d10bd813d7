package im.balcony.mapping.sdp;

import im.balcony.api.data.Facts;
import im.balcony.api.tls.Fingerprint;
import im.balcony.api.wire.Place;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What was negotiated about the peer's end of an MSRP stream (RFC 4975 §8).
 *
 * @param path its path, verbatim, leftmost first
 * @param types its accept-types, parameters cut off
 * @param wrapped its accept-wrapped-types, likewise
 * @param maxSize the largest message it takes, in octets
 * @param takes whether its direction lets us send
 * @param connect whether we are the side that connects
 * @param fingerprints of the certificates that it may show (RFC 8122); empty where it names none,
 *     has no TLS, or is behind relays
 * @param anchor where we connect instead of the path: a media anchor's address (RFC 6714)
 * @param again whether it has to be offered once more before there is a connection, without media
 *     anchors
 */
public record SdpPeer(
    List<String> path,
    List<String> types,
    List<String> wrapped,
    long maxSize,
    boolean takes,
    boolean connect,
    List<Fingerprint> fingerprints,
    Optional<Place> anchor,
    boolean again) {

  /** The type of message/cpim (RFC 3862). */
  public static final String CPIM = "message/cpim";

  /** The port in the m-line of a side that connects, which nobody connects to (RFC 4145 §4.1). */
  static final int DISCARD = 9;

  private static final String ANCHOR = "anchor";
  private static final String PORT = "anchor-port";
  private static final String AGAIN = "again";

  /** How a content type may be sent to the peer. */
  public enum Form {
    BARE,
    WRAPPED,
    NONE
  }

  /**
   * How a text is sent: wrapped where the peer lists message/cpim first or {@code always} says so,
   * else bare, else wrapped if only that is allowed (SDP-09, SDP-12).
   */
  public Form text(boolean always) {
    var wrappable = wrappable("text/plain");
    var first = !types.isEmpty() && types.get(0).equals(CPIM);
    if (wrappable && (first || always)) {
      return Form.WRAPPED;
    }
    return document("text/plain");
  }

  /** The same peer with who connects settled otherwise. */
  public SdpPeer connecting(boolean we) {
    return new SdpPeer(
        path, types, wrapped, maxSize, takes, we, fingerprints, anchor.filter(a -> we), again);
  }

  /** How any other type is sent: bare where allowed, else wrapped, else not at all. */
  public Form document(String type) {
    if (matches(types, type)) {
      return Form.BARE;
    }
    return wrappable(type) ? Form.WRAPPED : Form.NONE;
  }

  private boolean wrappable(String type) {
    return matches(types, CPIM) && (matches(wrapped, type) || matches(types, type));
  }

  /** Whether a list of types with wildcards allows {@code type}, given without parameters. */
  static boolean matches(List<String> list, String type) {
    var any = type.substring(0, type.indexOf('/') + 1) + "*";
    return list.stream().anyMatch(t -> t.equals("*") || t.equals(type) || t.equals(any));
  }

  /** A content type in lower case and without its parameters. */
  public static String bareType(String contentType) {
    var semicolon = contentType.indexOf(';');
    return (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
        .strip()
        .toLowerCase(Locale.ROOT);
  }

  /** What is remembered of the peer's description. */
  public Facts facts() {
    var facts =
        Facts.of(
            Map.of(
                "path", path,
                "types", types,
                "wrapped", wrapped,
                "max", maxSize,
                "takes", takes,
                "connect", connect,
                "fingerprints", fingerprints.stream().map(Fingerprint::text).toList()));
    var anchored = anchor.map(a -> facts.with(ANCHOR, a.host()).with(PORT, a.port())).orElse(facts);
    return again ? anchored.with(AGAIN, true) : anchored;
  }

  /** What facts describe. */
  public static SdpPeer of(Facts facts) {
    return new SdpPeer(
        facts.texts("path"),
        facts.texts("types"),
        facts.texts("wrapped"),
        facts.number("max", Long.MAX_VALUE),
        facts.flag("takes"),
        facts.flag("connect"),
        facts.texts("fingerprints").stream()
            .flatMap(text -> Fingerprint.parse(text).stream())
            .toList(),
        facts.text(ANCHOR).map(host -> new Place(host, (int) facts.number(PORT, 0))),
        facts.flag(AGAIN));
  }
}
