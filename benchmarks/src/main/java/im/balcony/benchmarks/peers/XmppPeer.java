package im.balcony.benchmarks.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An XMPP server to which components connect (XEP-0114): it takes any secret, returns what a
 * component sends to its own domain, and gives everything else to its users.
 */
public final class XmppPeer {

  /** Hears stanzas that came for users. */
  public interface Users {
    void heard(String stanza);
  }

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Loop loop;
  private final Users users;
  private final ServerSocketChannel socket = ServerSocketChannel.open();
  private final Map<String, TcpStream> links = new ConcurrentHashMap<>();

  /** A server on a free port. */
  public XmppPeer(Loop loop, Users users) throws IOException {
    this.loop = loop;
    this.users = users;
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    loop.ask(() -> loop.register(socket, SelectionKey.OP_ACCEPT, key -> accept()));
  }

  /** The port for components. */
  public int port() {
    return socket.socket().getLocalPort();
  }

  /** The domains whose components are connected; any thread may ask. */
  public Set<String> connected() {
    return links.keySet();
  }

  /** Gives a stanza to the component of a domain; of the loop's thread only. */
  public void send(String domain, String stanza) {
    var link = links.get(domain);
    if (link != null) {
      link.write(stanza.getBytes(UTF_8));
    }
  }

  /**
   * A user says something, out of any chat, under an id that is the text; of the loop's thread
   * only.
   */
  public void message(String domain, String from, String to, String text) {
    send(
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

  /** Waits until so many components are connected. */
  public void await(int count) throws IOException, InterruptedException {
    var end = System.nanoTime() + PATIENCE.toNanos();
    while (links.size() < count) {
      if (System.nanoTime() > end) {
        throw new IOException(links.size() + " of " + count + " links after " + PATIENCE);
      }
      Thread.sleep(50);
    }
  }

  private void accept() throws IOException {
    for (var next = socket.accept(); next != null; next = socket.accept()) {
      new XmppLink(loop, next, this);
    }
  }

  void up(String domain, TcpStream link) {
    links.put(domain, link);
  }

  /** What a component sent goes where it is addressed to. */
  void route(String stanza) {
    var to = attribute(stanza, "to");
    var own = links.get(to.substring(to.indexOf('@') + 1));
    if (own != null) {
      own.write(stanza.getBytes(UTF_8));
    } else {
      users.heard(stanza);
    }
  }

  /** The value of an attribute in the first tag of a stanza; empty if it has none. */
  public static String attribute(String stanza, String name) {
    var end = stanza.indexOf('>');
    for (var at = stanza.indexOf(name); at > 0 && at < end; at = stanza.indexOf(name, at + 1)) {
      var equals = at + name.length();
      if (stanza.charAt(at - 1) == ' ' && stanza.charAt(equals) == '=') {
        var quote = stanza.charAt(equals + 1);
        return stanza.substring(equals + 2, stanza.indexOf(quote, equals + 2));
      }
    }
    return "";
  }
}
