package im.balcony.api.address;

import java.util.ArrayList;
import java.util.List;

/**
 * The prefixes of addresses that are routed publicly: where an MSRP connection may be made unless a
 * tenant says otherwise (SEC-20). They are what IANA's special-purpose registry (RFC 6890) leaves.
 */
public final class PublicRanges {

  private record Block(long start, int bits) {

    static Block of(String prefix) {
      var slash = prefix.indexOf('/');
      var start = 0L;
      for (var octet : prefix.substring(0, slash).split("\\.")) {
        start = start << 8 | Integer.parseInt(octet);
      }
      return new Block(start, Integer.parseInt(prefix.substring(slash + 1)));
    }

    long end() {
      return start + (1L << (32 - bits));
    }

    boolean meets(Block other) {
      return start < other.end() && other.start < end();
    }

    boolean lies(Block inside) {
      return inside.start <= start && end() <= inside.end();
    }

    String text() {
      return (start >> 24 & 255)
          + "."
          + (start >> 16 & 255)
          + "."
          + (start >> 8 & 255)
          + "."
          + (start & 255)
          + "/"
          + bits;
    }
  }

  private static final List<Block> SPECIAL =
      List.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.0.2.0/24",
              "192.88.99.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "198.51.100.0/24",
              "203.0.113.0/24",
              "224.0.0.0/3")
          .stream()
          .map(Block::of)
          .toList();

  /** The prefixes; for IPv6 global unicast. */
  public static final List<String> PREFIXES = prefixes();

  private PublicRanges() {}

  private static List<String> prefixes() {
    var out = new ArrayList<String>();
    collect(new Block(0, 0), out);
    out.add("2000::/3");
    return List.copyOf(out);
  }

  private static void collect(Block block, List<String> out) {
    if (SPECIAL.stream().anyMatch(block::lies)) {
      return;
    }
    if (SPECIAL.stream().noneMatch(block::meets)) {
      out.add(block.text());
      return;
    }
    var half = 1L << (31 - block.bits);
    collect(new Block(block.start, block.bits + 1), out);
    collect(new Block(block.start + half, block.bits + 1), out);
  }
}
