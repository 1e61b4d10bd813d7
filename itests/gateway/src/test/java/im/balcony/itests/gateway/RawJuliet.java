package im.balcony.itests.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Base64;

/** A client that writes octets, logged in as Juliet. */
final class RawJuliet implements AutoCloseable {

  private static final Duration WAIT = Duration.ofSeconds(20);

  /** The prefix is declared where only the server sees it. */
  private static final String HEADER =
      "<stream:stream to='example.com' version='1.0' xmlns='jabber:client'"
          + " xmlns:stream='http://etherx.jabber.org/streams' xmlns:p='urn:p'>";

  private final Socket socket;
  private final StringBuilder heard = new StringBuilder();

  RawJuliet(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout((int) WAIT.toMillis());
    say(HEADER);
    await("</stream:features>");
    var login = Base64.getEncoder().encodeToString("\0juliet\0balcony".getBytes(UTF_8));
    say("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>" + login + "</auth>");
    await("<success");
    say(HEADER);
    await("</stream:features>");
    say(
        "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
            + "<resource>raw</resource></bind></iq>");
    await("</iq>");
  }

  void say(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
  }

  void await(String text) throws IOException {
    var buffer = new byte[8_192];
    while (heard.indexOf(text) < 0) {
      var read = socket.getInputStream().read(buffer);
      if (read < 0) {
        throw new IOException("the server left; it said " + heard);
      }
      heard.append(new String(buffer, 0, read, UTF_8));
    }
    heard.delete(0, heard.indexOf(text) + text.length());
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
