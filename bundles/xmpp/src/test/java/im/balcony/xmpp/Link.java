package im.balcony.xmpp;

import im.balcony.api.address.AddressException;
import im.balcony.api.address.Jid;
import im.balcony.api.data.Facts;
import im.balcony.api.data.Ids;
import im.balcony.api.tls.TlsPeer;
import im.balcony.api.wire.Command;
import im.balcony.api.wire.ConnectionSpec;
import im.balcony.api.wire.Output;
import im.balcony.api.wire.Protocol;
import im.balcony.api.wire.WireRecord;
import im.balcony.api.xmpp.Element;
import im.balcony.api.xmpp.Stanza;
import im.balcony.api.xmpp.XmppCommand;
import im.balcony.api.xmpp.XmppEvent;
import im.balcony.testkit.SeededIds;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A component stream in the hands of a test: what went in and what came out, at a set time. */
final class Link {

  static final String HEADER =
      "<stream:stream xmlns:stream='http://etherx.jabber.org/streams'"
          + " xmlns='jabber:component:accept' from='example.net' id='3BF96D32'>";

  static final String SECRET = "Montague-or-Capulet";

  static final Facts SETTINGS = Facts.NONE.with("domain", "example.net").with("secret", SECRET);

  final XmppProtocolFactory factory = new XmppProtocolFactory();
  final List<WireRecord> records = new ArrayList<>();
  final ConnectionSpec spec;
  Ids ids = new SeededIds(114);
  Protocol protocol;
  long now = 1_000;
  OptionalLong deadline = OptionalLong.empty();
  boolean wantsWritable;
  boolean closed;
  private final StringBuilder said = new StringBuilder();

  Link(Facts settings) {
    this(settings, Optional.empty());
  }

  /** A link of which TLS found this out. */
  Link(Facts settings, Optional<TlsPeer> tls) {
    spec = new ConnectionSpec(true, "127.0.0.1:4711", "127.0.0.1:5347", tls, settings);
    protocol = factory.open(spec);
  }

  /** A link on which the header was said and nothing heard. */
  static Link opened(Facts settings) {
    return new Link(settings).opens();
  }

  Link opens() {
    take(protocol.opened(now, ids));
    return this;
  }

  /** A link that is up, with what was said and told so far forgotten. */
  static Link up(Facts settings) {
    var link = opened(settings);
    link.hears(HEADER).hears("<handshake/>");
    link.said();
    link.told();
    return link;
  }

  static Link up() {
    return up(SETTINGS);
  }

  Link hears(String text) {
    return hears(text.getBytes(StandardCharsets.UTF_8));
  }

  Link hears(byte[] octets) {
    take(protocol.received(ByteBuffer.wrap(octets).asReadOnlyBuffer(), now, ids));
    return this;
  }

  Link told(Command command) {
    take(protocol.command(command, now, ids));
    return this;
  }

  Link sends(String effectId, Stanza stanza) {
    return told(new XmppCommand.Send(Optional.of(effectId), stanza));
  }

  Link at(long time) {
    now = time;
    take(protocol.deadline(now, ids));
    return this;
  }

  Link writable(int octets) {
    take(protocol.writable(octets, now, ids));
    return this;
  }

  Link loses() {
    take(protocol.closed("reset by peer", now, ids));
    return this;
  }

  /** Goes on with a new instance, as when the bundle is replaced. */
  Link handsOver() {
    protocol = factory.resume(spec, protocol.release());
    return this;
  }

  void take(Output output) {
    for (var bytes : output.bytes()) {
      said.append(StandardCharsets.UTF_8.decode(bytes.duplicate()));
    }
    records.addAll(output.records());
    deadline = output.deadline();
    wantsWritable = output.wantsWritable();
    closed |= output.close();
  }

  /** What was said since the last time. */
  String said() {
    var text = said.toString();
    said.setLength(0);
    return text;
  }

  /** What was told since the last time. */
  List<WireRecord> told() {
    var copy = List.copyOf(records);
    records.clear();
    return copy;
  }

  /** The id of the first ping in {@code said}. */
  static String pingId(String said) {
    var ping = said.substring(0, said.indexOf(" type='get'><ping"));
    return ping.substring(ping.lastIndexOf(" id='") + 5, ping.length() - 1);
  }

  /** Brings the ping {@code id} round: its request, then its answer. */
  Link pong(String id) {
    return hears(loop(id, "get", "<ping xmlns='urn:xmpp:ping'/>")).hears(loop(id, "result", ""));
  }

  static String loop(String id, String type, String content) {
    return "<iq from='example.net' to='example.net' id='"
        + id
        + "' type='"
        + type
        + "'>"
        + content
        + "</iq>";
  }

  static Stanza message(String id, String body) {
    return message(id, "romeo@example.net", "juliet@example.com", body);
  }

  static Stanza message(String id, String from, String to, String body) {
    return new Stanza(
        Stanza.Kind.MESSAGE,
        jid(from),
        jid(to),
        Optional.of(id),
        Optional.of("chat"),
        Optional.empty(),
        List.of(Element.of(Stanza.NAMESPACE, "body", body)));
  }

  static Jid jid(String text) {
    try {
      return Jid.parse(text);
    } catch (AddressException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static XmppEvent.Down down(String condition) {
    return new XmppEvent.Down(condition, false);
  }
}
