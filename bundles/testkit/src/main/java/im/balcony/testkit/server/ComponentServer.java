package im.balcony.testkit.server;

import im.balcony.testkit.Inbox;
import im.balcony.testkit.Ladder;
import im.balcony.testkit.Violations;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * The component side of an XMPP server (XEP-0114): takes handshakes, routes stanzas between
 * components, and keeps those for its own users for the test to look at.
 */
public final class ComponentServer implements AutoCloseable {

  /** So much of a stanza's text is told of one that nobody took. */
  private static final int SHOWN = 100;

  private final ServerSocket listener;
  private final Map<String, String> secrets;
  private final Map<String, ComponentLink> links = new ConcurrentHashMap<>();
  final Ladder ladder;
  final Violations violations;

  /** Stanzas for users of this server, pings between components left out. */
  public final Inbox<Element> stanzas = new Inbox<>("stanza", ComponentServer::text);

  /** Domains of components whose handshake was accepted, as they came. */
  public final Inbox<String> connected = new Inbox<>("component");

  /** Links that ended, with the reason. */
  public final Inbox<String> lost = new Inbox<>("lost link");

  /** While true, stanzas are read but neither routed nor answered: a server that hangs. */
  public volatile boolean stalled;

  /**
   * Stanzas are handled, in their order, when this is at zero: a server that is busy until then.
   */
  public volatile CountDownLatch busy = new CountDownLatch(0);

  /** While true, connections are closed as soon as they are made: a server that is not there. */
  public volatile boolean refusing;

  /** While true, the end of a component's stream is not answered. */
  public volatile boolean silentAtTheEnd;

  /** If there, the certificate that is shown to who connects; without, TLS is not spoken. */
  public volatile Optional<SSLContext> certificate = Optional.empty();

  /** If there, stanzas are counted (XEP-0198) by who asks for it. */
  public volatile Optional<Management> management = Optional.empty();

  /** What the server says between its stream header and the handshake: stream features, if any. */
  public volatile String features = "";

  /** Stanzas, as text, over which the server ends the stream with a policy-violation. */
  public volatile Predicate<String> tooLong = raw -> false;

  /**
   * What comes back for a stanza at once, as text: before anything that the component sent after it
   * is read.
   */
  public volatile Function<Element, Optional<String>> reply = stanza -> Optional.empty();

  /** A server on a free loopback port that knows these component domains and their secrets. */
  public ComponentServer(Map<String, String> secrets, Ladder ladder, Violations violations)
      throws IOException {
    this(0, secrets, ladder, violations);
  }

  /** The same on a given port. */
  public ComponentServer(
      int port, Map<String, String> secrets, Ladder ladder, Violations violations)
      throws IOException {
    this.secrets = Map.copyOf(secrets);
    this.ladder = ladder;
    this.violations = violations;
    violations.watch(stanzas);
    this.listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    var acceptor = new Thread(this::accept, "component-server");
    acceptor.setDaemon(true);
    acceptor.start();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        var socket = listener.accept();
        if (refusing) {
          socket.close();
          continue;
        }
        var reader = new Thread(new ComponentLink(this, secured(socket)), "component-link");
        reader.setDaemon(true);
        reader.start();
      } catch (IOException e) {
        violations.check(listener.isClosed(), "XEP-0114", "cannot accept: " + e.getMessage());
      }
    }
  }

  private Socket secured(Socket socket) throws IOException {
    var context = certificate;
    return context.isPresent()
        ? context.get().getSocketFactory().createSocket(socket, null, true)
        : socket;
  }

  /** The port components connect to. */
  public int port() {
    return listener.getLocalPort();
  }

  String secretOf(String domain) {
    return secrets.getOrDefault(domain, "");
  }

  void up(String domain, ComponentLink link) {
    links.put(domain, link);
    connected.put(domain);
  }

  void down(ComponentLink link) {
    links.values().remove(link);
  }

  void lost(String domain, @Nullable String reason) {
    lost.put(domain + ": " + reason);
  }

  void route(Element stanza, String raw, String from) throws IOException {
    try {
      busy.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while busy");
    }
    if (stalled) {
      return;
    }
    var domain = StrictStanza.domainOf(stanza.getAttribute("to"));
    var other = links.get(domain);
    if (other == null) {
      ladder.xmpp(false, describe(stanza));
      StrictStanza.check(stanza, from, violations);
      stanzas.put(stanza);
      var sender = links.get(from);
      if (sender != null) {
        reply.apply(stanza).ifPresent(text -> write(sender, text));
      }
      return;
    }
    write(other, raw);
  }

  private void write(ComponentLink link, String text) {
    try {
      link.write(text);
    } catch (IOException e) {
      violations.check(false, "XEP-0114", "cannot route: " + e.getMessage());
    }
  }

  static String describe(Element stanza) {
    var what = new StringBuilder(stanza.getLocalName());
    if (!stanza.getAttribute("type").isEmpty()) {
      what.append(' ').append(stanza.getAttribute("type"));
    }
    for (var child = stanza.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child instanceof Element e) {
        what.append(" <").append(e.getLocalName()).append('>');
      }
    }
    return what.toString();
  }

  private static String text(Element stanza) {
    var content = stanza.getTextContent();
    return describe(stanza)
        + " id='"
        + stanza.getAttribute("id")
        + "' from='"
        + stanza.getAttribute("from")
        + "' to='"
        + stanza.getAttribute("to")
        + "' "
        + content.substring(0, Math.min(content.length(), SHOWN));
  }

  /** Sends a stanza, as text, to the component of {@code domain}. */
  public void send(String domain, String stanza) throws IOException {
    var link = links.get(domain);
    if (link == null) {
      throw new IOException("no component " + domain);
    }
    ladder.xmpp(true, stanza.length() > 60 ? stanza.substring(0, 60) : stanza);
    link.write(stanza);
  }

  /** Cuts the connection of a component without a word. */
  public void cut(String domain) throws IOException {
    var link = links.remove(domain);
    if (link != null) {
      link.close();
    }
  }

  /** The text of a child element, or an empty text. */
  public static String child(Element stanza, String name) {
    var found = stanza.getElementsByTagNameNS("*", name);
    return found.getLength() == 0 ? "" : found.item(0).getTextContent();
  }

  /** Whether there is such an element anywhere in the stanza. */
  public static boolean has(Element stanza, String namespace, String name) {
    return stanza.getElementsByTagNameNS(namespace, name).getLength() > 0;
  }

  /** Text escaped for XML. */
  public static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("'", "&apos;");
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (var link : links.values()) {
      link.close();
    }
  }
}
