package im.balcony.mapping.sdp;

import im.balcony.api.data.Facts;
import im.balcony.api.sip.SessionDescription;
import im.balcony.api.sip.SessionDescription.Attribute;
import im.balcony.api.sip.SessionDescription.MediaLine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A session description as facts, to be remembered. */
public final class SdpFacts {

  private SdpFacts() {}

  /** The description as facts. */
  public static Facts write(SessionDescription sdp) {
    var values = new LinkedHashMap<String, Object>();
    values.put("user", sdp.originUser());
    values.put("id", sdp.originId());
    values.put("version", sdp.originVersion());
    values.put("host", sdp.host());
    sdp.direction().ifPresent(d -> values.put("direction", d));
    values.put("media", sdp.media().stream().map(SdpFacts::line).toList());
    return Facts.of(values);
  }

  private static Facts line(MediaLine line) {
    var values = new LinkedHashMap<String, Object>();
    values.put("type", line.type());
    values.put("port", line.port());
    values.put("protocol", line.protocol());
    values.put("formats", line.formats());
    line.host().ifPresent(h -> values.put("host", h));
    values.put("attributes", line.attributes().stream().map(SdpFacts::attribute).toList());
    return Facts.of(values);
  }

  private static Facts attribute(Attribute attribute) {
    return Facts.of(Map.of("name", attribute.name(), "value", attribute.value()));
  }

  /** Empty if no description was written here. */
  public static Optional<SessionDescription> read(Facts facts) {
    if (!facts.has("id")) {
      return Optional.empty();
    }
    return Optional.of(
        new SessionDescription(
            facts.text("user", "-"),
            facts.number("id", 0),
            facts.number("version", 1),
            facts.text("host", ""),
            facts.text("direction"),
            facts.list("media").stream().map(SdpFacts::readLine).toList()));
  }

  private static MediaLine readLine(Facts facts) {
    return new MediaLine(
        facts.text("type", ""),
        (int) facts.number("port", 0),
        facts.text("protocol", ""),
        facts.text("formats", ""),
        facts.text("host"),
        readAttributes(facts.list("attributes")));
  }

  private static List<Attribute> readAttributes(List<Facts> list) {
    return list.stream().map(a -> new Attribute(a.text("name", ""), a.text("value", ""))).toList();
  }
}
