package im.balcony.itests.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.players.Ejabberd;
import im.balcony.players.Ports;
import im.balcony.players.Prosody;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** What real servers pass on of the odd XML that a user of theirs writes. */
class OddXmlOfServersTest {

  private static final Duration WAIT = Duration.ofSeconds(20);

  /** The prefix is declared where only the server sees it. */
  private static final String HEADER =
      "<stream:stream to='example.com' version='1.0' xmlns='jabber:client'"
          + " xmlns:stream='http://etherx.jabber.org/streams' xmlns:p='urn:p'>";

  /** A client that writes octets, logged in as Juliet. */
  private static final class RawJuliet implements AutoCloseable {

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

  private static String message(String id, String children) {
    return "<message to='romeo@example.net' id='" + id + "'>" + children + "</message>";
  }

  private static void play(Playhouse.Starter starter) throws Exception {
    try (var house = new Playhouse(starter);
        var raw = new RawJuliet(house.server.clientPort())) {
      raw.say(
          message("m1", "<body><![CDATA[a < b]]></body>")
              + message("m2", "<body>A prefix</body><p:x p:y='z'/>")
              + message("m3", "<body>deep</body>" + "<a>".repeat(99) + "</a>".repeat(99))
              + message("m4", "<body>long</body><a b='" + "x".repeat(20_000) + "'/>")
              + message("m5", "<body>&#x0000000000000000000041;</body>")
              // Some servers keep that to themselves.
              + message("m7", "<body xml:lang='!?'>of no language</body>")
              + message("m6", "<body>after all</body>"));

      var texts = new ArrayList<String>();
      while (!texts.contains("after all")) {
        texts.add(house.romeo.messages.next(WAIT).text());
      }
      assertThat(texts).contains("a < b", "A").doesNotContain("deep", "long");
      raw.await("policy-violation");
      assertThat(house.linked()).isTrue();
      assertThat(house.violations.all()).isEmpty();
    }
  }

  @Test
  void prosodysLinkLivesOn() throws Exception {
    assertThat(Prosody.installed()).as("Prosody is installed (package prosody)").isTrue();
    play((folder, components, users) -> new Prosody(folder, Ports.free(), components, users));
  }

  @Test
  void ejabberdsLinkLivesOn() throws Exception {
    assertThat(Ejabberd.installed()).as("ejabberd is installed (package ejabberd)").isTrue();
    play(Ejabberd::new);
  }
}
