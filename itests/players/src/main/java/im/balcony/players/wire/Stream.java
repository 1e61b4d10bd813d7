package im.balcony.players.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One direction of a TCP connection.
 *
 * @param connection tshark's number of the connection
 * @param from the port that sent
 * @param to the port that received
 * @param octets all that was sent
 */
record Stream(int connection, int from, int to, byte[] octets) {

  private record Direction(int connection, int from, int to) {}

  private record Segment(long start, byte[] octets) {

    long end() {
      return start + octets.length;
    }
  }

  /** All streams of a capture to or from one of these ports. */
  static List<Stream> of(Path capture, Set<Integer> ports)
      throws IOException, InterruptedException {
    var set = ports.stream().map(String::valueOf).collect(Collectors.joining(","));
    var rows =
        Tshark.table(
            capture,
            "tcp.len > 0 and tcp.port in {" + set + "}",
            "tcp.stream",
            "tcp.srcport",
            "tcp.dstport",
            "tcp.seq",
            "tcp.payload");
    var segments =
        rows.stream()
            .collect(
                Collectors.groupingBy(
                    row -> new Direction(number(row, 0), number(row, 1), number(row, 2)),
                    LinkedHashMap::new,
                    Collectors.mapping(Stream::segment, Collectors.toList())));
    return segments.entrySet().stream().map(Stream::joined).toList();
  }

  private static int number(List<String> row, int column) {
    return Integer.parseInt(row.get(column));
  }

  private static Segment segment(List<String> row) {
    return new Segment(
        Long.parseLong(row.get(3)), HexFormat.of().parseHex(row.get(4).replace(":", "")));
  }

  /** Puts segments in order; what was sent again counts once. */
  private static Stream joined(Map.Entry<Direction, List<Segment>> entry) {
    var direction = entry.getKey();
    var out = new ByteArrayOutputStream();
    var next = 1L;
    for (var segment :
        entry.getValue().stream().sorted(Comparator.comparingLong(Segment::start)).toList()) {
      if (segment.start() > next) {
        throw new IllegalStateException("the capture misses octets of " + direction);
      }
      if (segment.end() > next) {
        var known = (int) (next - segment.start());
        out.write(segment.octets(), known, segment.octets().length - known);
        next = segment.end();
      }
    }
    return new Stream(direction.connection, direction.from, direction.to, out.toByteArray());
  }
}
