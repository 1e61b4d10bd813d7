package im.balcony.players.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was seen of the gateway on the wire, and what was wrong with it.
 *
 * @param seen how many messages of each kind, such as {@code SIP INVITE}, {@code SIP 200 MESSAGE},
 *     {@code SDP}, {@code MSRP SEND}, {@code MSRP 200} or {@code XMPP message}
 * @param faults what broke a rule
 */
public record Verdict(Map<String, Integer> seen, List<String> faults) {

  /**
   * The faults, and each kind of message of which fewer were seen than expected: who saw nothing
   * has judged nothing.
   */
  public List<String> complaints(Map<String, Integer> expected) {
    var all = new ArrayList<>(faults);
    new TreeMap<>(expected)
        .forEach(
            (kind, least) -> {
              var count = seen.getOrDefault(kind, 0);
              if (count < least) {
                all.add("only " + count + " of " + least + " " + kind);
              }
            });
    return all;
  }
}
