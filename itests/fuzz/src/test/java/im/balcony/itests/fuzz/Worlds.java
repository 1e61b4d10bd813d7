package im.balcony.itests.fuzz;

import im.balcony.api.data.Facts;
import im.balcony.api.wire.ConnectionSpec;
import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppCommand;
import im.balcony.xmpp.XmppProtocolFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Component streams: that of the gateway, and the one of a server who reads what it says. */
final class Worlds {

  private static final byte[] HEAD =
      ("<stream:stream xmlns:stream='http://etherx.jabber.org/streams'"
              + " xmlns='jabber:component:accept' from='example.net' id='3BF96D32'><handshake/>")
          .getBytes(StandardCharsets.UTF_8);

  private Worlds() {}

  /** The gateway's stream, which is up; its domain is Romeo's. */
  static Fed component() {
    return component("example.net");
  }

  private static Fed component(String domain) {
    var settings = Facts.NONE.with("domain", domain).with("secret", "Montague-or-Capulet");
    var spec =
        new ConnectionSpec(true, "127.0.0.1:4711", "127.0.0.1:5347", Optional.empty(), settings);
    return new Fed(new XmppProtocolFactory(), spec).hears(HEAD);
  }

  /** Octets of a stanza on a stream. */
  static int size(Stanza stanza) {
    return new XmppProtocolFactory().size(stanza);
  }

  /** What the gateway writes for a command; nothing where it may not be written. */
  static byte[] saidBy(XmppCommand.Send command) {
    var stream = component();
    var before = stream.said().length;
    stream.does(command);
    var said = stream.said();
    // Behind it may come a ping, which is the stream's own.
    return Arrays.copyOfRange(said, before, said.length);
  }

  /** The stanzas to Juliet's domain that a server reads there. */
  static List<Stanza> stanzas(byte[] octets) {
    return component("example.com").hears(octets).told().stream()
        .filter(Stanza.class::isInstance)
        .map(Stanza.class::cast)
        .toList();
  }
}
