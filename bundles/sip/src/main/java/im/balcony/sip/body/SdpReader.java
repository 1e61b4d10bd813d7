package im.balcony.sip.body;

import im.balcony.api.sip.SessionDescription;
import im.balcony.api.sip.SessionDescription.Attribute;
import im.balcony.api.sip.SessionDescription.MediaLine;
import im.balcony.sip.raw.MalformedMessageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads SDP (RFC 4566) as widely as peers write it: any line but {@code m=} may be missing, unknown
 * lines and attributes are passed over (SDP-35). JAIN-SIP's reader is stricter than that and fails
 * with unchecked exceptions.
 */
final class SdpReader {

  /** Lines of a description; RFC 4566 sets no bound, so this one is ours. */
  static final int MAX_LINES = 1000;

  private static final String FINGERPRINT = "fingerprint";

  private static final Set<String> DIRECTIONS =
      Set.of("sendrecv", "sendonly", "recvonly", "inactive");

  private String user = "-";
  private long id;
  private long version;
  private String originHost = "";
  private Optional<String> sessionHost = Optional.empty();
  private Optional<String> direction = Optional.empty();
  private final List<MediaLine> media = new ArrayList<>();

  /** Those of the session, which hold for each m-line that has none of its own (RFC 8122 §5). */
  private final List<Attribute> fingerprints = new ArrayList<>();

  private SdpReader() {}

  static SessionDescription read(String text) throws MalformedMessageException {
    var lines = text.split("\r?\n", MAX_LINES + 1);
    if (lines.length > MAX_LINES) {
      throw new MalformedMessageException("SDP has too many lines");
    }
    var reader = new SdpReader();
    for (var line : lines) {
      if (!line.isBlank()) {
        reader.line(line);
      }
    }
    return new SessionDescription(
        reader.user,
        reader.id,
        reader.version,
        reader.sessionHost.orElse(reader.originHost),
        reader.direction,
        reader.media.stream().map(reader::withFingerprints).toList());
  }

  private MediaLine withFingerprints(MediaLine line) {
    if (line.attribute(FINGERPRINT).isPresent()) {
      return line;
    }
    var attributes = new ArrayList<>(line.attributes());
    attributes.addAll(fingerprints);
    return with(line, attributes);
  }

  private void line(String line) throws MalformedMessageException {
    // RFC 4566 §9: a value is any octets but NUL, CR and LF.
    if (line.length() < 2
        || line.charAt(1) != '='
        || line.indexOf('\r') >= 0
        || line.indexOf('\0') >= 0) {
      throw new MalformedMessageException("SDP line is malformed");
    }
    var value = line.substring(2);
    switch (line.charAt(0)) {
      case 'o' -> origin(value.strip().split("\\s+"));
      case 'c' -> connection(value.strip().split("\\s+"));
      case 'm' -> media(value.strip().split("\\s+", 4));
      case 'a' -> attribute(value);
      default -> {
        // Nothing that the gateway needs.
      }
    }
  }

  private void origin(String[] words) throws MalformedMessageException {
    if (words.length < 6) {
      throw new MalformedMessageException("SDP o= is malformed");
    }
    user = words[0];
    id = number(words[1]);
    version = number(words[2]);
    originHost = words[5];
  }

  /** Numbers longer than 64 bits keep their last digits: they are only compared. */
  private static long number(String digits) throws MalformedMessageException {
    if (!digits.matches("[0-9]{1,64}")) {
      throw new MalformedMessageException("SDP o= is malformed");
    }
    return Long.parseLong(digits.substring(Math.max(0, digits.length() - 18)));
  }

  private void connection(String[] words) throws MalformedMessageException {
    if (words.length < 3) {
      throw new MalformedMessageException("SDP c= is malformed");
    }
    var host = Optional.of(words[2].split("/", 2)[0]);
    if (media.isEmpty()) {
      sessionHost = host;
      return;
    }
    var last = media.get(media.size() - 1);
    if (last.host().isEmpty()) {
      replaceLast(
          new MediaLine(
              last.type(), last.port(), last.protocol(), last.formats(), host, last.attributes()));
    }
  }

  private void media(String[] words) throws MalformedMessageException {
    if (words.length < 3 || !words[1].matches("[0-9]{1,5}(/[0-9]{1,5})?")) {
      throw new MalformedMessageException("SDP m= is malformed");
    }
    var port = Integer.parseInt(words[1].split("/", 2)[0]);
    if (port > 65535) {
      throw new MalformedMessageException("SDP port is out of range");
    }
    media.add(
        new MediaLine(
            words[0],
            port,
            words[2],
            words.length > 3 ? words[3] : "",
            Optional.empty(),
            List.of()));
  }

  private void attribute(String text) {
    var colon = text.indexOf(':');
    var attribute =
        colon < 0
            ? new Attribute(text.strip(), "")
            : new Attribute(text.substring(0, colon).strip(), text.substring(colon + 1));
    if (media.isEmpty()) {
      if (DIRECTIONS.contains(attribute.name())) {
        direction = Optional.of(attribute.name());
      } else if (attribute.name().equalsIgnoreCase(FINGERPRINT)) {
        fingerprints.add(attribute);
      }
      return;
    }
    var last = media.get(media.size() - 1);
    var attributes = new ArrayList<>(last.attributes());
    attributes.add(attribute);
    replaceLast(with(last, attributes));
  }

  private static MediaLine with(MediaLine line, List<Attribute> attributes) {
    return new MediaLine(
        line.type(), line.port(), line.protocol(), line.formats(), line.host(), attributes);
  }

  private void replaceLast(MediaLine line) {
    media.set(media.size() - 1, line);
  }
}
