package im.balcony.xmpp;

import static org.assertj.core.api.Assertions.assertThat;

import im.balcony.api.data.Facts;
import im.balcony.api.wire.WireRecord;
import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppCommand;
import im.balcony.api.xmpp.XmppEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The hand-over rule stands on what real servers do: a ping to ourselves comes round behind
 * everything that the server has to say about the stanzas before it.
 */
@Tag("broad")
@Timeout(180)
class SelfPingTest {

  private static final int PAIRS = 50;

  private static final Facts SETTINGS =
      Facts.NONE.with("domain", "sip.localhost").with("secret", Link.SECRET);

  @Test
  void prosodySaysTheErrorBeforeThePing() throws Exception {
    program("prosody");
    try (var server = Server.prosody()) {
      tellsWhatWasHandedOver(server.port);
      refusesAWrongSecret(server.port);
    }
  }

  @Test
  void ejabberdSaysTheErrorBeforeThePing() throws Exception {
    var program = program("ejabberdctl");
    try (var server = Server.ejabberd(program)) {
      tellsWhatWasHandedOver(server.port);
      refusesAWrongSecret(server.port);
    }
  }

  private static Path program(String name) {
    return List.of("/usr/bin/", "/usr/sbin/", "/usr/local/bin/", "/opt/ejabberd/bin/").stream()
        .map(folder -> Path.of(folder + name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is missing; ./balcony test installs it"));
  }

  private static void tellsWhatWasHandedOver(int port) throws IOException {
    try (var wire = new Wire(port, SETTINGS)) {
      // Kept until the stream is up, then written in one burst with one ping behind all of them.
      for (var i = 0; i < PAIRS; i++) {
        wire.sends("good" + i, message("g" + i, "juliet@localhost"));
        wire.sends("bad" + i, message("b" + i, "nobody@localhost"));
      }
      wire.until(new XmppEvent.HandedOver("good" + (PAIRS - 1))::equals);
      var told = wire.link.told();
      assertThat(told.get(0)).isEqualTo(new XmppEvent.Up(OptionalLong.empty()));
      for (var i = 0; i < PAIRS; i++) {
        var error = told.get(1 + 2 * i);
        assertThat(error).isInstanceOf(Stanza.class);
        assertThat(((Stanza) error).isError()).isTrue();
        assertThat(((Stanza) error).id()).contains("b" + i);
        assertThat(told.get(2 + 2 * i)).isEqualTo(new XmppEvent.Refused("bad" + i));
        assertThat(told.get(1 + 2 * PAIRS + i)).isEqualTo(new XmppEvent.HandedOver("good" + i));
      }
      assertThat(told).hasSize(1 + 3 * PAIRS);

      wire.sends("good too", message("m3", "juliet@localhost"));
      wire.until(new XmppEvent.HandedOver("good too")::equals);
      assertThat(wire.link.told()).containsExactly(new XmppEvent.HandedOver("good too"));

      wire.closes();
      assertThat(wire.link.told()).containsExactly(Link.down("closed"));
    }
  }

  private static Stanza message(String id, String to) {
    return Link.message(id, "romeo@sip.localhost", to, "Wherefore & <why> \uD83C\uDF39?");
  }

  private static void refusesAWrongSecret(int port) throws IOException {
    try (var wire = new Wire(port, SETTINGS.with("secret", "wrong"))) {
      wire.until(XmppEvent.Down.class::isInstance);
      assertThat(wire.link.told()).containsExactly(new XmppEvent.Down("not-authorized", true));
    }
  }

  /** A link whose octets really travel. */
  private static final class Wire implements AutoCloseable {

    final Link link;
    private final Socket socket;
    private final long start = System.nanoTime();

    Wire(int port, Facts settings) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(20);
      link = Link.opened(settings);
      flush();
    }

    private void clock() {
      link.now = 1_000 + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    void sends(String effectId, Stanza stanza) throws IOException {
      clock();
      link.sends(effectId, stanza);
      flush();
    }

    void closes() throws IOException {
      clock();
      link.told(new XmppCommand.Close());
      flush();
      until(XmppEvent.Down.class::isInstance);
    }

    private void flush() throws IOException {
      socket.getOutputStream().write(link.said().getBytes(StandardCharsets.UTF_8));
    }

    void until(Predicate<WireRecord> wanted) throws IOException {
      var octets = new byte[4_096];
      while (link.records.stream().noneMatch(wanted)) {
        try {
          var count = socket.getInputStream().read(octets);
          clock();
          if (count < 0) {
            link.loses();
            assertThat(link.records).anyMatch(wanted);
            return;
          }
          link.hears(Arrays.copyOf(octets, count));
        } catch (SocketTimeoutException e) {
          clock();
          link.at(link.now);
        }
        flush();
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
