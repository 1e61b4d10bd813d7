package im.balcony.players.wire;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Judges the MSRP that the gateway sent. tshark calls no MSRP malformed, so its decoded fields are
 * held against {@link MsrpRules}.
 */
final class MsrpJudge {

  private final int own;
  private final Set<Integer> peers;
  private final Findings findings;

  /**
   * @param own the gateway's port
   * @param peers ports to which the gateway connects
   */
  MsrpJudge(int own, Set<Integer> peers, Findings findings) {
    this.own = own;
    this.peers = peers;
    this.findings = findings;
  }

  void judge(Path capture) throws IOException, InterruptedException {
    var ports = new HashSet<>(peers);
    ports.add(own);
    var sent = new ArrayList<Unit>();
    var asked = new HashSet<String>();
    for (var stream : Stream.of(capture, ports)) {
      var units = MsrpCutter.cut(stream);
      if (stream.from() == own || peers.contains(stream.to())) {
        sent.addAll(units);
      } else {
        units.forEach(unit -> asked.add(transaction(unit)));
      }
    }
    judge(capture, sent, asked);
  }

  /** A transaction of a connection, as the one who asks names it. */
  private static String transaction(Unit unit) {
    var words = unit.head().split(" ", 3);
    return unit.stream().connection() + " " + (words.length > 1 ? words[1] : "");
  }

  private void judge(Path capture, List<Unit> sent, Set<String> asked)
      throws IOException, InterruptedException {
    var file = capture.resolveSibling("msrp.pcap");
    ExportedPdus.write(file, "msrp", sent);
    var packets = Tshark.dissect(file, "msrp", List.of());
    findings.check(packets.size() == sent.size(), "tshark reads each frame", "" + sent.size());
    var rules = new MsrpRules(findings);
    for (var i = 0; i < packets.size(); i++) {
      var unit = sent.get(i);
      var layers = packets.get(i).of("msrp");
      var where = "MSRP frame " + (i + 1) + " <" + unit.head() + ">";
      findings.check(!packets.get(i).isFaulty(), "tshark finds no error in MSRP", where);
      findings.check(layers.size() == 1, "the octets are one frame of MSRP", where);
      if (layers.size() == 1) {
        rules.frame(layers.get(0), unit.octets().length, where);
        findings.check(
            layers.get(0).has("msrp.method") || asked.contains(transaction(unit)),
            "a response belongs to a request on its connection",
            where);
      }
    }
  }
}
