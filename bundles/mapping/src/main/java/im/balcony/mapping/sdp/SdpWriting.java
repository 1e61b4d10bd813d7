package im.balcony.mapping.sdp;

import im.balcony.api.address.AddressException;
import im.balcony.api.mapping.Context;
import im.balcony.api.msrp.MsrpUri;
import im.balcony.api.sip.SessionDescription;
import im.balcony.api.sip.SessionDescription.Attribute;
import im.balcony.api.sip.SessionDescription.MediaLine;
import im.balcony.api.tenant.MsrpCema;
import im.balcony.api.tenant.MsrpReachable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Our own offers and answers (RFC 4975 §8, RFC 6135 §4.2). */
public final class SdpWriting {

  /**
   * What we take (SDP-11): cpim first, for the gateway speaks for many identities (RFC 4975 §13).
   */
  public static final List<String> ACCEPT_TYPES =
      List.of(
          SdpPeer.CPIM,
          "text/plain",
          "application/im-iscomposing+xml",
          "multipart/mixed",
          "multipart/alternative",
          "multipart/signed");

  /** What we take inside message/cpim. */
  public static final List<String> ACCEPT_WRAPPED_TYPES =
      List.of("text/plain", "application/im-iscomposing+xml");

  private static final int SESSION_ID = 22;
  private static final long ORIGIN_BOUND = 1L << 50;

  private SdpWriting() {}

  /**
   * A URI for a new session of ours; its session-id is a secret (RFC 4975 §14.1).
   *
   * @param secure whether the session is one of TLS, which all that is written with this path says
   * @return empty where TLS is wanted and not spoken
   */
  public static Optional<MsrpUri> newPath(boolean secure, Context context) {
    var gateway = context.gateway();
    if (!secure) {
      return newPath("msrp", gateway.msrpHost(), gateway.msrpPort(), context);
    }
    return gateway.msrpTls().flatMap(tls -> newPath("msrps", tls.host(), tls.port(), context));
  }

  private static Optional<MsrpUri> newPath(String scheme, String host, int port, Context context) {
    var id = context.ids().token(SESSION_ID);
    return uri(scheme + "://" + host + ":" + port + "/" + id + ";tcp");
  }

  /** An MSRP URI out of its text; empty if it is none. */
  public static Optional<MsrpUri> uri(String text) {
    try {
      return Optional.of(MsrpUri.parse(text));
    } catch (AddressException e) {
      return Optional.empty();
    }
  }

  /** A first offer. */
  public static SessionDescription offer(MsrpUri path, Context context) {
    return first(path, List.of(offeredLine(path, true, context)), context);
  }

  /**
   * A further offer: the last description with this path, and with setup as in a first offer (RFC
   * 6135 §4.2.2).
   *
   * @param anchors whether media anchors may be allowed in it (RFC 6714 §4.2)
   */
  public static SessionDescription offerAgain(
      SessionDescription last, MsrpUri path, boolean anchors, Context context) {
    var lines = new ArrayList<>(last.media());
    for (var i = 0; i < lines.size(); i++) {
      if (lines.get(i).port() != 0) {
        lines.set(i, offeredLine(path, anchors, context));
        break;
      }
    }
    return next(last, path, lines);
  }

  private static MediaLine offeredLine(MsrpUri path, boolean anchors, Context context) {
    var allowed = anchors && context.tenant().policy().msrpCema() == MsrpCema.YES;
    return line(path, new Stance(offered(context), "sendrecv", allowed), context);
  }

  /**
   * What our end of a stream does.
   *
   * @param setup who connects
   * @param direction in which direction texts go
   * @param anchors whether media anchors are allowed
   */
  private record Stance(String setup, String direction, boolean anchors) {}

  /** Both roles, or that of a side which cannot be reached; never passive (RFC 6135 §4.2.2). */
  private static String offered(Context context) {
    var reachable = context.tenant().policy().msrpReachable();
    return reachable == MsrpReachable.YES ? "actpass" : "active";
  }

  /** The answer to a first offer. */
  public static SessionDescription answer(
      SessionDescription offer, SdpReading reading, MsrpUri path, Context context) {
    return first(path, answerLines(offer, reading, path, context), context);
  }

  /** The answer to a further offer. */
  public static SessionDescription answerAgain(
      SessionDescription offer,
      SdpReading reading,
      SessionDescription last,
      MsrpUri path,
      Context context) {
    return next(last, path, answerLines(offer, reading, path, context));
  }

  /** Number and order of the m-lines are the offer's; all but the chat are refused (SDP-30). */
  private static List<MediaLine> answerLines(
      SessionDescription offer, SdpReading reading, MsrpUri path, Context context) {
    var setup = reading.peer().filter(SdpPeer::connect).isPresent() ? "active" : "passive";
    var lines = new ArrayList<MediaLine>();
    for (var i = 0; i < offer.media().size(); i++) {
      lines.add(
          i == reading.index()
              ? line(
                  path,
                  new Stance(setup, reverse(reading.direction()), reading.anchored()),
                  context)
              : refused(offer.media().get(i)));
    }
    return lines;
  }

  private static MediaLine refused(MediaLine asked) {
    return new MediaLine(
        asked.type(), 0, asked.protocol(), asked.formats(), Optional.empty(), List.of());
  }

  private static MediaLine line(MsrpUri path, Stance stance, Context context) {
    var setup = stance.setup;
    var attributes = new ArrayList<Attribute>();
    attributes.add(new Attribute("accept-types", String.join(" ", ACCEPT_TYPES)));
    attributes.add(new Attribute("accept-wrapped-types", String.join(" ", ACCEPT_WRAPPED_TYPES)));
    attributes.add(new Attribute("max-size", String.valueOf(maxSize(context))));
    attributes.add(new Attribute("path", path.raw()));
    attributes.add(new Attribute("setup", setup));
    SdpSecrecy.own(path, context).ifPresent(attributes::add);
    if (stance.anchors) {
      attributes.add(SdpCema.SUPPORTED);
    }
    if (!stance.direction.equals("sendrecv")) {
      attributes.add(new Attribute(stance.direction, ""));
    }
    var port =
        setup.equals("active") ? SdpPeer.DISCARD : path.port().orElse(context.gateway().msrpPort());
    var protocol = path.secure() ? SdpSecrecy.TLS : SdpSecrecy.PLAIN;
    return new MediaLine("message", port, protocol, "*", Optional.empty(), attributes);
  }

  /** The largest message we take, never above the stanza limit (SIZE-13). */
  public static int maxSize(Context context) {
    var limits = context.tenant().limits();
    return Math.min(limits.maxSize(), limits.stanza());
  }

  private static String reverse(String direction) {
    return switch (direction) {
      case "sendonly" -> "recvonly";
      case "recvonly" -> "sendonly";
      default -> direction;
    };
  }

  private static SessionDescription first(MsrpUri path, List<MediaLine> lines, Context context) {
    var id = context.ids().below(ORIGIN_BOUND);
    return new SessionDescription("-", id, 1, path.bareHost(), Optional.empty(), lines);
  }

  /** The origin version grows exactly when something else changes (RFC 3264 §8, SDP-32). */
  private static SessionDescription next(
      SessionDescription last, MsrpUri path, List<MediaLine> lines) {
    var same = described(last, path, lines, last.originVersion());
    return same.equals(last) ? last : described(last, path, lines, last.originVersion() + 1);
  }

  private static SessionDescription described(
      SessionDescription last, MsrpUri path, List<MediaLine> lines, long version) {
    return new SessionDescription(
        last.originUser(), last.originId(), version, path.bareHost(), Optional.empty(), lines);
  }
}
