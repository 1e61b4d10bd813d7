package im.balcony.testkit.server;

import im.balcony.testkit.virtual.VirtualStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** One component's stream at the virtual server. */
final class VirtualLink {

  private static final Pattern TO = Pattern.compile("\\bto=['\"]([^'\"]*)['\"]");
  private static final String OPEN =
      "<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams'>";

  private final VirtualServer server;
  private final VirtualStream stream;
  private final String streamId;
  private final DocumentBuilder parser = parser();
  private final StanzaCutter cutter = new StanzaCutter();
  private String domain = "";

  VirtualLink(VirtualServer server, VirtualStream stream, String streamId) {
    this.server = server;
    this.stream = stream;
    this.streamId = streamId;
  }

  private static DocumentBuilder parser() {
    var factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    try {
      return factory.newDocumentBuilder();
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException(e);
    }
  }

  VirtualStream stream() {
    return stream;
  }

  void begin() {
    stream.reader(this::read, reason -> server.down(this));
  }

  private void read(byte[] octets) {
    for (var unit : cutter.feed(octets)) {
      if (!stream.isOver()) {
        handle(unit);
      }
    }
  }

  private void handle(String unit) {
    if (unit.startsWith("<stream:stream")) {
      header(unit);
    } else if (unit.startsWith("</stream:stream") || unit.contains("<stream:error")) {
      write("</stream:stream>");
      server.down(this);
      stream.close();
    } else {
      element(unit);
    }
  }

  private void header(String unit) {
    var to = TO.matcher(unit);
    var named = to.find();
    server.violations.check(
        named && unit.contains("jabber:component:accept"), "XEP-0114 §3", "stream header");
    domain = named ? to.group(1) : "";
    write(
        "<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept'"
            + " xmlns:stream='http://etherx.jabber.org/streams' from='"
            + domain
            + "' id='"
            + streamId
            + "'>");
  }

  private void element(String unit) {
    var element = parse(unit);
    if (element == null) {
      return;
    }
    if (!element.getLocalName().equals("handshake")) {
      server.route(element, unit, domain);
    } else if (element.getTextContent().equals(digest(streamId + server.secretOf(domain)))) {
      write("<handshake/>");
      server.up(domain, this);
    } else {
      write(
          "<stream:error><not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>");
      stream.close();
    }
  }

  private static String digest(String text) {
    try {
      var sha = MessageDigest.getInstance("SHA-1");
      return HexFormat.of().formatHex(sha.digest(ComponentServer.utf8(text)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }

  private @org.jspecify.annotations.Nullable Element parse(String unit) {
    try {
      var document =
          parser.parse(
              new ByteArrayInputStream(ComponentServer.utf8(OPEN + unit + "</stream:stream>")));
      return (Element) document.getDocumentElement().getFirstChild();
    } catch (SAXException | IOException e) {
      server.violations.check(false, "RFC 6120 §11.3", "not well-formed: " + unit);
      return null;
    }
  }

  private void write(String text) {
    stream.write(ComponentServer.utf8(text));
  }
}
