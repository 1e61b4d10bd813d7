package im.balcony.benchmarks.beside;

import im.balcony.benchmarks.peers.Loop;
import im.balcony.benchmarks.peers.SipPeer;
import im.balcony.benchmarks.peers.Traffic;
import im.balcony.benchmarks.peers.XmppPeer;
import java.io.IOException;

/** Both sides of one gateway: each has its own, so that nobody hears what came by another. */
final class Peers implements AutoCloseable {

  final Loop loop = new Loop();
  final Traffic traffic = new Traffic(loop);
  final SipPeer sip;
  final XmppPeer xmpp;

  /** Peers of a gateway that listens for SIP at this port. */
  Peers(int sipPort) throws IOException {
    sip = new SipPeer(loop, sipPort, traffic::arrived);
    xmpp = new XmppPeer(loop, this::stanza);
  }

  private void stanza(String stanza) {
    if (stanza.startsWith("<message")) {
      if (XmppPeer.attribute(stanza, "type").equals("error")) {
        traffic.refused(XmppPeer.attribute(stanza, "id"), "error stanza");
      } else {
        traffic.arrived(stanza);
      }
    }
  }

  @Override
  public void close() throws IOException {
    loop.close();
  }
}
