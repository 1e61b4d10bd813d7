package im.balcony.players.wire;

import java.io.IOException;
import java.nio.file.Path;

/** Judges what the gateway sent, as tshark reads it. */
public final class WireJudge {

  private final WirePorts ports;

  /** A judge of the gateway that uses these ports. */
  public WireJudge(WirePorts ports) {
    this.ports = ports;
  }

  /** Judges a capture that began before the gateway's connections did. */
  public Verdict judge(Path capture) throws IOException, InterruptedException {
    var findings = new Findings();
    var msrpPeers = new SipJudge(ports, findings).judge(capture);
    new MsrpJudge(ports.msrp(), msrpPeers, findings).judge(capture);
    new XmppJudge(ports.component(), findings).judge(capture);
    return findings.verdict();
  }
}
