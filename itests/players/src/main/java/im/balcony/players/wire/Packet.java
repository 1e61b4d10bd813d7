package im.balcony.players.wire;

import java.util.List;

/**
 * One frame of a capture as tshark decoded it.
 *
 * @param number its number in the capture, from 1
 * @param layers its protocols, the outermost first
 */
record Packet(int number, List<Layer> layers) {

  private static final String SEVERITY = "_ws.expert.severity";

  /** Wireshark's PI_ERROR. */
  private static final String ERROR = String.valueOf(0x800000);

  /** The layers of this protocol. */
  List<Layer> of(String protocol) {
    return layers.stream().filter(l -> l.protocol().equals(protocol)).toList();
  }

  /** A number of some layer, such as {@code udp.srcport}; -1 without one. */
  int number(String field) {
    return layers.stream()
        .flatMap(l -> l.first(field).stream())
        .map(f -> Integer.parseInt(f.text()))
        .findFirst()
        .orElse(-1);
  }

  /** Whether tshark could not read it, or found an error in it. */
  boolean isFaulty() {
    return layers.stream()
        .anyMatch(
            layer ->
                layer.protocol().equals("_ws.malformed")
                    || layer.has("_ws.malformed")
                    || layer.all(SEVERITY).stream().anyMatch(f -> f.text().equals(ERROR)));
  }
}
