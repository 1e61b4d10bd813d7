package im.balcony.sip.body;

import im.balcony.api.sip.SessionDescription;
import im.balcony.api.sip.SessionDescription.MediaLine;

/** Writes complete SDP: v, o, s, c, t, then the m-lines, with CRLF (RFC 4566 §5). */
public final class SdpWriter {

  private SdpWriter() {}

  /**
   * The description as text.
   *
   * @throws IllegalArgumentException if a value holds a line end
   */
  public static String write(SessionDescription sdp) {
    var out = new StringBuilder();
    line(out, "v=0");
    line(
        out,
        "o="
            + (sdp.originUser().isBlank() ? "-" : sdp.originUser())
            + ' '
            + sdp.originId()
            + ' '
            + sdp.originVersion()
            + ' '
            + address(sdp.host()));
    line(out, "s=-");
    line(out, "c=" + address(sdp.host()));
    line(out, "t=0 0");
    sdp.direction().ifPresent(direction -> line(out, "a=" + direction));
    sdp.media().forEach(media -> write(out, media));
    return out.toString();
  }

  private static void write(StringBuilder out, MediaLine media) {
    line(
        out,
        "m=" + media.type() + ' ' + media.port() + ' ' + media.protocol() + ' ' + media.formats());
    media.host().ifPresent(host -> line(out, "c=" + address(host)));
    media
        .attributes()
        .forEach(a -> line(out, "a=" + a.name() + (a.value().isEmpty() ? "" : ":" + a.value())));
  }

  private static String address(String host) {
    return (host.indexOf(':') >= 0 ? "IN IP6 " : "IN IP4 ") + host;
  }

  private static void line(StringBuilder out, String line) {
    out.append(Lines.checked(line)).append("\r\n");
  }
}
