package im.balcony.players.wire;

import im.balcony.testkit.server.StanzaCutter;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;

/** Judges the component streams that the gateway sent, stanza by stanza (RFC 6120, XEP-0114). */
final class XmppJudge {

  private static final List<String> KNOWN = List.of("message", "iq", "presence", "stream");

  /** By itself it is no XML, so tshark is not asked. */
  private static final String END = "</stream:stream>";

  private final int component;
  private final Findings findings;

  XmppJudge(int component, Findings findings) {
    this.component = component;
    this.findings = findings;
  }

  void judge(Path capture) throws IOException, InterruptedException {
    var sent = new ArrayList<Unit>();
    for (var stream : Stream.of(capture, Set.of(component))) {
      if (stream.to() == component) {
        var cutter = new StanzaCutter();
        cutter.feed(stream.octets()).forEach(text -> unit(stream, text, sent));
        findings.check(cutter.isBetween(), "a stream ends behind a stanza", cutter.rest());
        findings.check(isUtf8(stream.octets()), "a stream is UTF-8", "connection " + stream.from());
      }
    }
    var file = capture.resolveSibling("xmpp.pcap");
    ExportedPdus.write(file, "xmpp", sent);
    var packets = Tshark.dissect(file, "xmpp", List.of());
    findings.check(packets.size() == sent.size(), "tshark reads each stanza", "" + sent.size());
    for (var i = 0; i < packets.size(); i++) {
      packet(packets.get(i), sent.get(i), "stanza " + (i + 1) + " <" + sent.get(i).head() + ">");
    }
  }

  private void unit(Stream stream, String text, List<Unit> sent) {
    if (text.equals(END)) {
      findings.saw("XMPP end");
    } else {
      sent.add(new Unit(stream, text.getBytes(StandardCharsets.UTF_8)));
    }
  }

  private void packet(Packet packet, Unit unit, String where) {
    findings.check(!packet.isFaulty(), "tshark finds no error in XMPP", where);
    var layers = packet.of("xmpp");
    findings.check(layers.size() == 1, "the octets are XMPP", where);
    var kind = layers.stream().flatMap(layer -> kind(layer, unit).stream()).findFirst();
    findings.check(kind.isPresent(), "tshark knows the stanza", where);
    kind.ifPresent(known -> stanza(known, layers.get(0), unit, where));
  }

  /** What it is; XEP-0114's handshake is the one element that tshark does not know. */
  private static Optional<String> kind(Layer layer, Unit unit) {
    return unit.text().startsWith("<handshake>")
        ? Optional.of("handshake")
        : KNOWN.stream().filter(name -> layer.has("xmpp." + name)).findFirst();
  }

  private void stanza(String kind, Layer layer, Unit unit, String where) {
    findings.saw("XMPP " + kind);
    if (kind.equals("stream")) {
      return;
    }
    findings.check(isWellFormed(unit.text()), "it is well-formed", where);
    if (!kind.equals("handshake")) {
      findings.check(
          layer.has("xmpp.from") && layer.has("xmpp.to"), "a component says from and to", where);
    }
    if (kind.equals("iq")) {
      findings.check(
          layer.has("xmpp.id")
              && Set.of("get", "set", "result", "error").contains(layer.text("xmpp.type")),
          "an iq has an id and a type",
          where);
    }
  }

  private static boolean isUtf8(byte[] octets) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** Whether a parser that knows namespaces reads the element to its end. */
  private static boolean isWellFormed(String text) {
    try {
      var factory = XMLInputFactory.newDefaultFactory();
      factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
      var reader = factory.createXMLStreamReader(new StringReader(text));
      while (reader.hasNext()) {
        reader.next();
      }
      return true;
    } catch (XMLStreamException e) {
      return false;
    }
  }
}
