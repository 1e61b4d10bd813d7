package im.balcony.testkit.server;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** One component's stream at the stand-in server. */
final class ComponentLink implements Runnable {

  private static final Pattern TO = Pattern.compile("\\bto=['\"]([^'\"]*)['\"]");
  private static final String OPEN =
      "<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams'>";

  private final ComponentServer server;
  private final Socket socket;
  private final OutputStream out;
  private final String streamId = UUID.randomUUID().toString();
  private String domain = "";

  ComponentLink(ComponentServer server, Socket socket) throws IOException {
    this.server = server;
    this.socket = socket;
    this.out = socket.getOutputStream();
    socket.setTcpNoDelay(true);
  }

  @Override
  public void run() {
    try (var in = new java.io.BufferedInputStream(socket.getInputStream())) {
      header(in);
      for (var raw = unit(in); !raw.isEmpty(); raw = unit(in)) {
        handle(raw);
      }
    } catch (IOException e) {
      server.lost(domain, e.getMessage());
    } catch (SAXException | ParserConfigurationException | NoSuchAlgorithmException e) {
      server.violations.check(false, "RFC 6120 §11.3", "not well-formed: " + e.getMessage());
    } finally {
      server.down(this);
      close();
    }
  }

  private void header(InputStream in) throws IOException {
    var header = tag(in);
    if (header.startsWith("<?xml")) {
      header = tag(in);
    }
    var to = TO.matcher(header);
    server.violations.check(
        header.startsWith("<stream:stream")
            && header.contains("jabber:component:accept")
            && to.find(),
        "XEP-0114 §3",
        "stream header");
    domain = to.reset().find() ? to.group(1) : "";
    write(
        "<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept'"
            + " xmlns:stream='http://etherx.jabber.org/streams' from='"
            + domain
            + "' id='"
            + streamId
            + "'>"
            + server.features);
  }

  private void handle(String raw)
      throws IOException, SAXException, ParserConfigurationException, NoSuchAlgorithmException {
    if (raw.startsWith("</stream:stream")) {
      if (server.silentAtTheEnd) {
        server.lost(domain, "closed by the component");
        return;
      }
      write("</stream:stream>");
      throw new IOException("closed by the component");
    }
    var element = parse(raw);
    var management = server.management;
    if (Management.NAMESPACE.equals(element.getNamespaceURI())) {
      write(management.flatMap(m -> m.answer(element)).orElse(""));
      return;
    }
    if (!element.getLocalName().equals("handshake")) {
      if (management.isPresent() && !management.get().takes()) {
        return;
      }
      if (server.tooLong.test(raw)) {
        write(
            "<stream:error><policy-violation xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>");
        throw new IOException("policy-violation");
      }
      server.route(element, raw, domain);
      return;
    }
    var digest = MessageDigest.getInstance("SHA-1");
    var expected =
        HexFormat.of()
            .formatHex(digest.digest(ComponentServer.utf8(streamId + server.secretOf(domain))));
    if (element.getTextContent().equals(expected)) {
      write("<handshake/>");
      server.up(domain, this);
    } else {
      write(
          "<stream:error><not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>");
      throw new IOException("wrong secret");
    }
  }

  private static Element parse(String raw)
      throws SAXException, ParserConfigurationException, IOException {
    var factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    var document =
        factory
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(ComponentServer.utf8(OPEN + raw + "</stream:stream>")));
    return (Element) document.getDocumentElement().getFirstChild();
  }

  /** One tag, from its opening to its closing bracket. */
  private static String tag(InputStream in) throws IOException {
    var tag = new ByteArrayOutputStream();
    var quote = 0;
    while (true) {
      var octet = in.read();
      if (octet < 0) {
        throw new IOException("closed");
      }
      if (tag.size() == 0 && octet != '<') {
        continue;
      }
      tag.write(octet);
      if (quote == 0 && octet == '>') {
        return tag.toString(StandardCharsets.UTF_8);
      }
      if (quote == 0 && (octet == '\'' || octet == '"')) {
        quote = octet;
      } else if (octet == quote) {
        quote = 0;
      }
    }
  }

  /** A whole element at depth one of the stream, or its end; empty at the end of the connection. */
  private static String unit(InputStream in) throws IOException {
    var unit = new StringBuilder();
    var depth = 0;
    while (true) {
      in.mark(1);
      var octet = in.read();
      if (octet < 0) {
        return "";
      }
      in.reset();
      if (octet != '<') {
        text(in, unit, depth);
        continue;
      }
      var tag = tag(in);
      unit.append(tag);
      if (tag.startsWith("</")) {
        depth--;
      } else if (!tag.endsWith("/>")) {
        depth++;
      }
      if (depth <= 0) {
        return unit.toString();
      }
    }
  }

  private static void text(InputStream in, StringBuilder unit, int depth) throws IOException {
    var text = new ByteArrayOutputStream();
    while (true) {
      in.mark(1);
      var octet = in.read();
      if (octet < 0) {
        break;
      }
      if (octet == '<') {
        in.reset();
        break;
      }
      text.write(octet);
    }
    if (depth > 0) {
      unit.append(text.toString(StandardCharsets.UTF_8));
    }
  }

  synchronized void write(String text) throws IOException {
    out.write(ComponentServer.utf8(text));
    out.flush();
  }

  void close() {
    try {
      socket.close();
    } catch (IOException e) {
      server.lost(domain, e.getMessage());
    }
  }
}
