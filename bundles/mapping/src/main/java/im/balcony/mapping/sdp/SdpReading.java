package im.balcony.mapping.sdp;

import im.balcony.api.address.AddressException;
import im.balcony.api.mapping.Context;
import im.balcony.api.message.Failure;
import im.balcony.api.msrp.MsrpUri;
import im.balcony.api.sip.SessionDescription;
import im.balcony.api.sip.SessionDescription.MediaLine;
import im.balcony.api.tenant.MsrpReachable;
import im.balcony.api.wire.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads the peer's offer or answer: which m-line is the chat, and what the peer takes there (RFC
 * 4975 §8, RFC 6135). A stream is carried with TLS or without it as its m-line says, or refused; it
 * is never changed from one to the other.
 *
 * @param index the position of the m-line, or -1
 * @param peer what it says, if it can be used
 * @param failure why no m-line can be used
 * @param direction the peer's direction attribute
 * @param setup the peer's setup attribute in lower case; empty for none and for {@code holdconn}
 * @param anchored whether both sides allow media anchors (RFC 6714)
 */
public record SdpReading(
    int index,
    Optional<SdpPeer> peer,
    Optional<Failure> failure,
    String direction,
    String setup,
    boolean anchored) {

  private static final int NOT_ACCEPTABLE = 488;
  private static final int MAX_PATH = 16;
  private static final int MAX_TYPES = 64;

  private static final Pattern SPACES = Pattern.compile("\\s+");
  private static final List<String> DIRECTIONS =
      List.of("sendrecv", "sendonly", "recvonly", "inactive");

  /** The same reading with another peer. */
  public SdpReading with(SdpPeer other) {
    return new SdpReading(index, Optional.of(other), failure, direction, setup, anchored);
  }

  /**
   * What is asked of a stream.
   *
   * @param connects whether we connect, by the peer's setup attribute
   * @param secrecy which transports may be used
   * @param cema whether media anchors are looked for
   */
  private record Terms(Predicate<String> connects, SdpSecrecy secrecy, SdpCema cema) {}

  /**
   * Reads the first offer of a peer. Where he leaves it to us who connects, he does if he can (RFC
   * 6135 §4.2.2).
   */
  public static SdpReading offer(SessionDescription remote, Context context) {
    return offer(remote, SdpSecrecy.of(context), context);
  }

  /**
   * Reads a further offer of a peer.
   *
   * @param path our own path, whose scheme says whether the session is one of TLS: it stays so
   */
  public static SdpReading offerAgain(SessionDescription remote, MsrpUri path, Context context) {
    return offer(remote, SdpSecrecy.of(context).as(path), context);
  }

  private static SdpReading offer(SessionDescription remote, SdpSecrecy secrecy, Context context) {
    var reachable = context.tenant().policy().msrpReachable() == MsrpReachable.YES;
    var connecting = reachable ? List.of("passive") : List.of("passive", "actpass");
    return read(remote, new Terms(connecting::contains, secrecy, SdpCema.ofOffers(context)));
  }

  /**
   * Reads a peer's answer to an offer of ours.
   *
   * @param offered the offer
   * @param path its path
   */
  public static SdpReading answer(
      SessionDescription remote, SessionDescription offered, MsrpUri path, Context context) {
    // Without a word of the peer the offerer connects (RFC 4975 §5.4); so does our own actpass
    // that is answered by actpass, which no answer may say.
    return read(
        remote,
        new Terms(
            setup -> !setup.equals("active"),
            SdpSecrecy.of(context).as(path),
            SdpCema.ofAnswers(offered, context)));
  }

  private static SdpReading read(SessionDescription remote, Terms terms) {
    var why = "No chat in this session description";
    for (var i = 0; i < remote.media().size(); i++) {
      var line = remote.media().get(i);
      if (!line.type().equalsIgnoreCase("message")) {
        continue;
      }
      try {
        return usable(i, line, remote, terms);
      } catch (UnusableException e) {
        why = e.reason();
      }
    }
    return new SdpReading(
        -1, Optional.empty(), Optional.of(Failure.sip(NOT_ACCEPTABLE, why)), "sendrecv", "", false);
  }

  private static SdpReading usable(
      int index, MediaLine line, SessionDescription remote, Terms terms) throws UnusableException {
    if (line.port() == 0) {
      throw new UnusableException("Chat was refused");
    }
    var secure = terms.secrecy.isSecure(line.protocol());
    var path = path(line, secure);
    var setup = setup(line);
    var connect = terms.connects.test(setup);
    var cema = terms.cema.read(SdpCema.Stream.of(line, remote, path, setup, connect));
    var again = cema.outcome() == SdpCema.Outcome.OFFER_AGAIN;
    if (connect && !again) {
      var port = cema.anchor().map(Place::port).orElse(path.get(0).port().orElse(SdpPeer.DISCARD));
      checkReachable(path.get(0), port, secure, terms.secrecy);
    }
    var direction = direction(line, remote);
    var peer =
        new SdpPeer(
            path.stream().map(MsrpUri::raw).toList(),
            acceptTypes(line),
            types(line, "accept-wrapped-types"),
            maxSize(line),
            direction.equals("sendrecv") || direction.equals("recvonly"),
            connect,
            // Behind relays the connection's other end is not the peer's.
            secure && path.size() == 1 ? terms.secrecy.fingerprints(line) : List.of(),
            cema.anchor(),
            again);
    var anchored = cema.outcome() == SdpCema.Outcome.AGREED;
    return new SdpReading(index, Optional.of(peer), Optional.empty(), direction, setup, anchored);
  }

  /** Whether the chat is one of TLS. */
  public boolean isSecure(SessionDescription remote) {
    return index >= 0 && SdpSecrecy.isTls(remote.media().get(index).protocol());
  }

  private static List<MsrpUri> path(MediaLine line, boolean secure) throws UnusableException {
    var value = line.attribute("path").orElseThrow(() -> new UnusableException("No path"));
    var uris = new ArrayList<MsrpUri>();
    for (var text : SPACES.split(value, MAX_PATH + 1)) {
      uris.add(uri(text));
    }
    var end = uris.get(uris.size() - 1);
    // What a peer speaks with his relays is theirs; alone he speaks with us (RFC 4975 §8.1).
    var ours = end.secure() == secure && end.overTcp() && end.port().isPresent();
    var foreign = uris.size() == 1 && !ours;
    if (foreign || end.sessionId().isEmpty() || uris.size() > MAX_PATH) {
      throw new UnusableException("Path does not end in an msrp URI with a session-id");
    }
    return uris;
  }

  private static MsrpUri uri(String text) throws UnusableException {
    try {
      return MsrpUri.parse(text);
    } catch (AddressException e) {
      throw new UnusableException("Path is malformed");
    }
  }

  /**
   * The first URI is ours to connect to; a transport is none of ours behind it (RFC 7977 §5.2.2).
   */
  private static void checkReachable(MsrpUri first, int port, boolean secure, SdpSecrecy secrecy)
      throws UnusableException {
    var spoken = first.overTcp() && (first.secure() ? secrecy.speaksTls() : !secure);
    if (!spoken || port == SdpPeer.DISCARD) {
      throw new UnusableException("Nobody can connect to this path");
    }
  }

  private static List<String> acceptTypes(MediaLine line) throws UnusableException {
    var types = types(line, "accept-types");
    if (!SdpPeer.matches(types, "text/plain") && !SdpPeer.matches(types, SdpPeer.CPIM)) {
      throw new UnusableException("None of the accept-types is supported");
    }
    return types;
  }

  private static List<String> types(MediaLine line, String attribute) {
    return line.attribute(attribute).stream()
        .flatMap(value -> Stream.of(SPACES.split(value)))
        .filter(type -> type.equals("*") || type.indexOf('/') > 0)
        .map(SdpPeer::bareType)
        .limit(MAX_TYPES)
        .toList();
  }

  private static long maxSize(MediaLine line) {
    return line.attribute("max-size")
        .filter(value -> value.matches("[0-9]{1,18}"))
        .map(Long::parseLong)
        .orElse(Long.MAX_VALUE);
  }

  private static String direction(MediaLine line, SessionDescription remote) {
    return line.attributes().stream()
        .map(a -> a.name().toLowerCase(Locale.ROOT))
        .filter(DIRECTIONS::contains)
        .findFirst()
        .or(() -> remote.direction().map(d -> d.toLowerCase(Locale.ROOT)))
        .filter(DIRECTIONS::contains)
        .orElse("sendrecv");
  }

  private static String setup(MediaLine line) {
    return line.attribute("setup")
        .map(value -> value.toLowerCase(Locale.ROOT))
        .filter(List.of("active", "passive", "actpass")::contains)
        .orElse("");
  }
}
