package im.balcony.benchmarks.peers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The MSRP ends of many users, who connect to the gateway and share some connections (RFC 4975
 * §5.4): it answers 200 to each SEND. Of the loop's thread only.
 */
public final class MsrpPeer {

  /** Connections that are shared. */
  private static final int CONNECTIONS = 200;

  /** One end of a session. */
  public final class Session {

    private final String own;
    private final String peer;
    private final TcpStream stream;

    private Session(String own, String peer, TcpStream stream) {
      this.own = own;
      this.peer = peer;
      this.stream = stream;
    }

    /**
     * Sends a text.
     *
     * @param headers further headers, each with its end
     */
    public void send(String text, String headers) {
      var id = "t" + ++count + "x";
      write(
          stream,
          "MSRP "
              + id
              + " SEND\r\nTo-Path: "
              + peer
              + "\r\nFrom-Path: "
              + own
              + "\r\nMessage-ID: m"
              + count
              + "\r\nByte-Range: 1-"
              + text.length()
              + '/'
              + text.length()
              + "\r\n"
              + headers
              + "Content-Type: text/plain\r\n\r\n"
              + text
              + "\r\n-------"
              + id
              + "$\r\n");
    }
  }

  private final Loop loop;
  private final Consumer<String> texts;
  private final List<TcpStream> streams = new ArrayList<>();
  private final String run = Long.toString(System.nanoTime(), 36);
  private long count;
  private long refusals;

  /**
   * A peer without connections.
   *
   * @param texts hears the body of each SEND that comes
   */
  public MsrpPeer(Loop loop, Consumer<String> texts) {
    this.loop = loop;
    this.texts = texts;
  }

  /** The URI of an end that is to be offered. */
  public String uri() {
    return "msrp://127.0.0.1:9/" + run + 's' + ++count + ";tcp";
  }

  /** The SDP that offers it. */
  public static String offer(String uri) {
    return "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
        + "m=message 9 TCP/MSRP *\r\na=accept-types:text/plain\r\na=setup:active\r\na=path:"
        + uri
        + "\r\n";
  }

  /** The end at {@code own} of a session whose other end is described by {@code answer}. */
  public Session session(String own, String answer) {
    var start = answer.indexOf("a=path:") + 7;
    var peer = answer.substring(start, answer.indexOf("\r\n", start));
    return new Session(own, peer, stream(peer));
  }

  /** How many SENDs were answered with anything but 200. */
  public long refusals() {
    return refusals;
  }

  private TcpStream stream(String peer) {
    if (streams.size() == CONNECTIONS) {
      return streams.get((int) (++count % CONNECTIONS));
    }
    var host = peer.substring(peer.indexOf("//") + 2, peer.lastIndexOf(':', peer.lastIndexOf('/')));
    var port = peer.substring(peer.lastIndexOf(':') + 1, peer.lastIndexOf('/'));
    try {
      var channel = SocketChannel.open();
      channel.configureBlocking(false);
      channel.connect(new InetSocketAddress(host, Integer.parseInt(port)));
      var link = new Link();
      link.stream = new TcpStream(loop, channel, link);
      streams.add(link.stream);
      return link.stream;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(TcpStream stream, String text) {
    stream.write(text.getBytes(UTF_8));
  }

  private final class Link implements TcpStream.Reader {

    private @org.jspecify.annotations.Nullable TcpStream stream;

    @Override
    public int read(byte[] octets, int from, int to) {
      // Frames are short, and most come whole.
      var text = new String(octets, from, to - from, ISO_8859_1);
      var id = id(text);
      var end = id.isEmpty() ? -1 : text.indexOf("\r\n-------" + id);
      var length = end + 9 + id.length() + 3;
      if (end < 0 || length > text.length()) {
        return 0;
      }
      frame(text.substring(0, end + 2), id);
      return length;
    }

    private String id(String text) {
      var end = text.indexOf(' ', 5);
      return end < 0 ? "" : text.substring(5, end);
    }

    private void frame(String frame, String id) {
      var line = frame.substring(0, frame.indexOf("\r\n"));
      if (!line.endsWith(" SEND")) {
        refusals += line.contains(" 200") || line.endsWith(" REPORT") ? 0 : 1;
        return;
      }
      if (stream != null) {
        write(
            stream,
            "MSRP "
                + id
                + " 200 OK\r\nTo-Path: "
                + SipPeer.field(frame, "From-Path")
                + "\r\nFrom-Path: "
                + SipPeer.field(frame, "To-Path")
                + "\r\n-------"
                + id
                + "$\r\n");
      }
      var body = frame.indexOf("\r\n\r\n");
      if (body > 0) {
        texts.accept(frame.substring(body + 4));
      }
    }
  }
}
