package im.balcony.testkit.server;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Cuts the octets of a component's stream into its header, whole elements and its end. */
public final class StanzaCutter {

  private final ByteArrayOutputStream unit = new ByteArrayOutputStream();
  private int depth;
  private int quote;
  private boolean inTag;
  private int tagStart;

  /** The units that these octets complete, in order. */
  public List<String> feed(byte[] octets) {
    var units = new ArrayList<String>();
    for (var octet : octets) {
      feed(octet, units);
    }
    return units;
  }

  /** Whether no unit has begun that is not at its end. */
  public boolean isBetween() {
    return unit.size() == 0;
  }

  /** What is there of a unit that is not at its end. */
  public String rest() {
    return unit.toString(StandardCharsets.UTF_8);
  }

  private void feed(byte octet, List<String> units) {
    if (!inTag) {
      if (octet == '<') {
        inTag = true;
        tagStart = unit.size();
      } else if (depth <= 1) {
        // White space between stanzas.
        return;
      }
      unit.write(octet);
      return;
    }
    unit.write(octet);
    if (quote != 0) {
      quote = octet == quote ? 0 : quote;
    } else if (octet == '\'' || octet == '"') {
      quote = octet;
    } else if (octet == '>') {
      inTag = false;
      tag(units);
    }
  }

  private void tag(List<String> units) {
    var text = unit.toString(StandardCharsets.UTF_8);
    var octets = unit.toByteArray();
    var tag = new String(octets, tagStart, octets.length - tagStart, StandardCharsets.UTF_8);
    if (tag.startsWith("<?")) {
      unit.reset();
      return;
    }
    if (tag.startsWith("</")) {
      depth--;
    } else if (!tag.endsWith("/>")) {
      depth++;
    }
    if (depth <= 1) {
      units.add(text);
      unit.reset();
    }
  }
}
