package im.balcony.benchmarks.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/** One component's stream, cut into stanzas. */
final class XmppLink implements TcpStream.Reader {

  private final XmppPeer peer;
  private final TcpStream stream;
  private String domain = "";
  // Of the unit that is being read, how far it was looked at and what was found there.
  private int scanned;
  private int depth;
  private int tag = -1;
  private int quote;

  XmppLink(Loop loop, SocketChannel channel, XmppPeer peer) throws IOException {
    this.peer = peer;
    this.stream = new TcpStream(loop, channel, this);
  }

  @Override
  public int read(byte[] octets, int from, int to) {
    while (from + scanned < to) {
      if (ends(octets, from, from + scanned++)) {
        var length = scanned;
        scanned = 0;
        unit(new String(octets, from, length, UTF_8).strip());
        return length;
      }
    }
    return 0;
  }

  /** Whether a unit ends with the octet at {@code at}. */
  private boolean ends(byte[] octets, int from, int at) {
    var octet = octets[at];
    if (tag < 0) {
      if (octet == '<') {
        tag = at - from;
      }
      return false;
    }
    if (quote != 0) {
      quote = octet == quote ? 0 : quote;
      return false;
    }
    if (octet == '\'' || octet == '"') {
      quote = octet;
      return false;
    }
    return octet == '>' && tagEnds(octets, from + tag + 1, at - 1);
  }

  private boolean tagEnds(byte[] octets, int first, int last) {
    tag = -1;
    if (octets[first] == '?') {
      return true;
    }
    if (octets[first] == '/') {
      depth--;
    } else if (octets[last] != '/') {
      depth++;
    }
    return depth <= 1;
  }

  private void unit(String unit) {
    if (unit.startsWith("<?")) {
      return;
    }
    if (unit.startsWith("<stream:stream")) {
      domain = XmppPeer.attribute(unit, "to");
      write(
          "<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept'"
              + " xmlns:stream='http://etherx.jabber.org/streams' from='"
              + domain
              + "' id='bench'>");
    } else if (unit.startsWith("<handshake")) {
      write("<handshake/>");
      peer.up(domain, stream);
    } else if (unit.startsWith("</")) {
      write("</stream:stream>");
    } else {
      peer.route(unit);
    }
  }

  private void write(String text) {
    stream.write(text.getBytes(UTF_8));
  }
}
