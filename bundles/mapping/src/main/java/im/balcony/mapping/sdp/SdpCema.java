package im.balcony.mapping.sdp;

import im.balcony.api.mapping.Context;
import im.balcony.api.msrp.MsrpUri;
import im.balcony.api.sip.SessionDescription;
import im.balcony.api.sip.SessionDescription.Attribute;
import im.balcony.api.sip.SessionDescription.MediaLine;
import im.balcony.api.tenant.MsrpCema;
import im.balcony.api.wire.Place;
import java.util.List;
import java.util.Optional;

/**
 * Reads what a description says of media anchors: boxes that carry the octets of a stream and write
 * their own address into its m-line, but not into its path (RFC 6714).
 *
 * @param side whose description is read
 * @param hosts what names stand for
 */
record SdpCema(Side side, Context.Hosts hosts) {

  /** What we say of it in our own descriptions. */
  static final Attribute SUPPORTED = new Attribute("msrp-cema", "");

  /** Whose description is read. */
  enum Side {
    /** Anybody's; media anchors are not looked for. */
    OFF,
    /** That of a peer who offers. */
    OFFER,
    /** That of a peer who answers an offer of ours in which media anchors were allowed. */
    ANSWER
  }

  /** What comes of it. */
  enum Outcome {
    /** The path says where to connect (RFC 4975). */
    PATH,
    /** Both sides allow media anchors. */
    AGREED,
    /** There is one, but no use of it: the offer has to be made again without (RFC 6714 §4.2). */
    OFFER_AGAIN
  }

  /**
   * What was read.
   *
   * @param outcome what comes of it
   * @param anchor where to connect instead of the path; empty where the path says it
   */
  record Reading(Outcome outcome, Optional<Place> anchor) {}

  /**
   * A stream of the peer's.
   *
   * @param supported whether it allows media anchors
   * @param place the address and port of its c- and m-line
   * @param path its path
   * @param setup its setup attribute
   * @param connect whether we connect
   */
  record Stream(boolean supported, Place place, List<MsrpUri> path, String setup, boolean connect) {

    static Stream of(
        MediaLine line,
        SessionDescription remote,
        List<MsrpUri> path,
        String setup,
        boolean connect) {
      var host = line.host().orElse(remote.host());
      var place = new Place(host, line.port());
      return new Stream(supports(line), place, path, setup, connect);
    }

    /** Whether the peer is behind a relay of his own (RFC 6714 §4.3). */
    boolean isRelayed() {
      return path.size() > 1;
    }
  }

  /** How the offers of peers are read. */
  static SdpCema ofOffers(Context context) {
    var on = context.tenant().policy().msrpCema() == MsrpCema.YES;
    return new SdpCema(on ? Side.OFFER : Side.OFF, context.hosts());
  }

  /** How the answer to an offer of ours is read. */
  static SdpCema ofAnswers(SessionDescription offered, Context context) {
    var on = offered.media().stream().anyMatch(SdpCema::supports);
    return new SdpCema(on ? Side.ANSWER : Side.OFF, context.hosts());
  }

  private static boolean supports(MediaLine line) {
    return line.port() != 0 && line.attribute(SUPPORTED.name()).isPresent();
  }

  /** Reads one stream. */
  Reading read(Stream stream) throws UnusableException {
    return switch (side) {
      case OFF -> new Reading(Outcome.PATH, Optional.empty());
      case OFFER -> offer(stream);
      case ANSWER -> answer(stream);
    };
  }

  /** RFC 6714 §4.3. A relay of the offerer that has to connect cannot know of the media anchor. */
  private Reading offer(Stream stream) throws UnusableException {
    var matches = matches(stream);
    if (!stream.supported && !matches) {
      throw new UnusableException("The media line and the path name different addresses");
    }
    if (stream.isRelayed() && !stream.connect) {
      return new Reading(Outcome.PATH, Optional.empty());
    }
    return new Reading(Outcome.AGREED, anchor(stream, matches));
  }

  /** RFC 6714 §4.2. */
  private Reading answer(Stream stream) {
    var matches = matches(stream);
    if (!stream.supported && !matches && (stream.isRelayed() || !stream.connect)) {
      return new Reading(Outcome.OFFER_AGAIN, Optional.empty());
    }
    var outcome = stream.supported ? Outcome.AGREED : Outcome.PATH;
    return new Reading(outcome, anchor(stream, matches));
  }

  private static Optional<Place> anchor(Stream stream, boolean matches) {
    return stream.connect && !matches ? Optional.of(stream.place) : Optional.empty();
  }

  /** Whether the c- and m-line name an address that the path names, too (RFC 6714 §4.4). */
  private boolean matches(Stream stream) {
    var named = hosts.addresses(stream.place.host());
    return stream.path.stream()
        .filter(uri -> isPort(stream, uri))
        .anyMatch(uri -> hosts.addresses(uri.host()).stream().anyMatch(named::contains));
  }

  /** Who connects needs no port of his own, and may say so in either place (RFC 6135 §4.2.2). */
  private static boolean isPort(Stream stream, MsrpUri uri) {
    var port = stream.place.port();
    var nobodys = port == SdpPeer.DISCARD && stream.setup.equals("active");
    return nobodys || uri.port().orElse(0) == port;
  }
}
