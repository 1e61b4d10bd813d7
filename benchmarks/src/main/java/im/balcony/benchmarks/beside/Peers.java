package im.balcony.benchmarks.beside;

import im.balcony.benchmarks.peers.Loop;
import im.balcony.benchmarks.peers.SipPeer;
import im.balcony.benchmarks.peers.Traffic;
import im.balcony.benchmarks.peers.XmppPeer;
import java.io.IOException;
import java.time.Duration;

/** Both sides of one gateway: each has its own, so that nobody hears what came by another. */
final class Peers implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

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

  /** Waits until the gateway is there as a component of this domain. */
  void awaitLink(String domain) throws IOException, InterruptedException {
    var end = System.nanoTime() + PATIENCE.toNanos();
    while (!xmpp.connected().contains(domain)) {
      if (System.nanoTime() > end) {
        throw new IOException("no component " + domain + " after " + PATIENCE.toSeconds() + " s");
      }
      Thread.sleep(50);
    }
  }

  /** A MESSAGE; of the loop's thread only. */
  void page(String from, String to, String text) {
    sip.message(
        from,
        to,
        text,
        answer -> {
          var status = SipPeer.status(answer);
          if (status >= 300) {
            traffic.refused(text, String.valueOf(status));
          }
        });
  }

  /** A message of Juliet's; of the loop's thread only. */
  void stanza(String domain, String from, String to, String text) {
    xmpp.send(
        domain,
        "<message from='"
            + from
            + "/b' to='"
            + to
            + "' id='"
            + text
            + "'><body>"
            + text
            + "</body></message>");
  }

  @Override
  public void close() throws IOException {
    loop.close();
  }
}
